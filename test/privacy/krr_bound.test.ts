import { describe, expect, test } from 'vitest';
import { MAX_K, MIN_K } from '../../src/contract/release.ts';
import { OTHER_WEIGHT, rowOf, TRUE_WEIGHT, weights } from '../../src/privacy/krr.ts';

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

  for (let K = MIN_K; K <= MAX_K; K++) {
    test(`of ${K} rows, no output tells two inputs apart by more than e^epsilon`, () => {
      const { total } = weights({ K, epsilonMilli: epsilon * 1000 });
      expect(total).toBeLessThan(2 ** 48);
      const laws = Array.from({ length: K }, (_, row) => lawOf(row, K, Number(W), total));

      for (const [row, law] of laws.entries()) {
        // Two-valued whatever the input, and nothing left over.
        expect(law).toEqual(law.map((_, out) => (out === row ? W : M)));
        expect(law.reduce((sum, count) => sum + count, 0n)).toBe(BigInt(total));
      }
      // All triples of output and two inputs: P[out | first] / P[out | second] <= e^epsilon, the totals being equal.
      const worst = laws.flatMap((first) =>
        laws.flatMap((second) => first.map((count, out) => [count, second[out]!] as const)),
      );
      expect(worst.every((ratio) => isAtMost(ratio, lower))).toBe(true);
    });
  }
});

/**
 * How many of the integers below `total` give each output, as the code maps them. Outputs stand in blocks
 * (the mapping is a step function), whose ends are found by halving; so all of up to 9e7 integers count.
 */
function lawOf(row: number, K: number, trueWeight: number, total: number): bigint[] {
  const counts = new Array<bigint>(K).fill(0n);
  let start = 0;
  while (start < total) {
    const out = rowOf(start, row, trueWeight, OTHER_WEIGHT);
    let [low, high] = [start, total - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (rowOf(middle, row, trueWeight, OTHER_WEIGHT) === out) low = middle;
      else high = middle - 1;
    }
    counts[out]! += BigInt(low - start + 1);
    start = low + 1;
  }
  return counts;
}

test('there is a weight for the four presets and for nothing else', () => {
  expect(Object.keys(TRUE_WEIGHT)).toEqual(['1000', '2000', '3000', '4000']);
});
