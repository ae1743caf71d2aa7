/** Special functions to about 1e-10 relative, as far as the audits need them. */

/** ln Gamma(x) for x > 0: Stirling's series (Abramowitz and Stegun 6.1.41) after shifting x to at least 15. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 15; z++) shift += Math.log(z);
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * I_x(a, b), the regularised incomplete beta function, for 0 <= x <= 1 and a, b > 0: continued fraction by
 * Lentz's method (DLMF 8.17.22). P[Bin(n, x) >= k] = I_x(k, n - k + 1).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only left of the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) return front * fraction;
  }
  throw new Error(`the fraction of I_${x}(${a}, ${b}) did not converge`);
}

/**
 * Q(a, x), the regularised upper incomplete gamma function, for a > 0, x >= 0. A chi-square of df degrees of
 * freedom is >= x with probability Q(df / 2, x / 2). Series (DLMF 8.11.4) below the mean, fraction (8.9.2) above.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n <= 10_000; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / nonZero(step * d + b, tiny);
    c = nonZero(b + step / c, tiny);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** P[N(0, 1) <= x], accurate in the lower tail too. */
export const normalCdf = (x: number): number =>
  x < 0 ? upperGamma(0.5, (x * x) / 2) / 2 : 1 - upperGamma(0.5, (x * x) / 2) / 2;

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
