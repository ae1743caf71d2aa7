import { InklingError, invalid } from '../contract/error.ts';

/** Draws one uniform integer in [0, bound). `bound` is an integer from 1 to 2^48. */
export type UniformInt = (bound: number) => number;

const RANGE = 2 ** 48;
/** One call a draw is slow enough to be noticed; 1,024 words serve 512 draws. */
const pool = new Uint32Array(1024);
let used = pool.length;

/**
 * Uniform integers from the browser's cryptographic source, exactly uniform given uniform words.
 *
 * @throws InklingError `invalid-argument` for a bound out of range, before anything is drawn;
 *   `randomness-unavailable` when there is no cryptographic source. There is no second best:
 *   a predictable coin would make a release as good as the plain row.
 */
export const secureUniformInt: UniformInt = (bound) => {
  if (!(Number.isInteger(bound) && bound >= 1 && bound <= RANGE))
    throw invalid(`bound is ${bound}, must be an integer from 1 to 2^48`);
  for (;;) {
    const draw = (nextWord() & 0xffff) * 2 ** 32 + nextWord();
    const value = residue(draw, bound, RANGE);
    if (value !== undefined) return value;
  }
};

/**
 * The value below `bound` that a draw from [0, range) stands for, or undefined for one to be drawn
 * again: the ragged top of the range, because a plain modulo would favour small values.
 *
 * Each value stands for exactly floor(range / bound) draws, so a uniform draw that is kept is a uniform
 * value. `range` is an argument so that tests can go through all of a small one.
 */
export function residue(draw: number, bound: number, range: number): number | undefined {
  return draw < range - (range % bound) ? draw % bound : undefined;
}

/** `count` random bytes, at most 65,536. @throws InklingError `randomness-unavailable` */
export const randomBytes = (count: number): Uint8Array<ArrayBuffer> => fill(new Uint8Array(count));

function nextWord(): number {
  if (used === pool.length) {
    fill(pool);
    used = 0;
  }
  const word = pool[used]!;
  // A used word is a coin of some release: it does not stay in memory.
  pool[used++] = 0;
  return word;
}

function fill<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(array: T): T {
  // Absent in old embedded browsers; the types do not know that.
  const source = (globalThis as { crypto?: { getRandomValues?: (into: T) => T } }).crypto;
  if (typeof source?.getRandomValues !== 'function')
    throw new InklingError('randomness-unavailable', 'crypto.getRandomValues is missing');
  try {
    return source.getRandomValues(array);
  } catch (cause) {
    throw new InklingError('randomness-unavailable', 'crypto.getRandomValues failed', { cause });
  }
}
