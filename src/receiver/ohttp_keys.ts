import { createPrivateKey, createPublicKey } from 'node:crypto';
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { InklingError, invalid } from '../contract/error.ts';
import { ENCAPSULATED_KEY_BYTES, type KeyConfig } from '../contract/oblivious.ts';
import { integer, record } from '../contract/parse.ts';

/** A key of the gateway. Pages pin `config`; `privateKey` opens what is sealed for it. */
export interface GatewayKey {
  readonly config: KeyConfig;
  /** X25519, 32 bytes. */
  readonly privateKey: Uint8Array<ArrayBuffer>;
}

const FORMAT = 'inkling-ohttp-keys/1';
/** The one that pages pin now, and the one that pages still hold which a browser or a CDN has kept. */
const LIVE_KEYS = 2;
const OWNER_ONLY = 0o600;
/** What stands before the 32 bytes of an X25519 private key in PKCS #8 (RFC 8410, section 7). */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

interface StoredKey {
  readonly id: number;
  /** X25519, 32 bytes, base64url. */
  readonly privateKey: string;
}

/**
 * The gateway's keys, newest first; a file with one key is made where there is none.
 *
 * The file holds secrets: whoever reads it can open what relays forward. It is made for its owner alone,
 * and one that others may read is refused.
 *
 * @throws InklingError `invalid-argument` for a file that is damaged or open to others; `store-unavailable`
 */
export async function loadKeys(path: string): Promise<readonly GatewayKey[]> {
  const stored = await read(path);
  if (stored) return importAll(stored);
  const first = [await generate(1)];
  await write(path, first);
  return importAll(first);
}

/** Adds a key, which pages shall pin from now on, and drops all but the one before it. */
export async function rotateKeys(path: string): Promise<readonly GatewayKey[]> {
  const stored = (await read(path)) ?? [];
  const next = await generate(((stored[0]?.id ?? 0) + 1) & 0xff);
  const kept = [next, ...stored].slice(0, LIVE_KEYS);
  await write(path, kept);
  return importAll(kept);
}

async function read(path: string): Promise<readonly StoredKey[] | undefined> {
  let text: string;
  try {
    const { mode } = await stat(path);
    // Windows has no such bits.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw invalid(
        `${path} has mode ${(mode & 0o777).toString(8)}, must be 600: it holds the gateway's keys`,
      );
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new InklingError('store-unavailable', `${path} cannot be read`, { cause });
  }
  return parse(text, path);
}

function parse(text: string, path: string): readonly StoredKey[] {
  try {
    const { format, keys } = record(JSON.parse(text), 'keys');
    if (format !== FORMAT) throw invalid(`format is not ${FORMAT}`);
    if (!Array.isArray(keys)) throw invalid('keys is not an array');
    const stored = keys.map((given: unknown, i) => {
      const { id, privateKey } = record(given, `key ${i}`);
      if (
        typeof privateKey !== 'string' ||
        Buffer.from(privateKey, 'base64url').length !== ENCAPSULATED_KEY_BYTES
      )
        throw invalid(`privateKey of key ${i} must be the base64url of ${ENCAPSULATED_KEY_BYTES} bytes`);
      return { id: integer(id, `id of key ${i}`, 0, 255), privateKey };
    });
    if (stored.length < 1 || stored.length > LIVE_KEYS)
      throw invalid(`there are ${stored.length} keys, must be from 1 to ${LIVE_KEYS}`);
    return stored;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InklingError('invalid-argument', `${path} is not a file of gateway keys: ${why}`, { cause });
  }
}

async function generate(id: number): Promise<StoredKey> {
  const kem = new DhkemX25519HkdfSha256();
  const { privateKey } = await kem.generateKeyPair();
  return { id, privateKey: Buffer.from(await kem.serializePrivateKey(privateKey)).toString('base64url') };
}

const importAll = (stored: readonly StoredKey[]): readonly GatewayKey[] =>
  stored.map(({ id, privateKey }) => gatewayKey(id, Uint8Array.from(Buffer.from(privateKey, 'base64url'))));

/** The key as the gateway holds it. @param privateKey X25519, 32 bytes */
export function gatewayKey(id: number, privateKey: Uint8Array<ArrayBuffer>): GatewayKey {
  const der = Buffer.concat([PKCS8_X25519, privateKey]);
  const pair = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  const publicKey = Uint8Array.from(Buffer.from(pair.export({ format: 'jwk' }).x!, 'base64url'));
  return { config: { id, publicKey }, privateKey };
}

async function write(path: string, keys: readonly StoredKey[]): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify({ format: FORMAT, keys }, null, 2)}\n`, {
      mode: OWNER_ONLY,
    });
    await chmod(temporary, OWNER_ONLY); // a leftover of a crash keeps its mode
    await rename(temporary, path);
  } catch (cause) {
    throw new InklingError('store-unavailable', `${path} cannot be written`, { cause });
  }
}
