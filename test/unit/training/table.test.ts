import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assembleTable, fillEmptyRows, layOutTable, spreadGradient } from '../../../src/training/table.ts';

const items: Item[] = [
  { id: 'a', name: 'x', brand: 'Kiln', category: ['Kitchen', 'Mugs'] },
  { id: 'b', name: 'y', brand: 'Kiln', category: ['Kitchen', 'Pans'] },
];
const catalogue = buildCatalogue(items);
/** Shared by both: brand:Kiln and category:Kitchen, attributes 0 and 1. */
const attributes = collectAttributes(catalogue.cards, 2);
const layout = layOutTable(catalogue, attributes, Uint8Array.from([1, 1]));
const embeddings = {
  ids: Float32Array.from([1, 2]),
  attributes: Float32Array.from([99, 10, 100]),
};

test('adds id and attributes of an item, and gives brands and tags theirs', () => {
  // Padding; two items = id + Kiln + Kitchen; the brand; Kitchen, Kitchen > Mugs and > Pans by their path.
  expect([...assembleTable(embeddings, layout)]).toEqual([0, 111, 112, 10, 100, 100, 100]);
});

test('drops an id and keeps its attributes', () => {
  const rows = assembleTable(embeddings, layout, Uint8Array.from([0, 1]));

  expect([...rows.subarray(1, 3)]).toEqual([110, 112]);
});

test('gives an item that too few shoppers had its attributes alone', () => {
  const rows = assembleTable(embeddings, layOutTable(catalogue, attributes, Uint8Array.from([1, 0])));

  expect([...rows.subarray(1, 3)]).toEqual([111, 110]);
});

test('hands a gradient of the table to what its rows are made of', () => {
  // Rows of Kiln: both items and the brand, 1 + 2 + 3. Of Kitchen: both items and three tags.
  const gradient = Float32Array.from([50, 1, 2, 3, 4, 5, 6]);
  const nothing = new Float32Array();

  const all = spreadGradient(gradient, layout, Uint8Array.from([1, 1]), nothing, nothing);
  const dropped = spreadGradient(gradient, layout, Uint8Array.from([0, 1]), nothing, nothing);

  expect([...all.ids]).toEqual([1, 2]);
  expect([...all.attributes]).toEqual([0, 6, 18]);
  expect([...dropped.ids]).toEqual([0, 2]);
  expect([...dropped.attributes]).toEqual([0, 6, 18]);
});

describe('item rows brought to one length', () => {
  const even = { ...layOutTable(catalogue, attributes, Uint8Array.from([1, 1])), itemNorm: 2 };
  const keep = Uint8Array.from([1, 1]);
  const wide = {
    ids: Float32Array.from([3, 4, -1, 2]),
    attributes: Float32Array.from({ length: 2 * (even.A + 1) }, (_, i) => i / 10),
  };

  test('have that length, whatever they are made of', () => {
    const rows = assembleTable(wide, even);

    expect(Math.hypot(rows[2]!, rows[3]!)).toBeCloseTo(2, 5);
    expect(Math.hypot(rows[4]!, rows[5]!)).toBeCloseTo(2, 5);
  });

  test('hand back the gradient that finite differences find', () => {
    const slopes = Float32Array.from({ length: 2 * even.R }, (_, i) => Math.sin(i));
    const lossOf = (ids: Float32Array) =>
      assembleTable({ ...wide, ids }, even).reduce((sum, value, i) => sum + value * slopes[i]!, 0);
    const lengths = new Float32Array(even.V + 1);
    const table = assembleTable(wide, even, keep, lengths);
    const { ids } = spreadGradient(slopes.slice(), even, keep, table, lengths);

    wide.ids.forEach((_, i) => {
      const moved = (by: number) => lossOf(wide.ids.map((value, j) => (j === i ? value + by : value)));
      expect(ids[i]).toBeCloseTo((moved(1e-2) - moved(-1e-2)) / 2e-2, 3);
    });
  });
});

test('gives a brand or tag without attributes the mean of its items', () => {
  const table = Float32Array.from([0, 4, 8, 0, 5, 0, 0]);
  fillEmptyRows(table, catalogue, 1);

  const [first, second] = catalogue.cards.map((card, i) => [card.tagIndices[1]!, [4, 8][i]!] as const);
  expect(table[3]).toBe(6);
  expect(table[4]).toBe(5);
  expect(table[4 + first![0]]).toBe(first![1]);
  expect(table[4 + second![0]]).toBe(second![1]);
});
