import { expect, test } from 'vitest';
import { CENTROIDS, lookUpTable, reconstruct, SPLITS, scanBest } from '../../../../src/model/coded/codes.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { productQuantise } from '../../../../src/training/coded/product_quantise.ts';

const D = 16;
const WIDTH = D / SPLITS;
const draw = (rows: number, seed: number) => {
  const prng = new Prng(seed);
  return Float32Array.from({ length: rows * D }, () => prng.normal());
};
const errorOf = (rows: Float32Array, of: ReturnType<typeof productQuantise>) => {
  const vector = new Float32Array(D);
  let sum = 0;
  for (let at = 0; at < rows.length; at += D) {
    const item = at / D;
    reconstruct(of.centroids, of.codes.subarray(item * SPLITS, (item + 1) * SPLITS), vector);
    for (let d = 0; d < D; d++) sum += (rows[at + d]! - vector[d]!) ** 2;
  }
  return sum / rows.reduce((total, value) => total + value * value, 0);
};

test('keeps vectors whose parts are of no more kinds than there are centroids', () => {
  const parts = draw(100, 1);
  const prng = new Prng(2);
  const rows = new Float32Array(3000 * D);
  for (let part = 0; part < 3000 * SPLITS; part++) {
    const kind = prng.integer(100) * D + (part % SPLITS) * WIDTH;
    rows.set(parts.subarray(kind, kind + WIDTH), part * WIDTH);
  }

  expect(errorOf(rows, productQuantise(rows, D, 1))).toBeLessThan(0.01);
});

test('gives each part of each vector its nearest centroid', () => {
  const rows = draw(700, 3);
  const { centroids, codes } = productQuantise(rows, D, 1);
  const distance = (item: number, split: number, centroid: number) => {
    let sum = 0;
    for (let d = 0; d < WIDTH; d++)
      sum +=
        (rows[item * D + split * WIDTH + d]! - centroids[(split * CENTROIDS + centroid) * WIDTH + d]!) ** 2;
    return sum;
  };

  for (const item of [0, 350, 699])
    for (let split = 0; split < SPLITS; split++) {
      const own = distance(item, split, codes[item * SPLITS + split]!);
      for (let other = 0; other < CENTROIDS; other++)
        expect(own).toBeLessThanOrEqual(distance(item, split, other));
    }
});

test('comes to the same bytes again, and to others by another seed', () => {
  const rows = draw(600, 4);

  expect(productQuantise(rows, D, 1)).toEqual(productQuantise(rows, D, 1));
  expect(productQuantise(rows, D, 2).codes).not.toEqual(productQuantise(rows, D, 1).codes);
});

test('scores as the vectors that the codes stand for', () => {
  const rows = draw(500, 5);
  const codes = productQuantise(rows, D, 1);
  const profile = draw(1, 6);
  const { items, scores } = scanBest(codes.codes, lookUpTable(codes.centroids, profile), 5);

  const vector = new Float32Array(D);
  items.forEach((item, i) => {
    reconstruct(codes.centroids, codes.codes.subarray((item - 1) * SPLITS, item * SPLITS), vector);
    expect(scores[i]).toBeCloseTo(
      vector.reduce((sum, value, d) => sum + value * profile[d]!, 0),
      4,
    );
  });
});
