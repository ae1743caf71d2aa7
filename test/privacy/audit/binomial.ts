import { incompleteBeta } from './special_functions.ts';

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Exact interval for the probability behind `hits` of `trials` (Clopper and Pearson 1934): it misses the truth
 * above with probability at most `miss`, and below with at most `miss`. Rounding is outwards.
 *
 * It also holds for the mean probability of independent trials of unequal probabilities: beyond the mean,
 * tails of their sum are no heavier than the binomial's (Hoeffding 1956, theorem 4).
 */
export function clopperPearson(hits: number, trials: number, miss: number): Interval {
  // lower: the p with P[Bin(n, p) >= hits] = miss; upper: the p with P[Bin(n, p) <= hits] = miss.
  const lower = hits === 0 ? 0 : bisect((p) => incompleteBeta(p, hits, trials - hits + 1) <= miss).lower;
  const upper =
    hits === trials ? 1 : bisect((p) => incompleteBeta(1 - p, trials - hits, hits + 1) > miss).upper;
  return { lower, upper };
}

/** P[Bin(n, p) >= k]. */
export const binomialTail = (n: number, p: number, k: number): number =>
  k <= 0 ? 1 : k > n ? 0 : incompleteBeta(p, k, n - k + 1);

/** Brackets the point of [0, 1] where `isBelow` turns from true to false. */
function bisect(isBelow: (p: number) => boolean): Interval {
  let lower = 0;
  let upper = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (lower + upper) / 2;
    if (isBelow(middle)) lower = middle;
    else upper = middle;
  }
  return { lower, upper };
}
