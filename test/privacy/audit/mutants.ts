import { randomisedResponse } from '../../../src/privacy/krr.ts';
import { nearestRow } from '../../../src/privacy/nearest_row.ts';
import { releaseRow } from '../../../src/privacy/release_row.ts';
import type { Prng } from '../../../src/simulate/prng.ts';
import type { ReleasedRows } from './game.ts';

/** What is shipped. */
export const shipped: ReleasedRows = (profile, codebook, epsilonMilli) => [
  releaseRow(profile, codebook, epsilonMilli),
];

/** Releases that are wrong in one way each, seeded: the audits have to find every one. */
export const MUTANTS: Readonly<Record<string, (prng: Prng) => ReleasedRows>> = {
  'epsilon doubled': (prng) => (profile, codebook, epsilonMilli) => [
    // Weights by float: the shipped ones end at 4.
    drawBy(nearestRow(profile, codebook), codebook.K, Math.exp((2 * epsilonMilli) / 1000), prng),
  ],

  'randomiser skipped 5 % of the time': (prng) => (profile, codebook, epsilonMilli) => {
    const row = nearestRow(profile, codebook);
    return [prng.chance(0.05) ? row : drawBy(row, codebook.K, Math.exp(epsilonMilli / 1000), prng)];
  },

  'double release': (prng) => (profile, codebook, epsilonMilli) =>
    [0, 1].map(() => drawBy(nearestRow(profile, codebook), codebook.K, Math.exp(epsilonMilli / 1000), prng)),

  'modulo bias on 24-bit words': (prng) => (profile, codebook, epsilonMilli) => [
    randomisedResponse(
      nearestRow(profile, codebook),
      { K: codebook.K, epsilonMilli },
      (bound) => prng.integer(2 ** 24) % bound,
    ),
  ],
};

/** A right draw by floats, for mutants that are wrong elsewhere. */
function drawBy(row: number, K: number, trueWeight: number, prng: Prng): number {
  const r = prng.next() * (trueWeight + K - 1);
  if (r < trueWeight) return row;
  const other = Math.min(K - 2, Math.floor(r - trueWeight));
  return other < row ? other : other + 1;
}
