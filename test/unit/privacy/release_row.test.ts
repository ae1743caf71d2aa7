import { expect, test } from 'vitest';
import type { Codebook } from '../../../src/contract/codebook.ts';
import { randomisedResponse } from '../../../src/privacy/krr.ts';
import { releaseRow } from '../../../src/privacy/release_row.ts';

const CODEBOOK: Codebook = {
  K: 4,
  D: 2,
  rows: [
    [1, 1],
    [100, 0],
    [0, 100],
    [-100, 0],
  ].map((row, k) => ({ name: { en: `row ${k}` }, embedding: Int8Array.from(row) })),
};

test.each([
  [1, Float32Array.of(0.9, 0.1)],
  [2, Float32Array.of(0.1, 0.9)],
  [0, undefined],
])('answers for row %i with what randomised response makes of it', (row, profile) => {
  for (const epsilonMilli of [1000, 4000])
    for (const share of [0, 0.3, 0.6, 0.999]) {
      const uniform = (bound: number) => Math.floor(share * bound);

      expect(releaseRow(profile, CODEBOOK, epsilonMilli, uniform)).toBe(
        randomisedResponse(row, { K: 4, epsilonMilli }, uniform),
      );
    }
});

test('draws from secure randomness where nothing else is given', () => {
  const rows = Array.from({ length: 200 }, () => releaseRow(Float32Array.of(1, 0), CODEBOOK, 1000));

  expect(new Set(rows)).toEqual(new Set([0, 1, 2, 3]));
});

test('refuses an epsilon without a proof before it draws', () => {
  const never = () => {
    throw new Error('drawn');
  };

  expect(() => releaseRow(undefined, CODEBOOK, 2500, never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});
