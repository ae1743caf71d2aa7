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
