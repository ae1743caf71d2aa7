import { HASH_BYTES, NONCE_BYTES, parseRelease, RELEASE_BYTES, type Release } from '../contract/release.ts';

export type ReleaseFieldName =
  | 'magic'
  | 'mechanism'
  | 'K'
  | 'epsilon'
  | 'D'
  | 'period'
  | 'codebook'
  | 'nonce'
  | 'embedding'
  | 'padding';

/** A field of the 128 bytes: where it stands and what it says. */
export interface ReleaseField {
  readonly name: ReleaseFieldName;
  readonly offset: number;
  readonly length: number;
  /** The value as a person can read it; hex where it is only a name. */
  readonly value: string;
}

export interface ReadRelease {
  readonly bytes: Uint8Array;
  readonly release: Release;
  /** In the order of the wire, without gaps; `padding` only when there is any. */
  readonly fields: readonly ReleaseField[];
}

export const BYTES_PER_ROW = 16;

/** Reads a ledger's hex as a release; undefined when it is none. */
export function readRelease(hex: string): ReadRelease | undefined {
  const bytes = parseHex(hex);
  if (!bytes) return undefined;
  try {
    const release = parseRelease(bytes);
    return { bytes, release, fields: fieldsOf(release) };
  } catch {
    // A damaged ledger entry is a state that the panel shows, not an error.
    return undefined;
  }
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function fieldsOf(release: Release): ReleaseField[] {
  const { embedding } = release;
  const lengths: [ReleaseFieldName, number, string][] = [
    ['magic', 4, 'INK1'],
    ['mechanism', 1, String(release.mechanism)],
    ['K', 1, String(release.K)],
    ['epsilon', 2, `${release.epsilonMilli / 1000}`],
    ['D', 2, String(embedding.length)],
    ['period', 2, String(release.period)],
    ['codebook', HASH_BYTES, toHex(release.codebookHash)],
    ['nonce', NONCE_BYTES, toHex(release.nonce)],
    ['embedding', embedding.length, embedding.join(' ')],
  ];
  let offset = 0;
  const fields = lengths.map(([name, length, value]): ReleaseField => {
    const field = { name, offset, length, value };
    offset += length;
    return field;
  });
  if (offset < RELEASE_BYTES)
    fields.push({ name: 'padding', offset, length: RELEASE_BYTES - offset, value: '0' });
  return fields;
}

function parseHex(hex: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(hex)) return undefined;
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
