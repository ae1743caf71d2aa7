import { expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { completeCategories } from '../../../src/training/complete_categories.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { buildTrainingData } from '../../../src/training/training_data.ts';

const NOUNS = ['lamp', 'rug', 'vase', 'bed', 'shirt', 'boot', 'hat', 'coat'];
const items: Item[] = Array.from({ length: 128 }, (_, i) => ({
  id: `i${i}`,
  name: `${['Blue', 'Old', 'Tall'][i % 3]} ${NOUNS[Math.floor(i / 16)]}`,
  brand: `Brand ${i % 8}`,
  category: [i < 64 ? 'Home' : 'Wear', `Leaf ${Math.floor(i / 16)}`],
}));
const without = ({ category: _, ...item }: Item): Item => item;

test('fills in what some items lack, and leaves what the others bring', () => {
  const completed = completeCategories(
    items.map((item, i) => (i % 16 === 0 ? without(item) : item)),
    1,
  );

  expect(completed).toMatchObject({ without: 8, tagged: 8, clusters: [] });
  expect(completed.items.map(({ category }) => category)).toEqual(items.map(({ category }) => category));
});

test('learns nothing from too few', () => {
  const few = items.map((item, i) => (i % 3 === 0 ? item : without(item)));

  expect(completeCategories(few, 1)).toEqual({ items: few, without: 85, tagged: 0, clusters: [] });
});

test('a shop without any category is trained with named clusters as its tags', () => {
  const logs = simulateShoppers({ seed: 1, count: 150, catalogue: items }).map(({ interactions }) => ({
    interactions: withSessions(interactions),
  }));

  const { catalogue, tagging, index } = buildTrainingData(items.map(without), logs, DEFAULT_SETTINGS);

  expect(tagging.clusters.length).toBeGreaterThan(3);
  expect(catalogue.tags.map(({ path }) => path)).toEqual([...tagging.clusters].sort());
  for (const name of tagging.clusters) expect(name).toMatch(/^[A-Za-z]+( & [A-Za-z]+)*$/);
  expect(tagging.tagged).toBeGreaterThan(0.9 * items.length);
  expect(tagging.tagger!.paths.every((path) => tagging.clusters.includes(path))).toBe(true);
  // The graph knows them, so that training does.
  expect(index.graph.tagRow.filter((row) => row > 0)).toHaveLength(tagging.tagged);
});
