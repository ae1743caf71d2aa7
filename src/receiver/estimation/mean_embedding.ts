import type { CohortTable } from './cohorts.ts';
import { type Odds, Z } from './estimate.ts';

/** The mean of the rows that a population truly belongs to. */
export interface MeanEmbedding {
  /** Shape [D]; rows are taken at unit length, so the mean is shorter the more tastes differ. */
  readonly mean: readonly number[];
  /** 95 % interval of each dimension by itself, [D]. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Root of the mean squared distance of `mean` from the truth, over all dimensions; not that of suppressed rows. */
  readonly error: number;
  /** How far suppressed rows may shift it at most beyond that, in any dimension; 0 when none are. */
  readonly shift: number;
}

/**
 * The population's mean embedding from noisy counts: sum over k of pi_hat_k e_k, unbiased as each pi_hat_k is.
 *
 * Error: with a_k what row k adds in one dimension, Var(sum a_k pi_hat_k) = (sum lambda_k a_k^2 - (sum lambda_k a_k)^2)
 * / (n d^2), the variance of a multinomial's linear form; lambda is estimated by the noisy shares themselves.
 *
 * Suppressed rows enter by their sum alone, at the middle of what they could add: of the mean with and without them
 * each could be had, K rows being independent in D > K dimensions. The interval is wider by what that leaves open.
 *
 * @param embeddings int8 rows, [K, D].
 * @returns undefined when nothing is shown.
 */
export function meanEmbedding(
  { total, observed, rows, hidden, suppressed }: CohortTable,
  { p, q }: Odds,
  embeddings: readonly Int8Array[],
): MeanEmbedding | undefined {
  if (total === 0 || hidden.size === observed.length) return undefined;
  const units = embeddings.map(unit);
  const hiddenObserved = [...hidden].reduce((sum, row) => sum + observed[row]!, 0) / total;
  const hiddenMost = suppressed?.share ? Math.min(1, Math.max(0, suppressed.share.high)) : 0;
  const mean: number[] = [];
  const [low, high]: [number[], number[]] = [[], []];
  let [squares, shift] = [0, 0];
  for (let d = 0; d < units[0]!.length; d++) {
    const column = units.map((row) => row[d]!);
    const open = [...hidden].map((row) => column[row]!);
    const [least, most] = hidden.size > 0 ? [Math.min(...open), Math.max(...open)] : [0, 0];
    const middle = (least + most) / 2;
    let value = middle * (suppressed?.share?.value ?? 0);
    let first = middle * hiddenObserved;
    let second = middle ** 2 * hiddenObserved;
    for (const [row, shown] of rows.entries()) {
      if (!shown) continue;
      const lambda = observed[row]! / total;
      value += column[row]! * shown.share!.value;
      first += column[row]! * lambda;
      second += column[row]! ** 2 * lambda;
    }
    const variance = (second - first ** 2) / (total * (p - q) ** 2);
    const left = (hiddenMost * (most - least)) / 2;
    const half = Z * Math.sqrt(Math.max(0, variance)) + left;
    mean.push(value);
    low.push(value - half);
    high.push(value + half);
    squares += variance;
    shift = Math.max(shift, left);
  }
  return { mean, low, high, error: Math.sqrt(squares), shift };
}

function unit(row: Int8Array): number[] {
  const length = Math.hypot(...row) || 1;
  return Array.from(row, (step) => step / length);
}
