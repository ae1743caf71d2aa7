import { describe, expect, test } from 'vitest';
import { CENTROIDS, reconstruct, SPLITS } from '../../../../src/model/coded/codes.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { assignByBins, assignByClusters, binsOf } from '../../../../src/training/coded/assign_codes.ts';
import { itemFeatures } from '../../../../src/training/coded/item_features.ts';

const D = 16;
const GROUPS = 6;
const V = 600;
/** Item i, 0-based, is of group i % GROUPS; the last fifth of the items nobody had. */
const groupOf = (item: number) => item % GROUPS;
const WARM = 0.8 * V;
const prng = new Prng(5);
const sequences = Array.from({ length: 500 }, (_, shopper) =>
  Int32Array.from({ length: 8 }, () => 1 + (shopper % GROUPS) + GROUPS * prng.integer(WARM / GROUPS)),
);
const sources = {
  sequences,
  // Attribute g is group g's, attribute GROUPS everybody's.
  attributes: Array.from({ length: V }, (_, i) => [groupOf(i), GROUPS]),
  ownIds: Uint8Array.from({ length: V }, (_, i) => (i < WARM ? 1 : 0)),
};

describe('features of an item', () => {
  const { starts, columnOf, values } = itemFeatures({
    sequences: [Int32Array.from([1, 2, 1]), Int32Array.from([2, 3])],
    attributes: [[0], [0, 1], [1], []],
    ownIds: Uint8Array.from([1, 1, 0, 1]),
  });
  const rowOf = (item: number) =>
    Array.from(columnOf.subarray(starts[item], starts[item + 1]), (column, i) => [
      column,
      values[starts[item]! + i]!,
    ]);

  test('are its attributes and its shoppers, each of one length', () => {
    // Columns 0 and 1 are the attributes, equally rare; 2 and 3 the shoppers. The second item had both.
    const half = 0.5 * Math.SQRT1_2;
    // The first shopper had two items that count, the second one: 1 / sqrt(2) beside 1, brought to length 1.
    expect(rowOf(1).map(([column]) => column)).toEqual([0, 1, 2, 3]);
    [half, half, Math.sqrt(1 / 3), Math.sqrt(2 / 3)].forEach((value, i) => {
      expect(rowOf(1)[i]![1]).toBeCloseTo(value, 5);
    });
  });

  test('are its attributes alone where too few shoppers had it', () => {
    expect(rowOf(2)).toEqual([[1, 0.5]]);
  });

  test('are nothing where nothing is known', () => {
    expect(rowOf(3)).toEqual([]);
  });
});

test('bins hold equally many values, in their order', () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const bins = binsOf(values);
  const counts = new Int32Array(CENTROIDS);
  for (const bin of bins) counts[bin]!++;
  const lowest = values.map((value, i) => (bins[i] === 0 ? value : Number.NEGATIVE_INFINITY));
  const others = values.map((value, i) => (bins[i] === 0 ? Number.POSITIVE_INFINITY : value));

  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  expect(Math.max(...lowest)).toBeLessThanOrEqual(Math.min(...others));
});

describe.each([
  ['bins', assignByBins],
  ['clusters', assignByClusters],
] as const)('codes by %s', (_, assign) => {
  const { codes, centroids } = assign(sources, D, 1);

  test('come to the same bytes again', () => {
    expect(assign(sources, D, 1)).toEqual({ codes, centroids });
  });

  test('are SPLITS bytes an item, with centroids to begin at', () => {
    expect(codes).toHaveLength(V * SPLITS);
    expect(centroids).toHaveLength(CENTROIDS * D);
    const meanSquare = centroids.reduce((sum, value) => sum + value * value, 0) / centroids.length;
    expect(Math.sqrt(meanSquare)).toBeGreaterThan(0.01);
    expect(Math.sqrt(meanSquare)).toBeLessThan(0.2);
  });
});

test('gives items that shoppers have together bins that lie near each other', () => {
  const { codes } = assignByBins(sources, D, 1);
  const near = (a: number, b: number) =>
    Array.from(
      { length: SPLITS },
      (_, split) => codes[a * SPLITS + split]! - codes[b * SPLITS + split]!,
    ).filter((difference) => Math.abs(difference) <= CENTROIDS / GROUPS / 2).length;
  let own = 0;
  let other = 0;
  for (let i = 0; i < WARM; i += 7) {
    own += near(i, (i + 20 * GROUPS) % WARM);
    other += near(i, (i + 20 * GROUPS + 1) % WARM);
  }

  expect(own).toBeGreaterThan(1.5 * other);
});

test('puts an item that nobody had yet beside those with its attributes', () => {
  const { codes, centroids } = assignByClusters(sources, D, 1);
  const vectorOf = (item: number) => {
    const vector = new Float32Array(D);
    reconstruct(centroids, codes.subarray(item * SPLITS, (item + 1) * SPLITS), vector);
    return vector;
  };
  const cosine = (a: Float32Array, b: Float32Array) => {
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, d) => sum + value * y[d]!, 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const means = Array.from({ length: GROUPS }, (_, group) => {
    const mean = new Float32Array(D);
    for (let i = group; i < WARM; i += GROUPS)
      for (const [d, value] of vectorOf(i).entries()) mean[d]! += value;
    return mean;
  });
  const isBeside = (item: number) => {
    const nearest = means.map((mean) => cosine(vectorOf(item), mean));
    return nearest.indexOf(Math.max(...nearest)) === groupOf(item);
  };
  const cold = Array.from({ length: V - WARM }, (_, i) => WARM + i);

  expect(cold.filter(isBeside).length).toBe(cold.length);
});
