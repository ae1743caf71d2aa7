/**
 * P[X > x] for a chi-square of `degrees`: the regularised incomplete gamma function Q(degrees / 2, x / 2), by its
 * series below and its continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31; Lentz's method). Within 1e-12.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (!(x > 0)) return 1;
  const [a, z] = [degrees / 2, x / 2];
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - front * lowerSeries(a, z) : front * upperFraction(a, z);
}

const TINY = 1e-300;
const PRECISE = 1e-16;
const TURNS = 10_000;

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TURNS && term > sum * PRECISE; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < TURNS; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b || TINY);
    c = b + step / c || TINY;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISE) break;
  }
  return fraction;
}

/** log Gamma(a) for a half or whole number >= 1/2, by its recurrence. */
function logGamma(a: number): number {
  let sum = 0;
  let x = a;
  for (; x > 1; x--) sum += Math.log(x - 1);
  return x === 0.5 ? sum + Math.log(Math.PI) / 2 : sum;
}
