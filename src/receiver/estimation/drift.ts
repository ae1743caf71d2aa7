import { chiSquareTail } from './chi_square.ts';
import { type CohortTable, knownShares } from './cohorts.ts';
import { type Interval, type Odds, weightedSum } from './estimate.ts';
import { projectToSimplex } from './simplex.ts';

/** Of comparisons without any drift, one in a hundred says "drift". */
export const FALSE_ALARM_RATE = 0.01;

export interface Drift {
  readonly statistic: number;
  /** Degrees of freedom; 0 when there is nothing to compare. */
  readonly degrees: number;
  /** Probability of a statistic at least as large when the shares are the same. */
  readonly pValue: number;
  readonly isDrift: boolean;
  /** Change of each shown row's share, from the one table to the other. [K] */
  readonly changes: readonly (Interval | undefined)[];
  /** Of the suppressed rows together. */
  readonly suppressed?: Interval;
}

/** A table and the odds of its codebook. */
export interface Side {
  readonly table: CohortTable;
  readonly odds: Odds;
}

/**
 * Whether the shares of the cohorts changed between two tables, of epsilons that may differ.
 *
 * With delta the difference of the de-biased shares and Sigma_i their multinomial covariance,
 *
 *     Sigma_i = (diag(lambda_i) - lambda_i lambda_i^T) / (n_i d_i^2),  lambda_i = q_i + pi d_i,
 *
 * at the shares pi pooled over both tables, delta^T (Sigma_1 + Sigma_2)^- delta is about chi-square with one degree
 * less than there are cells. Where both odds are the same this is Pearson's chi-square of the noisy counts, row by
 * period: noise shrinks every difference alike, so nothing is gained or lost by de-biasing before the test. (Gaboardi
 * and Rogers 2018, "Local private hypothesis testing: chi-square tests", ICML; Rao and Scott 1981.)
 *
 * Suppressed rows are one cell, so that the statistic tells nothing of them. That costs power against drift among
 * small rows alone.
 *
 * False alarms: `FALSE_ALARM_RATE` when the two tables are of different shoppers. Shoppers who release in both periods
 * and stay as they are make it smaller, never larger.
 *
 * @param sides with the same rows hidden.
 */
export function drift(from: Side, to: Side): Drift {
  const sides = [from, to];
  const cells = sides.map(({ table }) => cellsOf(table));
  const sizes = cells[0]!.map(({ size }) => size);
  const changes = from.table.rows.map((row, k) => changeOf(row?.share, to.table.rows[k]?.share));
  const suppressed = changeOf(from.table.suppressed?.share, to.table.suppressed?.share);
  const told = { changes, ...(suppressed && { suppressed }) };
  const degrees = sizes.length - 1;
  if (degrees === 0 || sides.some(({ table }) => table.total === 0))
    return { statistic: 0, degrees: 0, pValue: 1, isDrift: false, ...told };

  const precision = sides.map(({ table, odds: { p, q } }) => table.total * (p - q) ** 2);
  const pooled = projectToSimplex(
    sizes.map(
      (_, c) =>
        (precision[0]! * cells[0]![c]!.share + precision[1]! * cells[1]![c]!.share) /
        (precision[0]! + precision[1]!),
    ),
  );
  const covariance = Array.from({ length: degrees }, () => new Array<number>(degrees).fill(0));
  for (const [i, { odds }] of sides.entries()) {
    const { p, q } = odds;
    const lambda = pooled.map((share, c) => sizes[c]! * q + share * (p - q));
    for (let a = 0; a < degrees; a++)
      for (let b = 0; b < degrees; b++)
        covariance[a]![b]! += ((a === b ? lambda[a]! : 0) - lambda[a]! * lambda[b]!) / precision[i]!;
  }
  const delta = sizes.slice(1).map((_, c) => cells[1]![c]!.share - cells[0]![c]!.share);
  const statistic = quadraticForm(covariance, delta);
  const pValue = chiSquareTail(statistic, degrees);
  return { statistic, degrees, pValue, isDrift: pValue < FALSE_ALARM_RATE, ...told };
}

/** Shown rows, and all suppressed ones as one cell. */
function cellsOf(table: CohortTable): { readonly share: number; readonly size: number }[] {
  const shares = knownShares(table);
  const shown = shares.filter((_, row) => !table.hidden.has(row)).map((share) => ({ share, size: 1 }));
  if (!table.suppressed) return shown;
  return [...shown, { share: table.suppressed.share?.value ?? 0, size: table.suppressed.cells }];
}

const changeOf = (from: Interval | undefined, to: Interval | undefined): Interval | undefined =>
  from && to && weightedSum([to, from], [1, -1]);

/** x^T A^-1 x for a positive definite A, by its Cholesky factor L: |L^-1 x|^2. */
function quadraticForm(A: readonly (readonly number[])[], x: readonly number[]): number {
  const L: number[][] = [];
  const y: number[] = [];
  for (const [i, row] of A.entries()) {
    L[i] = [];
    for (let j = 0; j <= i; j++) {
      let rest = row[j]!;
      for (let k = 0; k < j; k++) rest -= L[i]![k]! * L[j]![k]!;
      L[i]![j] = i === j ? Math.sqrt(rest) : rest / L[j]![j]!;
    }
    let rest = x[i]!;
    for (let k = 0; k < i; k++) rest -= L[i]![k]! * y[k]!;
    y[i] = rest / L[i]![i]!;
  }
  return y.reduce((sum, value) => sum + value * value, 0);
}
