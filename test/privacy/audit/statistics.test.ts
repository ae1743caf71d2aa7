import { describe, expect, test } from 'vitest';
import { binomialTail, clopperPearson } from './binomial.ts';
import { incompleteBeta, logGamma, normalCdf, upperGamma } from './special_functions.ts';

/** P[Bin(n, p) >= k], term by term. */
function tailBySum(n: number, p: number, k: number): number {
  let sum = 0;
  for (let i = k; i <= n; i++) {
    let term = 1;
    for (let j = 0; j < i; j++) term *= ((n - j) / (j + 1)) * p;
    sum += term * (1 - p) ** (n - i);
  }
  return sum;
}

describe('special functions', () => {
  test('gamma at whole and half numbers', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11);
  });

  test('the incomplete beta function is the binomial tail', () => {
    for (const [n, p, k] of [
      [12, 0.33, 5],
      [30, 0.5, 15],
      [50, 0.02, 4],
    ] as const) {
      expect(binomialTail(n, p, k) / tailBySum(n, p, k)).toBeCloseTo(1, 9);
    }
    expect(binomialTail(5, 0.3, 0)).toBe(1);
    expect(binomialTail(5, 0.3, 6)).toBe(0);
  });

  test('the incomplete beta function mirrors', () => {
    expect(incompleteBeta(0.2, 3, 7) + incompleteBeta(0.8, 7, 3)).toBeCloseTo(1, 12);
    // A beta of equal parameters is symmetric, however sharp it is.
    expect(incompleteBeta(0.5, 1e6, 1e6)).toBeCloseTo(0.5, 8);
  });

  test('the chi-square of two degrees of freedom is an exponential', () => {
    for (const x of [0.1, 1, 5, 40]) expect(upperGamma(1, x / 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10);
  });

  test.each([
    // Tables of the chi-square distribution (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
    [1, 3.841, 0.05],
    [15, 24.996, 0.05],
    [15, 37.697, 0.001],
    [31, 61.098, 0.001],
  ])('a chi-square of %i degrees of freedom is over %d with probability %d', (df, x, p) => {
    expect(upperGamma(df / 2, x / 2) / p).toBeCloseTo(1, 2);
  });

  test('the normal distribution, far out too', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 12);
    expect(normalCdf(1.959_963_985)).toBeCloseTo(0.975, 9);
    expect(normalCdf(-6) / 9.865_876_45e-10).toBeCloseTo(1, 6);
  });
});

describe('Clopper-Pearson', () => {
  test('gives the published interval of 10 in 100 at 95 %', () => {
    const { lower, upper } = clopperPearson(10, 100, 0.025);

    expect(lower).toBeCloseTo(0.049, 4);
    expect(upper).toBeCloseTo(0.1762, 4);
  });

  test('ends at 0 and 1, with the closed form on the other side', () => {
    expect(clopperPearson(0, 50, 0.01).lower).toBe(0);
    expect(clopperPearson(0, 50, 0.01).upper).toBeCloseTo(1 - 0.01 ** (1 / 50), 12);
    expect(clopperPearson(50, 50, 0.01).upper).toBe(1);
    expect(clopperPearson(50, 50, 0.01).lower).toBeCloseTo(0.01 ** (1 / 50), 12);
  });

  test('misses with the stated probability at its ends', () => {
    for (const [hits, trials] of [
      [3, 20],
      [17_880, 400_000],
      [447_000, 10_000_000],
    ] as const) {
      const { lower, upper } = clopperPearson(hits, trials, 5e-8);

      expect(binomialTail(trials, lower, hits) / 5e-8).toBeCloseTo(1, 4);
      expect((1 - binomialTail(trials, upper, hits + 1)) / 5e-8).toBeCloseTo(1, 4);
    }
  });
});
