import { startBackend } from '#backend';
import { pack, unpack } from '../bench/model/pack.ts';
import { infer } from '../support/infer.ts';
import type { PassCases } from '../support/passes.ts';

/** What the backend of this page's script comes to for packed cases; both ways as base64. */
async function inferPacked(cases: string, assetsUrl: string): Promise<string> {
  await startBackend({ assetsUrl });
  const bytes = Uint8Array.from(atob(cases), (character) => character.charCodeAt(0));
  const packed = pack(await infer(unpack<PassCases>(bytes.buffer)));
  return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''));
}

Object.assign(window, { inferPacked });
