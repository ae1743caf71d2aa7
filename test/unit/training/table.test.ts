import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assembleTable, fillEmptyRows, layOutTable } from '../../../src/training/table.ts';

beforeAll(() => startTraining('cpu'), 60_000);

const items: Item[] = [
  { id: 'a', name: 'x', brand: 'Kiln', category: ['Kitchen', 'Mugs'] },
  { id: 'b', name: 'y', brand: 'Kiln', category: ['Kitchen', 'Pans'] },
];
const catalogue = buildCatalogue(items);
/** Shared by both: brand:Kiln and category:Kitchen, attributes 0 and 1. */
const layout = layOutTable(catalogue, collectAttributes(catalogue.cards, 2));
const ids = () => tf.tensor2d([[1], [2]]);
const attributes = () => tf.tensor2d([[99], [10], [100]]);

test('adds id and attributes of an item, and gives brands and tags theirs', async () => {
  const rows = [...(await assembleTable(ids(), attributes(), layout).data())];

  // Padding; two items = id + Kiln + Kitchen; the brand; Kitchen, Kitchen > Mugs and > Pans by their path.
  expect(rows).toEqual([0, 111, 112, 10, 100, 100, 100]);
});

test('drops an id and keeps its attributes', async () => {
  const rows = [...(await assembleTable(ids(), attributes(), layout, tf.tensor2d([[0], [1]])).data())];

  expect(rows.slice(1, 3)).toEqual([110, 112]);
});

test('has a gradient for ids and attributes, none for the attribute that stands for none', async () => {
  const loss = (a: tf.Tensor, b: tf.Tensor) =>
    tf.sum(assembleTable(a as tf.Tensor2D, b as tf.Tensor2D, layout));
  const [ofIds, ofAttributes] = tf.grads(loss)([ids(), attributes()]);

  expect([...(await ofIds!.data())]).toEqual([1, 1]);
  expect([...(await ofAttributes!.data())]).toEqual([0, 3, 5]);
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
