import * as tf from '@tensorflow/tfjs-core';
import type { Catalogue } from '../contract/catalogue.ts';
import { type Attributes, brandAttribute, categoryAttribute } from './attributes.ts';

/**
 * How the entity table is assembled from what is trained: an id embedding per item and an embedding
 * per attribute. Rows: 0 padding, V items, brands, tags.
 *
 *   E_item = id + Σ attributes      E_brand = its attribute      E_tag = Σ attributes of its path
 *
 * A tag adds up its path, as its items do, so that tags and items lie in one space.
 */
export interface TableLayout {
  readonly V: number;
  /** Rows of the table. */
  readonly R: number;
  /** Attributes; 0 stands for none. */
  readonly A: number;
  /** Attributes of a row, padded with 0. [R, S] */
  readonly slots: Int32Array;
  readonly S: number;
}

export function layOutTable({ cards, brands, tags }: Catalogue, attributes: Attributes): TableLayout {
  const named = (names: readonly string[]) => names.flatMap((name) => attributes.indexOf(name) ?? []);
  const rows = [
    [],
    ...attributes.ofItems,
    ...brands.map((brand) => named([brandAttribute(brand)])),
    ...tags.map(({ path }) => {
      const parts = path.split(' > ');
      return named(parts.map((_, i) => categoryAttribute(parts.slice(0, i + 1).join(' > '))));
    }),
  ];
  const S = Math.max(1, ...rows.map((row) => row.length));
  const slots = new Int32Array(rows.length * S);
  rows.forEach((row, r) => {
    slots.set(
      row.map((attribute) => attribute + 1),
      r * S,
    );
  });
  return { V: cards.length, R: rows.length, A: attributes.names.length, slots, S };
}

/**
 * The entity table, differentiable. Call inside `tf.tidy` or a gradient.
 *
 * @param ids        [V, D]
 * @param attributes [A + 1, D]; row 0 is never used
 * @param keepIds    [V, 1], 1 = keep the id embedding, 0 = the item as if it were new (DropoutNet,
 *                   Volkovs et al. 2017): its attributes must learn to stand alone
 * @returns [R, D]
 */
export function assembleTable(
  ids: tf.Tensor2D,
  attributes: tf.Tensor2D,
  { V, R, slots, S }: TableLayout,
  keepIds?: tf.Tensor2D,
): tf.Tensor2D {
  const D = ids.shape[1];
  const present = tf.tensor3d(
    Float32Array.from(slots, (slot) => (slot === 0 ? 0 : 1)),
    [R, S, 1],
  );
  const shared = tf.gather(attributes, tf.tensor2d(slots, [R, S], 'int32')); // [R, S, D]
  const sums = tf.sum(tf.mul(shared, present), 1); // [R, D]
  const kept = keepIds ? tf.mul(ids, keepIds) : ids; // [V, D]
  const own = tf.concat([tf.zeros([1, D]), kept, tf.zeros([R - V - 1, D])]); // [R, D]
  return tf.add(sums, own);
}

/**
 * Gives rows of brands and tags without any attribute (too few items) the mean of their items, so that
 * following a small brand says something too. Changes the table in place. [R, D]
 */
export function fillEmptyRows(table: Float32Array, { cards, brands }: Catalogue, D: number): void {
  const V = cards.length;
  const members = new Map<number, number[]>();
  cards.forEach(({ brandIndex, tagIndices }, i) => {
    const rows = tagIndices.map((tag) => 1 + V + brands.length + tag);
    if (brandIndex >= 0) rows.push(1 + V + brandIndex);
    for (const row of rows) members.set(row, [...(members.get(row) ?? []), i + 1]);
  });
  for (const [row, items] of members) {
    const target = table.subarray(row * D, (row + 1) * D);
    if (target.some((value) => value !== 0)) continue;
    for (const item of items) for (let d = 0; d < D; d++) target[d]! += table[item * D + d]! / items.length;
  }
}
