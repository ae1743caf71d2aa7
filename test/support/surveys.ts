import { odds, randomisedResponse } from '../../src/privacy/krr.ts';
import type { Odds } from '../../src/receiver/estimation/estimate.ts';
import type { Prng } from '../../src/simulate/prng.ts';

/** Runs of a simulation: `npm test` does a tenth of `npm run test:long`, from the same seeds. */
export const LONG_RUNS = 2_000;
export const RUNS = process.env.INKLING_LONG === '1' ? LONG_RUNS : LONG_RUNS / 10;

/** Shoppers drawn from a population and what they released. */
export interface Survey {
  readonly n: number;
  /** True members of each row, [K]. */
  readonly truth: readonly number[];
  /** Noisy releases by row, [K]. */
  readonly observed: readonly number[];
  readonly odds: Odds;
}

/** Shares from common to rare, adding up to 1. [K] */
export function unevenShares(K: number): number[] {
  const weights = Array.from({ length: K }, (_, k) => 2 ** -(k / 3));
  const sum = weights.reduce((all, weight) => all + weight);
  return weights.map((weight) => weight / sum);
}

/** n shoppers drawn anew, each put through the mechanism that ships. */
export function survey(n: number, shares: readonly number[], epsilonMilli: number, prng: Prng): Survey {
  const rows = drawRows(n, shares, prng);
  return surveyOf(rows, shares.length, epsilonMilli, prng);
}

/** True rows of n shoppers drawn anew. `shares` add up to 1. */
export function drawRows(n: number, shares: readonly number[], prng: Prng): number[] {
  return Array.from({ length: n }, () => {
    let left = prng.next();
    for (const [row, share] of shares.entries()) {
      left -= share;
      if (left < 0) return row;
    }
    return shares.length - 1;
  });
}

/** The same for shoppers whose true rows are given. */
export function surveyOf(rows: readonly number[], K: number, epsilonMilli: number, prng: Prng): Survey {
  const truth = new Array<number>(K).fill(0);
  const observed = new Array<number>(K).fill(0);
  for (const row of rows) {
    truth[row]!++;
    observed[randomisedResponse(row, { K, epsilonMilli }, (bound) => prng.integer(bound))]!++;
  }
  return { n: rows.length, truth, observed, odds: odds(epsilonMilli, K) };
}
