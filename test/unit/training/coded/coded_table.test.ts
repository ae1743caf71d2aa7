import { expect, test } from 'vitest';
import type { Item } from '../../../../src/contract/item.ts';
import type { ModelInput } from '../../../../src/features/model_input.ts';
import { CENTROIDS, reconstruct, SPLITS } from '../../../../src/model/coded/codes.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { activeRows, embeddingGradients, gatherEmbeddings } from '../../../../src/training/active_rows.ts';
import { collectAttributes } from '../../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../../src/training/catalogue_model.ts';
import { assembleTable, layOutTable, spreadGradient } from '../../../../src/training/table.ts';

const D = 16;
const V = 5;
const items: Item[] = Array.from({ length: V }, (_, i) => ({
  id: `i${i}`,
  name: 'x',
  brand: `Brand ${i % 2}`,
  category: ['All', `Kind ${i % 3}`],
}));
const catalogue = buildCatalogue(items);
const attributes = collectAttributes(catalogue.cards, 1);
const prng = new Prng(1);
const codes = Uint8Array.from({ length: V * SPLITS }, () => prng.integer(CENTROIDS));
const ownIds = Uint8Array.from([1, 1, 0, 1, 1]);
const layout = layOutTable(catalogue, attributes, ownIds, 1.5, codes);
const embeddings = {
  ids: new Float32Array(),
  centroids: Float32Array.from({ length: CENTROIDS * D }, () => prng.normal()),
  attributes: Float32Array.from({ length: (layout.A + 1) * D }, () => prng.normal()),
};

test('an item is what its codes stand for, and nothing of its attributes', () => {
  const table = assembleTable(embeddings, layout);

  const vector = new Float32Array(D);
  for (let item = 1; item <= V; item++) {
    reconstruct(embeddings.centroids, codes.subarray((item - 1) * SPLITS, item * SPLITS), vector);
    expect(table.subarray(item * D, (item + 1) * D)).toEqual(vector);
  }
});

test('a centroid gets the gradient of all items that it is a part of', () => {
  const shared = { ...layout, codes: new Uint8Array(V * SPLITS).fill(7) };
  const gradient = new Float32Array(layout.R * D);
  for (let item = 1; item <= V; item++) gradient[item * D] = item;

  const { centroids } = spreadGradient(gradient, shared, ownIds, gradient, gradient);

  // Items 1, 2, 4 and 5: the third, which too few shoppers had, moves nothing.
  expect(centroids![7 * (D / SPLITS)]).toBe(1 + 2 + 4 + 5);
  expect(centroids!.filter((value) => value !== 0)).toHaveLength(1);
});

test('a step reads the attributes of its own brands and tags alone, and changes these', () => {
  const brandRow = V + 1;
  const tagRow = layout.R - 1;
  const input = {
    items: Int32Array.from([0, 5, 2]),
    tags: Int32Array.from([0, tagRow, 0]),
    edges: Int32Array.from([0, 0, 3]),
    relations: Int32Array.from([brandRow, 0]),
  } as unknown as ModelInput;
  const active = activeRows([input], Int32Array.from([4]), layout);
  const parameters = new Map(Object.entries(embeddings));
  const whole = assembleTable(embeddings, layout);

  const gathered = gatherEmbeddings(parameters, active, D);
  const small = assembleTable(gathered, active.layout);
  const spread = spreadGradient(
    new Float32Array(small.length).fill(1),
    active.layout,
    active.layout.ownIds,
    small,
    small,
  );
  const gradients = new Map(embeddingGradients(spread, active));

  expect([...active.rows]).toEqual([0, 2, 3, 4, 5, brandRow, tagRow]);
  expect([...small]).toEqual([...active.rows].flatMap((row) => [...whole.subarray(row * D, (row + 1) * D)]));
  // One of the brand; two of the tag, by its path.
  expect(active.attributes).toHaveLength(3);
  expect(gradients.get('attributes')).toEqual({
    rows: active.attributes,
    values: new Float32Array(3 * D).fill(1),
  });
  expect([...gradients.keys()]).toEqual(['centroids', 'attributes']);
});

test('a step without brands and tags changes no attribute', () => {
  const none = new Int32Array(1);
  const input = { items: Int32Array.from([5]), tags: none, edges: none, relations: none };
  const active = activeRows([input as unknown as ModelInput], Int32Array.from([4]), layout);
  const { attributes: read } = gatherEmbeddings(new Map(Object.entries(embeddings)), active, D);
  const spread = { ids: new Float32Array(), centroids: embeddings.centroids, attributes: read };

  expect(embeddingGradients(spread, active).map(([name]) => name)).toEqual(['centroids']);
});
