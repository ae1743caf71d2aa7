/** Estimates under this are not shown: they are mostly noise, and nobody should be a cohort of a few. */
export const MIN_COHORT = 50;

/** 97.5 % point of the normal distribution: intervals are two-sided, 95 %. */
const Z = 1.959963984540054;

/** k-RR's probabilities: `p` that a release is the true row, `q` that it is one given other row. */
export interface Odds {
  readonly p: number;
  readonly q: number;
}

export interface Estimate {
  /** Unbiased, so it may be negative or above n. */
  readonly count: number;
  /** 95 % interval of the count. */
  readonly low: number;
  readonly high: number;
  /** Of all n; undefined when n = 0. */
  readonly share?: number;
}

/**
 * How many of n releasing shoppers truly belong to some rows, from the noisy count of those rows.
 *
 * With s rows of true share pi, a release names one of them with probability
 *
 *     lambda = pi p + pi (s - 1) q + (1 - pi) s q = s q + pi (p - q),
 *
 * so n_hat = (observed - n s q) / (p - q) is unbiased for n pi.
 *
 * Interval: shoppers release independently and are a sample of the shop's shoppers, so `observed` is
 * Binomial(n, lambda) and Var(n_hat) = n lambda (1 - lambda) / (p - q)^2. That holds the noise of the
 * mechanism, pi p (1 - p) + (1 - pi) q (1 - q) a shopper for s = 1, *and* the multinomial one of who
 * happened to release, pi (1 - pi) (p - q)^2. Wilson's score interval of lambda (Wilson 1927), which
 * keeps its coverage for small counts, is carried through the same line. Of the n who released
 * themselves the interval is a little too wide, never too narrow.
 */
export function estimateCount(n: number, observed: number, { p, q }: Odds, s = 1): Estimate {
  if (n === 0) return { count: 0, low: 0, high: 0 };
  const debias = (lambda: number) => (n * (lambda - s * q)) / (p - q);
  const lambda = observed / n;
  const shrink = 1 + Z ** 2 / n;
  const centre = (lambda + Z ** 2 / (2 * n)) / shrink;
  const half = (Z / shrink) * Math.sqrt((lambda * (1 - lambda)) / n + Z ** 2 / (4 * n ** 2));
  const count = debias(lambda);
  return { count, low: debias(centre - half), high: debias(centre + half), share: count / n };
}

export interface CohortTable {
  /** Releases, noise and all: their number is exact. */
  readonly total: number;
  /** By row of the codebook; undefined where the row is suppressed. */
  readonly rows: readonly (Estimate | undefined)[];
  /** All suppressed rows as one, so that the counts add up to `total`. */
  readonly suppressed?: Estimate & { readonly cells: number };
}

/**
 * The noisy counts as de-biased cohorts, small ones suppressed.
 *
 * The n_hat add up to n exactly, so one suppressed row could be had by subtraction. Hence rows are
 * hidden, smallest first, until at least two are and their sum is not itself under the limit (or
 * nothing is left to hide).
 *
 * @param observed noisy releases by row, shape [K].
 */
export function cohortTable(observed: readonly number[], odds: Odds): CohortTable {
  const total = observed.reduce((sum, count) => sum + count, 0);
  const estimates = observed.map((count) => estimateCount(total, count, odds));
  const hidden = suppressedRows(estimates);
  if (hidden.size === 0) return { total, rows: estimates };
  const rest = observed.reduce((sum, count, row) => sum + (hidden.has(row) ? count : 0), 0);
  return {
    total,
    rows: estimates.map((estimate, row) => (hidden.has(row) ? undefined : estimate)),
    suppressed: { ...estimateCount(total, rest, odds, hidden.size), cells: hidden.size },
  };
}

function suppressedRows(estimates: readonly Estimate[]): Set<number> {
  const order = [...estimates.keys()].sort((a, b) => estimates[a]!.count - estimates[b]!.count || a - b);
  const hidden = new Set<number>();
  let sum = 0;
  for (const row of order) {
    const { count } = estimates[row]!;
    const isSafe = hidden.size === 0 || (hidden.size >= 2 && sum >= MIN_COHORT);
    if (count >= MIN_COHORT && isSafe) break;
    hidden.add(row);
    sum += count;
  }
  return hidden;
}
