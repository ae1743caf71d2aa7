import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Codebook } from '../../../src/contract/codebook.ts';
import { nearestRow } from '../../../src/privacy/nearest_row.ts';

const codebook = (...rows: number[][]): Codebook => ({
  K: rows.length,
  D: rows[0]!.length,
  rows: rows.map((row, k) => ({ name: { en: `row ${k}` }, embedding: Int8Array.from(row) })),
});
const axes = codebook([1, 1], [100, 0], [0, 100], [-100, 0]);
const profile = (...values: number[]) => Float32Array.from(values);

test('finds the row with the largest cosine', () => {
  expect(nearestRow(profile(0.9, 0.1), axes)).toBe(1);
  expect(nearestRow(profile(0.1, 0.9), axes)).toBe(2);
  expect(nearestRow(profile(-1, 0), axes)).toBe(3);
  expect(nearestRow(profile(1, 0.9), axes)).toBe(0);
});

test('goes by direction: neither the length of the profile nor that of a row counts', () => {
  const uneven = codebook([-1, -1], [3, 1], [0, 127]);

  // Dot products alone would say row 2 (127 > 4); the cosines are 4/sqrt(20) = .894 and 1/sqrt(2) = .707.
  for (const scale of [1e-30, 1, 1e30]) expect(nearestRow(profile(scale, scale), uneven)).toBe(1);
});

test.each([
  ['no profile', undefined],
  ['an empty profile', profile()],
  ['another width', profile(1, 0, 0)],
  ['zeros', profile(0, 0)],
  ['a NaN', profile(Number.NaN, 1)],
  ['an infinity', profile(Number.POSITIVE_INFINITY, 1)],
  ['two infinities', profile(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)],
  ['something else', [1, 0] as unknown as Float32Array],
])('is undecided with %s', (_name, given) => {
  expect(nearestRow(given, axes)).toBe(0);
});

test('is undecided when the two best rows are equally near', () => {
  const tied = codebook([-1, -1], [100, 0], [0, 100]);

  expect(nearestRow(profile(1, 1), tied)).toBe(0);
  expect(nearestRow(profile(1, 1.001), tied)).toBe(2);
});

test('a tie below the best row does not matter', () => {
  expect(nearestRow(profile(0, 0, 1), codebook([1, 0, 0], [0, 1, 0], [0, 0, 1]))).toBe(2);
});

test('is total: an integer in [0, K) for every array of floats', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 4 }), (given) => {
      const row = nearestRow(given, axes);

      expect(Number.isInteger(row) && row >= 0 && row < axes.K).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** Widths that agree, directions that need not: zero rows, opposite rows, multiples of one row. */
const hostile = fc.integer({ min: 1, max: 6 }).chain((D) =>
  fc.record({
    rows: fc.array(
      fc.oneof(
        fc.array(fc.integer({ min: -127, max: 127 }), { minLength: D, maxLength: D }),
        fc.constantFrom(0, 1, 127, -127).map((value) => new Array<number>(D).fill(value)),
      ),
      { minLength: 2, maxLength: 32 },
    ),
    profile: fc.array(
      fc.oneof(
        fc.float(),
        fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38),
      ),
      { minLength: D, maxLength: D },
    ),
  }),
);

test('is total over hostile codebooks and profiles: ties, zeros, NaN, infinities, subnormals', () => {
  fc.assert(
    fc.property(hostile, ({ rows, profile: values }) => {
      const given = codebook(...rows);
      const row = nearestRow(profile(...values), given);

      expect(Number.isInteger(row) && row >= 0 && row < given.K).toBe(true);
      if (!values.every(Number.isFinite)) expect(row).toBe(0);
    }),
    { numRuns: 3_000 },
  );
});

test('a tie goes to no side: of rows that point the same way none is ever the nearest, but for row 0', () => {
  fc.assert(
    fc.property(
      fc.float32Array({ minLength: 2, maxLength: 2, noNaN: true, noDefaultInfinity: true }),
      (given) => {
        expect(nearestRow(given, codebook([1, 0], [2, 3], [4, 6]))).toBe(0);
      },
    ),
  );
});

test('the smallest numbers that there are still have a direction', () => {
  expect(nearestRow(profile(1e-45, 0), axes)).toBe(1);
  expect(nearestRow(profile(0, 1e-45), axes)).toBe(2);
  expect(nearestRow(profile(3.4e38, 3.3e38), axes)).toBe(0);
});
