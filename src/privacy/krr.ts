import { invalid } from '../contract/error.ts';
import { MAX_K, MIN_K } from '../contract/release.ts';
import { secureUniformInt, type UniformInt } from './random.ts';

/** Parameters of one release; all that its loss depends on. */
export interface RandomisedResponse {
  /** Rows of the codebook. */
  readonly K: number;
  /** Loss of one release in thousandths: 1000, 2000, 3000 or 4000. */
  readonly epsilonMilli: number;
}

/** Weight of every row but the true one: M = 2^20. */
export const OTHER_WEIGHT = 2 ** 20;

/**
 * Weight of the true row by epsilon in thousandths: W = floor(M · e^eps).
 *
 * Pinned, not computed: Math.exp may differ by an ulp between engines, and the constants are
 * what the proof is about. `test/privacy/krr_bound.test.ts` proves W / M <= e^eps < (W + 1) / M
 * with integers alone.
 */
export const TRUE_WEIGHT: Readonly<Record<number, number>> = {
  1000: 2_850_325,
  2000: 7_747_986,
  3000: 21_061_211,
  4000: 57_250_309,
};

/**
 * Releases a row of the codebook by k-ary randomised response: pure eps-local differential privacy.
 *
 * Neighbours: replace-one in the local model, so any two rows are neighbours. It follows that any
 * two histories, profiles or models are, because this function sees nothing of them but the row.
 *
 * Bound: with T = W + (K - 1) M, P[out = row] = W / T and P[out = j] = M / T for each other row j.
 * Every output has a probability of W / T or M / T whatever the input, so the ratio of any output's
 * probabilities under two inputs is at most W / M <= e^eps. Nothing is approximate: delta = 0.
 *
 * Sampling: r uniform in the T integers [0, T), and the row that `rowOf` gives to r. Integers only, so
 * that no rounding of floats shifts a probability.
 *
 * Rounding: W is rounded *down*. The true row is sent a little less often than e^eps would allow
 * (by less than one part in M), never more.
 *
 * Who spends: the caller, and before the call. The debit of `epsilonMilli` must already stand in
 * the guard database (export/release_protocol.ts); this function neither checks nor books it.
 * Calling it twice for one profile spends twice.
 *
 * Source: Warner 1965 (K = 2); Kairouz, Bonawitz, Ramage 2016, "Discrete distribution estimation
 * under local privacy" (K-ary, and its optimality in the low-privacy regime).
 *
 * @param row the true row, an integer in [0, K).
 * @throws InklingError `invalid-argument`, before any randomness is drawn; `randomness-unavailable`.
 */
export function randomisedResponse(
  row: number,
  { K, epsilonMilli }: RandomisedResponse,
  uniform: UniformInt = secureUniformInt,
): number {
  const { trueWeight, total } = weights({ K, epsilonMilli });
  if (!(Number.isInteger(row) && row >= 0 && row < K))
    throw invalid(`row is not an integer from 0 to ${K - 1}`); // its value is the secret: not in a message

  return rowOf(uniform(total), row, trueWeight, OTHER_WEIGHT);
}

/**
 * The output for the integer r: the true row for the first `trueWeight`, then each other row, in order,
 * for `otherWeight` of them. The weights are arguments so that tests can go through every r of small ones.
 */
export function rowOf(r: number, row: number, trueWeight: number, otherWeight: number): number {
  if (r < trueWeight) return row;
  const other = Math.floor((r - trueWeight) / otherWeight); // in [0, K - 2]
  return other < row ? other : other + 1;
}

/**
 * The closed form, as floats: `p` the probability of the true row, `q` of each other one.
 * @throws InklingError `invalid-argument`
 */
export function odds(epsilonMilli: number, K: number): { readonly p: number; readonly q: number } {
  const { trueWeight, total } = weights({ K, epsilonMilli });
  return { p: trueWeight / total, q: OTHER_WEIGHT / total };
}

/**
 * The integers of the mechanism: `trueWeight` of `total` are the true row's, 2^20 each other one's.
 * @throws InklingError `invalid-argument`
 */
export function weights({ K, epsilonMilli }: RandomisedResponse): {
  readonly trueWeight: number;
  readonly total: number;
} {
  const trueWeight = Object.hasOwn(TRUE_WEIGHT, epsilonMilli) ? TRUE_WEIGHT[epsilonMilli] : undefined;
  if (trueWeight === undefined)
    throw invalid(`epsilon is ${epsilonMilli} thousandths, must be 1000, 2000, 3000 or 4000`);
  if (!(Number.isInteger(K) && K >= MIN_K && K <= MAX_K))
    throw invalid(`K is ${K}, must be an integer from ${MIN_K} to ${MAX_K}`);
  return { trueWeight, total: trueWeight + (K - 1) * OTHER_WEIGHT };
}
