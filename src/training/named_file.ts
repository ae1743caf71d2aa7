import { createHash } from 'node:crypto';
import type { ModelFile } from '../contract/manifest.ts';

/** A file of a model, and how its manifest names it. */
export interface NamedFile {
  readonly file: ModelFile;
  readonly bytes: Uint8Array;
}

/**
 * A file whose name says what is in it, `entities.1f3a90c2.bin`: two models never share a name for
 * different bytes, so a folder can hold both, and a cache may keep such a file for ever.
 */
export function namedByContent(name: string, bytes: Uint8Array): NamedFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = name.replace(/(?=\.\w+$)/, `.${sha256.slice(0, 8)}`);
  return { file: { path, bytes: bytes.length, sha256 }, bytes };
}
