import { expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assembleTable, layOutTable } from '../../../src/training/table.ts';
import { fitAttributes } from '../../../src/training/table_fit.ts';

const D = 4;
const items: Item[] = Array.from({ length: 120 }, (_, i) => ({
  id: `i${i}`,
  name: 'Thing',
  brand: `Brand ${i % 6}`,
  category: [`Department ${Math.floor(i / 60)}`, `Leaf ${Math.floor(i / 20)}`],
}));
const catalogue = buildCatalogue(items);
const V = catalogue.cards.length;
const layout = layOutTable(catalogue, collectAttributes(catalogue.cards), new Uint8Array(V).fill(1));

function drawn(idScale: number) {
  const prng = new Prng(2);
  const draw = (rows: number, scale: number) =>
    Float32Array.from({ length: rows * D }, () => scale * prng.normal());
  return { ids: draw(V, idScale), attributes: draw(layout.A + 1, 1) };
}

test('finds attributes whose sums are the rows, of items that it has never seen too', () => {
  const table = assembleTable(drawn(0), layout);
  const isKnown = new Uint8Array(layout.R).fill(1);
  const unseen = [3, 40, 77];
  for (const item of unseen) isKnown[item] = 0;
  const given = table.slice();
  for (const item of unseen) given.fill(0, item * D, (item + 1) * D);

  const attributes = fitAttributes(given, isKnown, layout);
  const again = assembleTable({ ids: new Float32Array(V * D), attributes }, layout);

  for (const item of unseen)
    for (let d = item * D; d < (item + 1) * D; d++)
      expect(Math.abs(again[d]! - table[d]!)).toBeLessThan(0.25);
});

test('brands and categories are met closely, what items have of their own is left over', () => {
  const embeddings = drawn(0.3);
  const table = assembleTable(embeddings, layout);

  const attributes = fitAttributes(table, new Uint8Array(layout.R).fill(1), layout);
  const again = assembleTable({ ids: new Float32Array(V * D), attributes }, layout);

  for (let d = (V + 1) * D; d < table.length; d++) expect(Math.abs(again[d]! - table[d]!)).toBeLessThan(0.1);
  let own = 0;
  let left = 0;
  embeddings.ids.forEach((value, at) => {
    own += value ** 2;
    left += (table[D + at]! - again[D + at]! - value) ** 2;
  });
  expect(left).toBeLessThan(0.35 * own);
});

test('rows that are not known, and attributes of none, count for nothing', () => {
  const attributes = fitAttributes(new Float32Array(layout.R * D).fill(9), new Uint8Array(layout.R), layout);

  expect(attributes.every((value) => value === 0)).toBe(true);
});
