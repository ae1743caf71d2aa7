import { beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { measureColdItems } from '../../../src/training/cold_items.ts';
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
  expect(cold.model.hr10).toBeGreaterThan(1.3 * cold.random.hr10);
  expect(cold.model.ndcg10).toBeGreaterThan(1.3 * cold.random.ndcg10);
}, 120_000);

test('says so, before it trains, when no shopper has a hidden item', async () => {
  const few = logs.map(({ interactions }) => ({ interactions: interactions.slice(0, 0) }));

  await expect(measureColdItems(catalogue, few, settings, () => {})).rejects.toThrow(
    'none of 250 shoppers has a hidden item',
  );
});
