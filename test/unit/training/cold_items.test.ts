import { beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { encodeEntities } from '../../../src/model/folder.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { addItems, measureColdItems } from '../../../src/training/cold_items.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';

/** 8 departments of 2 leaves of 15 items: 24 of 240 are hidden. */
const catalogue: Item[] = Array.from({ length: 240 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 8}`,
  category: [`Department ${Math.floor(i / 30)}`, `Leaf ${Math.floor(i / 15)}`],
}));
const logs = simulateShoppers({ seed: 3, count: 250, catalogue }).map(({ interactions }) => ({
  interactions: withSessions(interactions),
}));
const settings = {
  ...DEFAULT_SETTINGS,
  epochs: 2,
  learningRate: 5e-3,
  shape: { D: 16, T: 16, heads: 2, blocks: 1, F: 16 },
};

beforeAll(() => startTraining('wasm'));

test('ranks items that nobody had better than chance, by what they are', async () => {
  const seen = new Set<number>();
  const cold = await measureColdItems(catalogue, logs, settings, (progress) => {
    if (progress.stage === 'validated') seen.add(progress.epoch);
  });

  expect(seen.size).toBe(2); // it trained
  expect(cold.hidden).toBe(24);
  expect(cold.tests).toBeGreaterThan(10);
  expect(cold.tests).toBeLessThan(120);
  // All but the history's own: 10 of 20 to 24.
  expect(cold.random.hr10).toBeGreaterThanOrEqual(10 / 24);
  expect(cold.random.hr10).toBeLessThan(10 / 18);
  expect(cold.random.ndcg10 / cold.random.hr10).toBeCloseTo(4.5436 / 10, 4); // Σ 1 / log2(r + 1), r = 1..10
  for (const { hr10, ndcg10 } of [cold.model, cold.vectors, cold.attributes]) {
    expect(hr10).toBeGreaterThan(1.3 * cold.random.hr10);
    expect(ndcg10).toBeGreaterThan(1.3 * cold.random.ndcg10);
  }
}, 120_000);

test('says so, before it trains, when no shopper has a hidden item', async () => {
  const few = logs.map(({ interactions }) => ({ interactions: interactions.slice(0, 0) }));

  await expect(measureColdItems(catalogue, few, settings, () => {})).rejects.toThrow(
    'none of 250 shoppers has a hidden item',
  );
});

test('an item that joins lies with its kind; the model’s own rows and neighbours stay as they are', () => {
  const own = catalogue.slice(0, 239);
  const was = buildCatalogue(own);
  const [V, D] = [own.length, 8];
  // Each item, brand and category along its department: the last department is the last axis.
  const axisOf = (path: string) => Number(/Department (\d)/.exec(path)?.[1] ?? Number.NaN);
  const table = new Float32Array((1 + V + was.brands.length + was.tags.length) * D);
  was.cards.forEach(({ category }, i) => {
    table[(1 + i) * D + axisOf(category![0]!)] = 2;
  });
  was.tags.forEach(({ path }, i) => {
    table[(1 + V + was.brands.length + i) * D + axisOf(path)] = 2;
  });
  const neighbours = {
    neighbours: Int32Array.from([0, 2, 3, ...new Array(V - 2).fill(0)]),
    weights: Float32Array.from([0, 1, 0.5, ...new Array(V - 2).fill(0)]),
  };
  const entities = encodeEntities(table, table.length / D, D);
  const shape = { D, T: 4, heads: 1, blocks: 1, F: 2 };
  const model = { catalogue: was, neighbours, M: 1, entities, weights: new Map(), shape };

  const { index, learnt } = addItems(model, catalogue);

  const rowOf = (id: string) => [
    ...learnt.table.subarray(index.indexOf(id)! * D, (index.indexOf(id)! + 1) * D),
  ];
  expect(index.V).toBe(240);
  expect(rowOf('i239').indexOf(Math.max(...rowOf('i239')))).toBe(7);
  expect(Math.max(...rowOf('i239'))).toBeGreaterThan(1.5);
  expect(rowOf('i0')).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
  const [first, second, third] = was.cards;
  const { graph } = index;
  expect(graph.neighbours[index.indexOf(first!.id)!]).toBe(index.indexOf(second!.id));
  expect(graph.neighbours[index.indexOf(second!.id)!]).toBe(index.indexOf(third!.id));
  expect(graph.neighbourWeights[index.indexOf(second!.id)!]).toBe(0.5);
  expect(graph.neighbours[index.indexOf('i239')!]).toBe(0);
});
