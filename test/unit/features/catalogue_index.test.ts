import { expect, test } from 'vitest';
import { canonical } from '../../../src/capture/url.ts';
import type { Card } from '../../../src/contract/catalogue.ts';
import { canonicalPath } from '../../../src/contract/item.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';

const card = (id: string, more: Partial<Card>): Card => ({
  id,
  name: id,
  brandIndex: -1,
  tagIndices: [],
  aliases: [],
  inStock: true,
  ...more,
});
const index = (...cards: readonly Card[]) =>
  indexCatalogue(
    { cards, brands: [], tags: [] },
    { neighbours: new Int32Array(cards.length + 1), weights: new Float32Array(cards.length + 1) },
  );

test('finds an item by its id, its aliases and the path of its page', () => {
  const { indexOf } = index(card('a', { url: '/p/a/' }), card('b', { aliases: ['sku-b'] }));

  expect(['a', '/p/a', 'b', 'sku-b', '/p/b'].map(indexOf)).toEqual([1, 1, 2, 2, undefined]);
});

test('an id wins over the alias or path of another item', () => {
  const { indexOf } = index(
    card('a', {}),
    card('b', { aliases: ['a'] }),
    card('c', { url: '/a' }),
    card('/a', {}),
  );

  expect(indexOf('a')).toBe(1);
  expect(indexOf('/a')).toBe(4);
});

test('a site offers what most of its items are, a shop on a tie, and what it is configured to', () => {
  const article = card('a', { preset: 'content' });
  const course = card('c', { preset: 'course' });
  const product = card('p', {});
  const given = (...cards: readonly Card[]) => index(...cards).preset;

  expect(given(article, product, article)).toBe('content');
  expect(given(article, course, course)).toBe('course');
  expect(given(article, product)).toBe('shop');
  expect(given()).toBe('shop');
  expect(index(article, product).presetOf(1)).toBe('content');
  expect(index(article, product).presetOf(2)).toBe('shop');
  const none = { neighbours: new Int32Array(2), weights: new Float32Array(2) };
  expect(indexCatalogue({ cards: [product], brands: [], tags: [] }, none, 'course').preset).toBe('course');
});

test.each(['/', '/a', '/a/', '/a/index.html', '/a//', '/index.html', '/a/b.html', '/A/index.php'])(
  'spells the path %s as capture does, which names items without an id by it',
  (path) => {
    expect(canonicalPath(path)).toBe(canonical(path));
  },
);
