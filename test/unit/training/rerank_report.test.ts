import { beforeAll, describe, expect, test } from 'vitest';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { initialWeights } from '../../../src/model/weights.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { toShopper, toTestCase } from '../../../src/training/examples.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { measureVariety, pathDiversity } from '../../../src/training/rerank_report.ts';
import { START } from '../../support/builders.ts';

/** Two departments of twelve items; D = 2: items of the first point along x, of the second along y. */
const SHELF = 12;
const catalogue = {
  brands: [],
  tags: [
    { path: 'X', depth: 1 },
    { path: 'Y', depth: 1 },
  ],
  cards: Array.from({ length: 2 * SHELF }, (_, i) => ({
    id: `i${i}`,
    name: 'Thing',
    brandIndex: -1,
    tagIndices: [i < SHELF ? 0 : 1],
    aliases: [],
    inStock: true,
  })),
};
const V = catalogue.cards.length;
const index = indexCatalogue(catalogue, {
  neighbours: new Int32Array(V + 1),
  weights: new Float32Array(V + 1),
});
const shape = { D: 2, T: 8, heads: 1, blocks: 1, F: 2 };
const table = new Float32Array((1 + V + 2) * 2);
for (let item = 1; item <= V; item++) table[item * 2 + (item <= SHELF ? 0 : 1)] = 1 + item / 100;

/** A shopper of both departments, who ends in the first. */
const logs = Array.from({ length: 4 }, () => ({
  interactions: withSessions(
    [12, 13, 0, 1, 2].map((i, at) => ({ kind: 'view', itemId: `i${i}`, at: START + at * 60_000 })),
  ),
}));

describe('measureVariety', () => {
  beforeAll(() => startTraining('cpu'));

  test('shows what is given for variety and what is got', async () => {
    const cases = logs.map((log) => toTestCase(toShopper(log, index), index, shape.T)!);
    const learnt = { weights: initialWeights(shape, () => 0), table };
    const grid = [
      { diversity: 0, calibration: 0 },
      { diversity: 0, calibration: 5 },
      { diversity: 0.9, calibration: 0 },
    ];
    const judged = { learnt, shape, index };
    const [plain, calibrated, diverse] = await measureVariety(cases, judged, { lambda: 0, beta: 0 }, grid);

    expect(plain!.diversity10).toBeLessThan(0.5);
    expect(calibrated!.divergence10).toBeLessThan(plain!.divergence10);
    expect(diverse!.diversity10).toBeGreaterThan(plain!.diversity10);
    expect(diverse!.pathDiversity10).toBeGreaterThan(plain!.pathDiversity10);
    for (const { hr10, ndcg10 } of [plain!, calibrated!, diverse!]) expect(ndcg10).toBeLessThanOrEqual(hr10);
    expect(plain!.hr10).toBe(1); // the target is one of the ten open items of its department
  });
});

test('paths differ by what comes after their common beginning', () => {
  const tags = ['A', 'A > B', 'A > B > C', 'D'].map((path, i) => ({ path, depth: [1, 2, 3, 1][i]! }));
  const card = (tagIndices: number[]) => ({ ...catalogue.cards[0]!, id: tagIndices.join(), tagIndices });
  const cards = [card([0, 1, 2]), card([0, 1]), card([3]), card([])];
  const nested = indexCatalogue(
    { brands: [], tags, cards },
    { neighbours: new Int32Array(5), weights: new Float32Array(5) },
  );

  expect(pathDiversity([1, 2], nested)).toBeCloseTo(1 - 2 / 3, 9); // A > B of A > B > C
  expect(pathDiversity([2, 3], nested)).toBe(1);
  expect(pathDiversity([3, 4], nested)).toBe(1);
  expect(pathDiversity([1, 2, 3], nested)).toBeCloseTo((1 / 3 + 1 + 1) / 3, 9);
  expect(pathDiversity([1], nested)).toBe(0);
});
