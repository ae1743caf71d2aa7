import { expect, test } from 'vitest';
import type { FeedEntry } from '../../../src/training/feeds/feed.ts';
import { mergeVariants } from '../../../src/training/merge_variants.ts';

const entry = (id: string, more: Partial<FeedEntry> = {}): FeedEntry => ({
  id,
  name: `Tee ${id}`,
  aliases: more.group ? [more.group] : [],
  inStock: true,
  ...more,
});
const knows = (rows: Readonly<Record<string, number>>) => (id: string) => rows[id];

test('makes one item of a group: the first variant that can be bought speaks, all ids lead to it', () => {
  const items = mergeVariants([
    entry('s', { group: 'g', price: 9, inStock: false, variant: 'S' }),
    entry('m', { group: 'g', price: 12, variant: 'M' }),
    entry('alone'),
  ]);

  expect(items).toEqual([
    { id: 'g', name: 'Tee m', price: 12, aliases: ['s', 'm'], inStock: true },
    { id: 'alone', name: 'Tee alone', aliases: [], inStock: true },
  ]);
});

test('is out of stock when every variant is', () => {
  const out = (id: string) => entry(id, { group: 'g', inStock: false });

  expect(mergeVariants([out('a'), out('b')])[0]!.inStock).toBe(false);
});

test('drops an alias that two items claim, or that is the id of another', () => {
  const items = mergeVariants([
    entry('a', { aliases: ['100', 'b', 'own'] }),
    entry('b', { aliases: ['100'] }),
  ]);

  expect(items.map(({ aliases }) => aliases)).toEqual([['own'], []]);
});

test('finds a known item by its id, an alias, its group or its path', () => {
  const items = mergeVariants(
    [
      entry('v1', { group: 'g1' }),
      entry('v2', { aliases: ['sku-2'] }),
      entry('v3'),
      entry('v4', { url: '/p/four/' }),
      entry('new'),
    ],
    knows({ g1: 1, 'sku-2': 2, v3: 3, '/p/four': 4 }),
  );

  expect(items.map(({ known }) => known)).toEqual([1, 2, 3, 4, undefined]);
});

test('leaves variants apart that the model was trained with apart, and gives a new one to the first of them', () => {
  const variant = (id: string) => entry(id, { group: 'g' });
  const items = mergeVariants([variant('s'), variant('m'), variant('xl')], knows({ s: 5, m: 6 }));

  expect(items.map(({ known }) => known)).toEqual([5, 6]);
  expect(items[0]!.aliases).toContain('xl');
});
