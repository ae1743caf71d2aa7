import { expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import type { ModelInput } from '../../../src/features/model_input.ts';
import {
  activeRows,
  embeddingGradients,
  gatherEmbeddings,
  renumber,
} from '../../../src/training/active_rows.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assembleTable, layOutTable } from '../../../src/training/table.ts';

const D = 2;
const items: Item[] = Array.from({ length: 6 }, (_, i) => ({
  id: `i${i}`,
  name: 'x',
  brand: `Brand ${i % 2}`,
  category: ['All', `Kind ${i % 3}`],
}));
const catalogue = buildCatalogue(items);
const attributes = collectAttributes(catalogue.cards, 1);
const ownIds = Uint8Array.from([1, 1, 0, 1, 1, 1]);
const layout = { ...layOutTable(catalogue, attributes, ownIds), itemNorm: 1.5 };
const V = items.length;
const brandRow = V + 1;
const tagRow = layout.R - 1;
/** Looks at items 5 and 2, with an edge to item 3; follows a brand. */
const input = {
  items: Int32Array.from([0, 5, 2]),
  tags: Int32Array.from([0, tagRow, 0]),
  edges: Int32Array.from([0, 0, 3, 0, 0, 0]),
  relations: Int32Array.from([brandRow, 0]),
  kinds: Int32Array.from([0, 7, 7]),
} as unknown as ModelInput;
const active = activeRows([input], Int32Array.from([6, 2]), layout);

test('holds what the inputs read and what is ranked, in the order of the whole table', () => {
  expect([...active.rows]).toEqual([0, 2, 3, 5, 6, brandRow, tagRow]);
  expect(active.layout).toMatchObject({ V: 4, R: 7, A: layout.A, S: layout.S, itemNorm: 1.5 });
  expect([...active.layout.ownIds]).toEqual([1, 0, 1, 1]);
});

test('assembles to the same rows as the whole table', () => {
  const ids = Float32Array.from({ length: V * D }, (_, i) => Math.sin(i + 1));
  const embeddings = Float32Array.from({ length: (layout.A + 1) * D }, (_, i) => Math.cos(i));
  const whole = assembleTable({ ids, attributes: embeddings }, layout);
  const parameters = new Map([
    ['ids', ids],
    ['attributes', embeddings],
  ]);
  const small = assembleTable(gatherEmbeddings(parameters, active, D), active.layout);

  expect([...small]).toEqual([...active.rows].flatMap((row) => [...whole.subarray(row * D, (row + 1) * D)]));
  expect(whole.some((value) => value !== 0)).toBe(true);
});

test('renumbers rows and nothing else', () => {
  const moved = renumber(input, active);

  for (const name of ['items', 'tags', 'edges', 'relations'] as const)
    expect([...moved[name]].map((row) => active.rows[row])).toEqual([...input[name]]);
  expect(moved.kinds).toBe(input.kinds);
});

test('says which ids were read', () => {
  const spread = { ids: new Float32Array(4 * D), attributes: new Float32Array((layout.A + 1) * D) };

  const gradients = new Map(embeddingGradients(spread, active));

  expect(gradients.get('ids')).toEqual({ rows: Int32Array.from([1, 2, 4, 5]), values: spread.ids });
  expect(gradients.get('attributes')).toBe(spread.attributes);
});
