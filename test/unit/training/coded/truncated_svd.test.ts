import { expect, test } from 'vitest';
import { Prng } from '../../../../src/simulate/prng.ts';
import type { SparseRows } from '../../../../src/training/coded/item_features.ts';
import { truncatedSvd } from '../../../../src/training/coded/truncated_svd.ts';

/** As sparse rows, zeros left out. */
function sparse(rows: readonly (readonly number[])[]): SparseRows {
  const kept = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ value, column }])));
  const starts = new Uint32Array(rows.length + 1);
  kept.forEach((row, i) => {
    starts[i + 1] = starts[i]! + row.length;
  });
  return {
    V: rows.length,
    columns: rows[0]!.length,
    starts,
    columnOf: Int32Array.from(kept.flat(), ({ column }) => column),
    values: Float32Array.from(kept.flat(), ({ value }) => value),
  };
}

test('finds the components of a matrix that is worked by hand', () => {
  // Rows (3, 0), (0, 2), (4, 0): U Σ = (3, 0), (0, 2), (4, 0) with strengths 5 and 2, up to the signs.
  const { coordinates, strengths } = truncatedSvd(
    sparse([
      [3, 0],
      [0, 2],
      [4, 0],
    ]),
    2,
    1,
  );

  expect(strengths[0]).toBeCloseTo(5, 4);
  expect(strengths[1]).toBeCloseTo(2, 4);
  [3, 0, 0, 2, 4, 0].forEach((value, at) => {
    expect(Math.abs(coordinates[at]!)).toBeCloseTo(value, 4);
  });
});

test('of a matrix of few components keeps every product of two rows', () => {
  const prng = new Prng(3);
  const factors = Array.from({ length: 30 }, () => [prng.normal(), prng.normal(), prng.normal()]);
  const mixed = Array.from({ length: 12 }, () => [prng.normal(), prng.normal(), prng.normal()]);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
  const rows = factors.map((row) => mixed.map((column) => dot(row, column)));

  // One more component than there are.
  const { coordinates, strengths } = truncatedSvd(sparse(rows), 4, 1);

  expect(strengths[3]! / strengths[0]!).toBeLessThan(1e-3);
  const at = (row: number) => coordinates.subarray(row * 4, (row + 1) * 4);
  for (const [i, j] of [
    [0, 0],
    [3, 17],
    [29, 5],
  ] as const)
    expect(dot(at(i), at(j))).toBeCloseTo(dot(rows[i]!, rows[j]!), 2);
});

test('comes to the same bytes again', () => {
  const rows = sparse(Array.from({ length: 20 }, (_, i) => Array.from({ length: 9 }, (_, j) => (i * j) % 4)));

  expect(truncatedSvd(rows, 3, 7)).toEqual(truncatedSvd(rows, 3, 7));
});
