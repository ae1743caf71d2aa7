import { Disclosure } from './disclosure.ts';
import { type Estimate, estimate, type Odds, weightedSum } from './estimate.ts';
import { projectToSimplex } from './simplex.ts';

/** The noisy counts of one codebook, period by period. Its rows may stand for cohorts in another order. */
export interface Series {
  readonly odds: Odds;
  /** Noisy releases by period, oldest first, and row. [T, K] */
  readonly observed: readonly (readonly number[])[];
}

export interface CohortTable {
  /** Releases, noise and all: their number is exact. */
  readonly total: number;
  /** Noisy releases by row; for what is computed further, never shown beside a suppressed row. [K] */
  readonly observed: readonly number[];
  /** By row of the codebook; undefined where the row is suppressed. [K] */
  readonly rows: readonly (Estimate | undefined)[];
  readonly hidden: ReadonlySet<number>;
  /** All suppressed rows as one, so that the counts add up to `total`. */
  readonly suppressed?: Estimate & { readonly cells: number };
}

/**
 * The cohorts of a range of periods, of each of some codebooks that stand for the same cohorts. Small ones are
 * suppressed, in all of them alike, so that their sum can be shown, too.
 *
 * @param ranges first period and the one after the last, as positions in `observed`, by codebook.
 */
export function cohortTables(
  series: readonly Series[],
  ranges: readonly (readonly [from: number, to: number])[],
): CohortTable[] {
  const hidden = new Set<number>();
  for (const [i, { odds, observed }] of series.entries()) {
    const [from, to] = ranges[i]!;
    if (from >= to) continue; // nothing of it is in the range
    const disclosure = new Disclosure(observed.map((counts) => debiased(counts, odds)));
    for (const row of disclosure.hidden(from, to)) hidden.add(row);
  }
  return series.map(({ odds, observed }, i) =>
    tableOf(sumOf(observed.slice(...ranges[i]!), observed[0]?.length ?? 0), odds, hidden),
  );
}

/** n_hat by row, shape [K]: unbiased, and adding up to the number of releases. */
export function debiased(observed: readonly number[], { p, q }: Odds): number[] {
  const n = observed.reduce((sum, count) => sum + count, 0);
  return observed.map((count) => (count - n * q) / (p - q));
}

function tableOf(observed: readonly number[], odds: Odds, hidden: ReadonlySet<number>): CohortTable {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const rows = observed.map((count, row) => (hidden.has(row) ? undefined : estimate(total, count, odds)));
  if (hidden.size === 0) return { total, observed, rows, hidden };
  const rest = [...hidden].reduce((sum, row) => sum + observed[row]!, 0);
  const suppressed = { ...estimate(total, rest, odds, hidden.size), cells: hidden.size };
  return { total, observed, rows, hidden, suppressed };
}

/** Counts and shares of several codebooks, of different epsilon, as of one. */
export interface CombinedTable extends Omit<CohortTable, 'observed'> {
  /** What each codebook's shares weigh; they add up to 1. */
  readonly weights: readonly number[];
}

/**
 * Cohort tables of the same cohorts as one: counts by their sum, shares by their mean with inverse-variance weights.
 *
 * Counts need no weights: each codebook's releases are shoppers of their own, and the sum is unbiased whoever got which
 * codebook. Shares are taken to be the same for all of them (the drift test says whether they look it), so whichever
 * codebook tells more weighs more: W_i proportional to the inverse of
 *
 *     V_i = sum over k of Var(pi_hat_ik) = (1 - sum over k of lambda_ik^2) / (n_i d_i^2),  lambda_ik = q_i + pi_k d_i,
 *
 * the same W_i for every row, so that shares still add up to 1. lambda needs the shares: those of a first round with
 * all lambda equal. Hidden rows count as equally large, else the weights would tell of them.
 *
 * @param tables with the same rows hidden, of `cohortTables`; those without releases weigh nothing.
 */
export function combine(tables: readonly CohortTable[], odds: readonly Odds[]): CombinedTable {
  const hidden = tables[0]!.hidden;
  const weights = weightsOf(tables, odds);
  const joined = (estimates: readonly Estimate[]): Estimate => {
    const shared = estimates.flatMap(({ share }, i) => (share ? [{ share, weight: weights[i]! }] : []));
    return {
      count: weightedSum(estimates.map(({ count }) => count)),
      ...(shared.length > 0 && {
        share: weightedSum(
          shared.map(({ share }) => share),
          shared.map(({ weight }) => weight),
        ),
      }),
    };
  };
  const total = tables.reduce((sum, table) => sum + table.total, 0);
  const rows = tables[0]!.rows.map((shown, row) =>
    shown ? joined(tables.map((table) => table.rows[row]!)) : undefined,
  );
  if (hidden.size === 0) return { total, rows, hidden, weights };
  const suppressed = { ...joined(tables.map((table) => table.suppressed!)), cells: hidden.size };
  return { total, rows, hidden, suppressed, weights };
}

/** Shares by row for what has to have a share for each: hidden rows share evenly. [K] */
export function knownShares({ rows, suppressed }: Pick<CohortTable, 'rows' | 'suppressed'>): number[] {
  const each = suppressed?.share ? suppressed.share.value / suppressed.cells : 0;
  return rows.map((row) => row?.share?.value ?? each);
}

function weightsOf(tables: readonly CohortTable[], odds: readonly Odds[]): number[] {
  const precisions = tables.map(({ total }, i) => total * (odds[i]!.p - odds[i]!.q) ** 2);
  const first = normalised(precisions);
  const shares = projectToSimplex(
    tables[0]!.rows.map((_, row) =>
      tables.reduce((sum, table, i) => sum + first[i]! * knownShares(table)[row]!, 0),
    ),
  );
  return normalised(
    precisions.map((precision, i) => {
      const { p, q } = odds[i]!;
      return precision / (1 - shares.reduce((sum, share) => sum + (q + share * (p - q)) ** 2, 0));
    }),
  );
}

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (sum === 0 ? 1 / weights.length : weight / sum));
}

function sumOf(lists: readonly (readonly number[])[], K: number): number[] {
  return lists.reduce<number[]>(
    (sums, list) => sums.map((sum, i) => sum + list[i]!),
    new Array<number>(K).fill(0),
  );
}
