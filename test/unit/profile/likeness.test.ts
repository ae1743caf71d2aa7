import { expect, test } from 'vitest';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { likeness } from '../../../src/profile/likeness.ts';
import { SMALL_CATALOGUE } from '../../support/builders.ts';

const { attributes } = indexCatalogue(SMALL_CATALOGUE, {
  neighbours: new Int32Array(7),
  weights: new Float32Array(7),
});

test('two items are as alike as the share of telling attributes that both have', () => {
  // idf = ln(6 / count) / ln 6: brands have 2 items each, but Birch 3; both Kitchen tags 3, both Garden tags 2.
  const [two, three] = [Math.log(3), Math.log(2)];

  expect(likeness(1, 2, attributes)).toBeCloseTo(1, 6); // Alder pans both
  expect(likeness(1, 3, attributes)).toBeCloseTo((2 * three) / (2 * three + two + three), 6); // pans of two brands
  expect(likeness(3, 4, attributes)).toBeCloseTo(three / (three + 2 * three + 2 * two), 6); // Birch pan and pot
  expect(likeness(1, 4, attributes)).toBe(0);
  expect(likeness(4, 3, attributes)).toBe(likeness(3, 4, attributes));
});

test('an item without attributes is like nothing, not even itself', () => {
  expect(likeness(6, 6, attributes)).toBe(0);
  expect(likeness(6, 1, attributes)).toBe(0);
});
