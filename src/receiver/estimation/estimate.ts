/** 97.5 % point of the normal distribution: intervals are two-sided, 95 %. */
export const Z = 1.959963984540054;

/** k-RR's probabilities: `p` that a release is the true row, `q` that it is one given other row. */
export interface Odds {
  readonly p: number;
  readonly q: number;
}

/** A number with its 95 % interval. */
export interface Interval {
  /** Unbiased, so it may be negative or above what is possible, and so may the ends. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What the noisy count of some rows says. */
export interface Estimate {
  /** How many of those who released belong to the rows. */
  readonly count: Interval;
  /** Their share among all shoppers like these; undefined when nobody released. */
  readonly share?: Interval;
}

/**
 * How many shoppers truly belong to some rows, from the noisy count of those rows.
 *
 * With s rows, one of them is released with probability P = p + (s - 1) q by whoever belongs to one, and
 * Q = s q by whoever does not. P - Q = p - q =: d, so of n releases
 *
 *     n_hat = (observed - n Q) / d
 *
 * is unbiased for the number N of the n who belong, and pi_hat = n_hat / n for the share pi of the population.
 * (Warner 1965 for K = 2; Wang, Blocki, Li, Jha 2017, "Locally differentially private protocols for frequency
 * estimation", USENIX Security, equation 1, for K rows.)
 *
 * Two intervals, because two things are asked. Both are score intervals: the values that a test at 5 % would
 * not reject, with the variance at the value tested (Wilson 1927), which keep their coverage for small counts.
 *
 * - Of `count`, for N: of the n shoppers only the mechanism is random, so
 *   Var(observed) = N P (1 - P) + (n - N) Q (1 - Q), and the values of N with
 *   (observed - n Q - N d)^2 <= Z^2 (n Q (1 - Q) + N D), D = P (1 - P) - Q (1 - Q), lie between two roots.
 * - Of `share`, for pi: the n are a sample, too, so observed is Binomial(n, lambda), lambda = Q + pi d. Wilson's
 *   interval of lambda is carried through the line. Who released in several periods is counted as several: over a
 *   range of periods the sample is smaller than n, and this interval narrower than it should be.
 *
 * @param n releases; @param observed those of the rows; @param s how many rows.
 */
export function estimate(n: number, observed: number, odds: Odds, s = 1): Estimate {
  if (n === 0) return { count: { value: 0, low: 0, high: 0 } };
  const [P, Q, d] = [odds.p + (s - 1) * odds.q, s * odds.q, odds.p - odds.q];
  const value = (observed - n * Q) / d;
  const excess = observed - n * Q;
  const D = P * (1 - P) - Q * (1 - Q);
  const count = rootsOf(d * d, 2 * d * excess + Z * Z * D, excess ** 2 - Z * Z * n * Q * (1 - Q));
  const lambda = observed / n;
  const wilson = rootsOf(1 + Z ** 2 / n, 2 * lambda + Z ** 2 / n, lambda ** 2);
  return {
    count: { value, low: count.low, high: count.high },
    share: { value: value / n, low: (wilson.low - Q) / d, high: (wilson.high - Q) / d },
  };
}

/**
 * The weighted sum of independent estimates, its interval put together from theirs, lop-sided as they are:
 * the "method of variance estimates recovery" (Zou and Donner 2008).
 */
export function weightedSum(parts: readonly Interval[], weights?: readonly number[]): Interval {
  let [value, below, above] = [0, 0, 0];
  for (const [i, part] of parts.entries()) {
    const weight = weights?.[i] ?? 1;
    value += weight * part.value;
    const [down, up] = [part.value - part.low, part.high - part.value].map((side) => weight * side);
    below += weight < 0 ? up! ** 2 : down! ** 2;
    above += weight < 0 ? down! ** 2 : up! ** 2;
  }
  return { value, low: value - Math.sqrt(below), high: value + Math.sqrt(above) };
}

/** What is between the roots of a x^2 - b x + c, a > 0; both are real wherever it is used. */
function rootsOf(a: number, b: number, c: number): { low: number; high: number } {
  const half = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  return { low: (b - half) / (2 * a), high: (b + half) / (2 * a) };
}
