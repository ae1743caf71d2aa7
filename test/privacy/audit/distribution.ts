import { type Audit, atLeast } from './audit.ts';
import { gameCodebook, type ReleasedRows } from './game.ts';
import { upperGamma } from './special_functions.ts';

export interface DistributionOptions {
  readonly epsilonMilli: number;
  readonly K: number;
  /** True row of the shopper. */
  readonly row: number;
  readonly draws: number;
}

export interface DistributionResult extends DistributionOptions {
  /** Draws that gave each row. [K] */
  readonly counts: readonly number[];
  /** Draws that the closed form expects. [K] */
  readonly expected: readonly number[];
  readonly chiSquare: number;
  /** Probability of a chi-square at least as large under the closed form. */
  readonly pValue: number;
}

/** A right mechanism is below it once in 5e7 runs. */
export const CHI_SQUARE_MISS = 2e-8;

/**
 * Pearson's chi-square of all K outputs against the textbook's closed form, e^eps / (e^eps + K - 1) for the true
 * row and 1 / (e^eps + K - 1) for each other: K - 1 degrees of freedom, over 1,000 expected in every cell,
 * so that its distribution is the limiting one. Every row that leaves counts.
 */
export function countOutputs(released: ReleasedRows, options: DistributionOptions): DistributionResult {
  const { epsilonMilli, K, row, draws } = options;
  const codebook = gameCodebook(K);
  const profile = Float32Array.from(codebook.rows[row]!.embedding);
  const counts = new Array<number>(K).fill(0);
  let total = 0;
  for (let i = 0; i < draws; i++) {
    for (const out of released(profile, codebook, epsilonMilli)) {
      counts[out]!++;
      total++;
    }
  }
  const e = Math.exp(epsilonMilli / 1000);
  const expected = counts.map((_, k) => (total * (k === row ? e : 1)) / (e + K - 1));
  const chiSquare = counts.reduce((sum, n, k) => sum + (n - expected[k]!) ** 2 / expected[k]!, 0);
  return { ...options, counts, expected, chiSquare, pValue: upperGamma((K - 1) / 2, chiSquare / 2) };
}

export const judgeDistribution = ({ epsilonMilli, K, row, draws, pValue }: DistributionResult): Audit =>
  atLeast(
    `chi-square, eps ${epsilonMilli / 1000}, K ${K}, true row ${row}, ${draws} draws: p-value`,
    pValue,
    CHI_SQUARE_MISS,
    CHI_SQUARE_MISS,
  );
