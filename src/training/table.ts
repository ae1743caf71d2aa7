import type { Catalogue } from '../contract/catalogue.ts';
import { CENTROIDS, type ItemCodes, reconstruct, SPLITS } from '../model/coded/codes.ts';
import { type Attributes, brandAttribute, categoryAttribute } from './attributes.ts';

/**
 * How the entity table is assembled from what is trained: an id embedding per item and an embedding
 * per attribute. Rows: 0 padding, V items, brands, tags.
 *
 *   E_item = id + Σ attributes      E_brand = its attribute      E_tag = Σ attributes of its path
 *
 * A tag adds up its path, as its items do, so that tags and items lie in one space.
 *
 * Where items have codes, an item is the SPLITS centroids that its codes name instead (model/coded/codes.ts), and
 * brands and tags alone have attributes.
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
  /** 1 = the item has an id embedding; 0 = its attributes stand alone. [V] */
  readonly ownIds: Uint8Array;
  /** Length that every item's row is brought to; 0 leaves it as it is. */
  readonly itemNorm: number;
  /** Codes of the items; absent where each has an embedding of its own. [V, SPLITS] */
  readonly codes?: Uint8Array | undefined;
}

/**
 * @param ownIds which items enough shoppers looked at: the embedding of an item that one shopper alone
 *               had would say what else that shopper had. [V]
 */
export function layOutTable(
  { cards, brands, tags }: Catalogue,
  attributes: Attributes,
  ownIds: Uint8Array,
  itemNorm = 0,
  codes?: Uint8Array,
): TableLayout {
  const named = (names: readonly string[]) => names.flatMap((name) => attributes.indexOf(name) ?? []);
  const rows = [
    [],
    ...(codes ? cards.map(() => []) : attributes.ofItems),
    ...brands.map((brand) => named([brandAttribute(brand)])),
    ...tags.map(({ path }) => {
      const parts = path.split(' > ');
      return named(parts.map((_, i) => categoryAttribute(parts.slice(0, i + 1).join(' > '))));
    }),
  ];
  const S = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const slots = new Int32Array(rows.length * S);
  rows.forEach((row, r) => {
    slots.set(
      row.map((attribute) => attribute + 1),
      r * S,
    );
  });
  const layout = { V: cards.length, R: rows.length, A: attributes.names.length, slots, S, ownIds };
  // Parts of one length each would be one more constraint on centroids that are few as it is.
  return codes ? { ...layout, itemNorm: 0, codes } : { ...layout, itemNorm };
}

/** What the table is made of. */
export interface Embeddings {
  readonly ids: Float32Array; // [V, D]; empty where items have codes
  readonly centroids?: Float32Array; // [SPLITS, CENTROIDS, D / SPLITS], where items have codes
  readonly attributes: Float32Array; // [A + 1, D]; row 0 is never used
}

/**
 * The entity table of its embeddings. In plain loops: as tensors it would gather [R, S, D] each step.
 *
 * @param keepIds 1 = keep the id embedding, 0 = the item as if it were new (DropoutNet, Volkovs et al.
 *                2017): its attributes must learn to stand alone. [V]
 * @param lengths filled with the items' lengths before they were brought to one, if that is asked for. [V + 1]
 * @returns [R, D]
 */
export function assembleTable(
  { ids, centroids, attributes }: Embeddings,
  { V, R, A, slots, S, ownIds, itemNorm, codes }: TableLayout,
  keepIds: Uint8Array = ownIds,
  lengths?: Float32Array,
): Float32Array {
  const D = attributes.length / (A + 1);
  const table = new Float32Array(R * D);
  for (let item = 1; item <= V; item++) {
    if (!codes && keepIds[item - 1] !== 0) table.set(ids.subarray((item - 1) * D, item * D), item * D);
  }
  if (codes) writeCodedRows(table, { D, centroids: centroids!, codes });
  for (let at = 0; at < slots.length; at++) {
    const from = slots[at]! * D;
    if (from === 0) continue;
    const to = Math.floor(at / S) * D;
    for (let d = 0; d < D; d++) table[to + d]! += attributes[from + d]!;
  }
  if (itemNorm > 0) bringToLength(table, V, D, itemNorm, lengths);
  return table;
}

