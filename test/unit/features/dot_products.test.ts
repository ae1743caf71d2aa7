import { expect, test } from 'vitest';
import { dotProducts } from '../../../src/features/dot_products.ts';

test.each([1, 3, 4, 7, 8])('gives the product with each of %i rows, and of no other', (rows) => {
  const table = Float32Array.from({ length: 9 * 2 }, (_, i) => i);

  const products = dotProducts(Float64Array.of(1, -10), table, new Float32Array(rows).fill(99));

  // Row r is (2r, 2r + 1): 2r - 10 (2r + 1) = -18r - 10.
  expect([...products]).toEqual(Array.from({ length: rows }, (_, row) => -18 * row - 10));
});
