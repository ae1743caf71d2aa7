import { expect, test } from 'vitest';
import { withNewcomers } from '../../../src/features/newcomers.ts';
import { SMALL_CATALOGUE, seenItem } from '../../support/builders.ts';

const V = SMALL_CATALOGUE.cards.length;
/** One number a row: padding 0, items 1 to 6, Alder 10, Birch 20, then the four tags 100 to 400. */
const entities = Float32Array.from([0, 1, 2, 3, 4, 5, 6, 10, 20, 100, 200, 300, 400]);
const tables = {
  catalogue: SMALL_CATALOGUE,
  entities,
  neighbours: {
    neighbours: Int32Array.from({ length: V + 1 }, (_, i) => i % 3),
    weights: new Float32Array(V + 1).fill(1),
  },
};
const pots = () => ({ category: ['Garden', 'Pots'], confidence: 0.7 });
const nothing = () => undefined;
const isKnown = (id: string) => SMALL_CATALOGUE.cards.some((card) => card.id === id);

test('adds an item that the catalogue does not hold, as brand and category, and moves no other', () => {
  const seen = [seenItem('pan-1'), seenItem('wok', { brand: 'Birch', category: ['Kitchen', 'Pans'] })];

  const { catalogue, entities: rows, neighbours } = withNewcomers(tables, seen, isKnown, nothing);

  expect([...rows]).toEqual([0, 1, 2, 3, 4, 5, 6, 220, 10, 20, 100, 200, 300, 400]);
  expect(catalogue.cards).toHaveLength(V + 1);
  expect(catalogue.cards[V]).toMatchObject({ id: 'wok', brandIndex: 1, tagIndices: [0, 1], inStock: false });
  expect([...neighbours.neighbours]).toEqual([...tables.neighbours.neighbours, 0]);
});

test('guesses for an item whose page gives no category, and says how sure that is', () => {
  const { catalogue } = withNewcomers(tables, [seenItem('urn')], isKnown, pots);

  expect(catalogue.cards[V]).toMatchObject({ tagIndices: [2, 3], tagConfidence: 0.7 });
  expect(catalogue.cards[V]!.category).toBeUndefined();
});

test('does not guess when the page gives one, and takes of a path what the shop knows', () => {
  const seen = [seenItem('tray', { category: ['Kitchen', 'Trays'] })];

  expect(withNewcomers(tables, seen, isKnown, pots).catalogue.cards[V]!.tagIndices).toEqual([0]);
});

test('leaves out an item of which nothing is known, and hands back the same tables when none is new', () => {
  expect(withNewcomers(tables, [seenItem('x'), seenItem('gift')], isKnown, nothing)).toBe(tables);
});