/** Writes the items' rows of a table, from row 1 on. @param table [R, D] */
export function writeCodedRows(table: Float32Array, { D, centroids, codes }: ItemCodes): void {
  for (let item = 1; item <= codes.length / SPLITS; item++) {
    const own = codes.subarray((item - 1) * SPLITS, item * SPLITS);
    reconstruct(centroids, own, table.subarray(item * D, (item + 1) * D));
  }
}

/**
 * The gradient of the embeddings from the table's: `assembleTable` backwards.
 *
 * @param gradient [R, D]; changed in place where rows were brought to one length
 * @param table    as assembled. [R, D]
 * @param lengths  as `assembleTable` filled them. [V + 1]
 */
export function spreadGradient(
  gradient: Float32Array,
  { V, R, A, slots, S, itemNorm, codes }: TableLayout,
  keepIds: Uint8Array,
  table: Float32Array,
  lengths: Float32Array,
): Embeddings {
  const D = gradient.length / R;
  if (itemNorm > 0) spreadLengths(gradient, table, lengths, D, itemNorm);
  const ids = new Float32Array(codes ? 0 : V * D);
  const attributes = new Float32Array((A + 1) * D);
  for (let item = 1; !codes && item <= V; item++) {
    if (keepIds[item - 1] === 0) continue;
    for (let d = 0; d < D; d++) ids[(item - 1) * D + d] = gradient[item * D + d]!;
  }
  for (let at = 0; at < slots.length; at++) {
    const to = slots[at]! * D;
    if (to === 0) continue;
    const from = Math.floor(at / S) * D;
    for (let d = 0; d < D; d++) attributes[to + d]! += gradient[from + d]!;
  }
  return { ids, attributes, ...(codes ? { centroids: ofCentroids(gradient, codes, keepIds, D) } : {}) };
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
    for (const row of rows) {
      const list = members.get(row);
      if (list) list.push(i + 1);
      else members.set(row, [i + 1]);
    }
  });
  for (const [row, items] of members) {
    const target = table.subarray(row * D, (row + 1) * D);
    if (target.some((value) => value !== 0)) continue;
    for (const item of items) for (let d = 0; d < D; d++) target[d]! += table[item * D + d]! / items.length;
  }
}

/**
 * Each centroid's gradient is the sum over the items that it is a part of. Items that too few shoppers had move
 * none: with a centroid that hardly another item has they would say what else those shoppers had.
 */
function ofCentroids(
  gradient: Float32Array,
  codes: Uint8Array,
  keepIds: Uint8Array,
  D: number,
): Float32Array {
  const width = D / SPLITS;
  const centroids = new Float32Array(CENTROIDS * D);
  for (let at = 0; at < codes.length; at++) {
    const item = Math.floor(at / SPLITS);
    if (keepIds[item] === 0) continue;
    const split = at % SPLITS;
    const to = (split * CENTROIDS + codes[at]!) * width;
    const from = (item + 1) * D + split * width;
    for (let d = 0; d < width; d++) centroids[to + d]! += gradient[from + d]!;
  }
  return centroids;
}

const NO_LENGTH = 1e-8;

/** Scales the rows of items to one length; a row of zeros stays. [R, D], in place */
function bringToLength(
  table: Float32Array,
  V: number,
  D: number,
  length: number,
  lengths?: Float32Array,
): void {
  for (let item = 1; item <= V; item++) {
    let squares = 0;
    for (let d = item * D; d < (item + 1) * D; d++) squares += table[d]! * table[d]!;
    const own = Math.sqrt(squares);
    if (lengths) lengths[item] = own;
    const scale = own < NO_LENGTH ? 0 : length / own;
    for (let d = item * D; d < (item + 1) * D; d++) table[d]! *= scale;
  }
}

/**
 * Backwards through e = c · r / |r|:   ∂L/∂r = (c / |r|) · (g - (g · ê) ê),  ê = e / c
 * A row of zeros has no direction and gets no gradient.
 */
function spreadLengths(
  gradient: Float32Array,
  table: Float32Array,
  lengths: Float32Array,
  D: number,
  length: number,
): void {
  for (let item = 1; item < lengths.length; item++) {
    const own = lengths[item]!;
    const scale = own < NO_LENGTH ? 0 : length / own;
    let along = 0;
    for (let d = item * D; d < (item + 1) * D; d++) along += gradient[d]! * table[d]!;
    along /= length ** 2;
    for (let d = item * D; d < (item + 1) * D; d++) gradient[d] = scale * (gradient[d]! - along * table[d]!);
  }
}
