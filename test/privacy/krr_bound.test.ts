import { describe, expect, test } from 'vitest';
import { OTHER_WEIGHT, TRUE_WEIGHT } from '../../src/privacy/krr.ts';

/**
 * Bounds e^n from both sides by rationals: the Taylor series cut after N terms is below e^n, and what was
 * cut is below its first term times a geometric series of ratio n / (N + 2). Integers only.
 */
function boundExp(n: bigint, terms = 60n) {
  let numerator = 0n;
  let term = 1n; // n^i / i! as term / denominator, with the denominator N! throughout
  let denominator = 1n;
  for (let i = 1n; i <= terms; i++) denominator *= i;
  term = denominator;
  for (let i = 0n; i <= terms; i++) {
    numerator += term;
    term = (term * n) / (i + 1n); // exact: N! / i! stays divisible up to i = N
  }
  // Remainder <= term_(N+1) / (1 - n / (N + 2)); `term` was floored once, so one more is above it.
  const remainder = ((term + 1n) * (terms + 2n)) / (terms + 2n - n) + 1n;
  return { lower: [numerator, denominator], upper: [numerator + remainder, denominator] } as const;
}

const isAtMost = (a: readonly [bigint, bigint], b: readonly [bigint, bigint]) => a[0] * b[1] <= b[0] * a[1];

describe.each([1, 2, 3, 4])('at epsilon %i', (epsilon) => {
  const W = BigInt(TRUE_WEIGHT[epsilon * 1000]!);
  const M = BigInt(OTHER_WEIGHT);
  const { lower, upper } = boundExp(BigInt(epsilon));

  test('the bounds are bounds of e^epsilon, and close', () => {
    const asNumber = ([n, d]: readonly [bigint, bigint]) => Number((n * 10n ** 15n) / d) / 1e15;

    expect(asNumber(lower)).toBeCloseTo(Math.exp(epsilon), 10);
    expect(isAtMost(lower, upper)).toBe(true);
    expect((upper[0] - lower[0]) * 10n ** 30n < lower[1]).toBe(true);
  });

  test('W / M is at most e^epsilon', () => {
    expect(isAtMost([W, M], lower)).toBe(true);
  });

  test('W is the largest such integer: W + 1 would break the bound', () => {
    expect(isAtMost(upper, [W + 1n, M])).toBe(true);
  });

  test('no output of K rows tells two inputs apart by more than e^epsilon', () => {
    for (let K = 2n; K <= 32n; K++) {
      const T = W + (K - 1n) * M;
      // P[out | in = out] / P[out | in != out], the largest ratio there is.
      expect(isAtMost([W * T, M * T], lower)).toBe(true);
    }
  });
});

test('there is a weight for the four presets and for nothing else', () => {
  expect(Object.keys(TRUE_WEIGHT)).toEqual(['1000', '2000', '3000', '4000']);
});
