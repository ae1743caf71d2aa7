import { createHash } from 'node:crypto';
import { serializeKeyConfig } from '../contract/oblivious.ts';
import { type GatewayKey, loadKeys, rotateKeys } from './ohttp_keys.ts';

export interface OhttpKeysOptions {
  readonly rotate?: boolean;
  /** Print one JSON object instead of lines. */
  readonly json?: boolean;
}

/** What a page pins: the key configuration, base64url. */
export const pinOf = ({ config }: GatewayKey): string =>
  Buffer.from(serializeKeyConfig(config)).toString('base64url');

/**
 * `inkling ohttp-keys`: shows the gateway's keys as pages pin them and the panel names them.
 * @throws InklingError for everything that the caller can mend.
 */
export async function runOhttpKeys({
  file,
  rotate = false,
  json = false,
}: OhttpKeysOptions & { readonly file: string }): Promise<void> {
  const keys = await (rotate ? rotateKeys(file) : loadKeys(file));
  const shown = keys.map((key) => ({ id: key.config.id, relayKey: pinOf(key), sha256: hashOf(key) }));
  const lines = shown.map(
    ({ id, relayKey, sha256 }, i) =>
      `Key ${id}, ${i === 0 ? 'for pages to pin' : 'still taken'}:\n  data-relay-key="${relayKey}"\n  SHA-256 ${sha256}\n`,
  );
  const restart = rotate ? 'A receiver that runs takes the new key when it is started anew.\n' : '';
  process.stdout.write(json ? `${JSON.stringify({ file, keys: shown })}\n` : lines.join('') + restart);
}

const hashOf = ({ config }: GatewayKey): string =>
  createHash('sha256').update(serializeKeyConfig(config)).digest('hex');
