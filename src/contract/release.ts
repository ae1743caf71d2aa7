import { invalid } from './error.ts';

/**
 * Wire format v1 of one release: 128 bytes, always.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 4 | magic `INK1` |
 * | 4 | 1 | mechanism (1 = k-ary randomised response) |
 * | 5 | 1 | K, rows of the codebook |
 * | 6 | 2 | epsilon in thousandths |
 * | 8 | 2 | D, width of the embedding |
 * | 10 | 2 | privacy period |
 * | 12 | 16 | first 16 bytes of the codebook's SHA-256 |
 * | 28 | 16 | nonce |
 * | 44 | D | embedding, int8: one row of the codebook, exactly |
 * | 44 + D | 84 - D | zero |
 *
 * Integers are little-endian. Whatever the shopper did, the length and every field but
 * nonce and embedding are the same for everyone who uses the same codebook in the same period.
 */
export const RELEASE_BYTES = 128;
export const HASH_BYTES = 16;
export const NONCE_BYTES = 16;
export const MAX_EMBEDDING_WIDTH = 84;
export const MECHANISM_KRR = 1;

/** Compiled-in ceilings (design: the promise). Configuration can only lower them. */
export const MAX_EPSILON_MILLI = 4_000;
/** The most that a shopper loses in any 365 days, in thousandths of epsilon. */
export const YEARLY_BUDGET_MILLI = 24_000;
export const MIN_K = 2;
export const MAX_K = 32;

const MAGIC = [0x49, 0x4e, 0x4b, 0x31]; // "INK1"
const EMBEDDING_OFFSET = 44;

export interface Release {
  /** 1 = k-ary randomised response. */
  readonly mechanism: number;
  readonly K: number;
  readonly epsilonMilli: number;
  /** Privacy period, floor(now / period length). */
  readonly period: number;
  /** First 16 bytes of the SHA-256 of the codebook file. */
  readonly codebookHash: Uint8Array;
  /** 16 random bytes: idempotency and erasure at the receiver. */
  readonly nonce: Uint8Array;
  /** int8 codebook row, shape [D]. */
  readonly embedding: Int8Array;
}

/** The rule that a release breaks: stable names, told to the client by the receiver. */
export type ReleaseRule =
  | 'length'
  | 'magic'
  | 'mechanism'
  | 'K'
  | 'epsilon'
  | 'width'
  | 'padding'
  | 'codebook'
  | 'embedding'
  | 'period';

/** Thrown by `parseRelease`; `rule` names what was broken. */
export class ReleaseRuleError extends Error {
  override readonly name = 'ReleaseRuleError';
  readonly rule: ReleaseRule;
  constructor(rule: ReleaseRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

/** The release as 128 bytes. @throws InklingError `invalid-argument` when a field does not fit. */
export function serializeRelease(release: Release): Uint8Array<ArrayBuffer> {
  const { codebookHash, nonce, embedding } = release;
  if (codebookHash.length !== HASH_BYTES)
    throw invalid(`codebook hash has ${codebookHash.length} bytes, must be ${HASH_BYTES}`);
  if (nonce.length !== NONCE_BYTES) throw invalid(`nonce has ${nonce.length} bytes, must be ${NONCE_BYTES}`);
  const bytes = new Uint8Array(RELEASE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  view.setUint8(4, release.mechanism);
  view.setUint8(5, release.K);
  view.setUint16(6, release.epsilonMilli, true);
  view.setUint16(8, embedding.length, true);
  view.setUint16(10, release.period, true);
  bytes.set(codebookHash, 12);
  bytes.set(nonce, 28);
  if (embedding.length > MAX_EMBEDDING_WIDTH)
    throw invalid(`embedding is ${embedding.length} wide, must be at most ${MAX_EMBEDDING_WIDTH}`);
  bytes.set(new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.length), EMBEDDING_OFFSET);
  // Reading back what was written catches every field that a setter silently wrapped.
  const written = parseRelease(bytes);
  if (
    written.mechanism !== release.mechanism ||
    written.epsilonMilli !== release.epsilonMilli ||
    written.period !== release.period ||
    written.K !== release.K
  ) {
    throw invalid('a field of the release does not fit its width on the wire');
  }
  return bytes;
}

/**
 * Parses 128 bytes to the last bit. Checks form and ceilings; whether the codebook is live and
 * the embedding one of its rows is for the receiver, which knows the codebooks.
 *
 * @throws ReleaseRuleError naming the rule.
 */
export function parseRelease(bytes: Uint8Array): Release {
  if (bytes.length !== RELEASE_BYTES)
    throw broken('length', `release has ${bytes.length} bytes, must be ${RELEASE_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw broken('magic', 'first 4 bytes are not "INK1"');
  const mechanism = view.getUint8(4);
  if (mechanism !== MECHANISM_KRR)
    throw broken('mechanism', `mechanism is ${mechanism}, must be ${MECHANISM_KRR}`);
  const K = view.getUint8(5);
  if (K < MIN_K || K > MAX_K) throw broken('K', `K is ${K}, must be from ${MIN_K} to ${MAX_K}`);
  const epsilonMilli = view.getUint16(6, true);
  if (epsilonMilli < 1_000 || epsilonMilli > MAX_EPSILON_MILLI || epsilonMilli % 1_000 !== 0) {
    throw broken('epsilon', `epsilon is ${epsilonMilli} thousandths, must be 1000, 2000, 3000 or 4000`);
  }
  const D = view.getUint16(8, true);
  if (D < 1 || D > MAX_EMBEDDING_WIDTH)
    throw broken('width', `D is ${D}, must be from 1 to ${MAX_EMBEDDING_WIDTH}`);
  for (let i = EMBEDDING_OFFSET + D; i < RELEASE_BYTES; i++) {
    if (bytes[i] !== 0) throw broken('padding', `byte ${i} is ${bytes[i]}, must be 0`);
  }
  return {
    mechanism,
    K,
    epsilonMilli,
    period: view.getUint16(10, true),
    codebookHash: bytes.slice(12, 28),
    nonce: bytes.slice(28, 44),
    embedding: Int8Array.from(new Int8Array(bytes.buffer, bytes.byteOffset + EMBEDDING_OFFSET, D)),
  };
}

const broken = (rule: ReleaseRule, message: string) => new ReleaseRuleError(rule, message);
