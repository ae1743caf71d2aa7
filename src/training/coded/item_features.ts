/** What is known of each item, a sparse row each: who had it, and what it is. */
export interface SparseRows {
  readonly V: number;
  readonly columns: number;
  /** Row i stands at [starts[i], starts[i + 1]). [V + 1] */
  readonly starts: Uint32Array;
  readonly columnOf: Int32Array;
  readonly values: Float32Array;
}

export interface FeatureSources {
  /** Items of each shopper, 1-based. */
  readonly sequences: readonly Int32Array[];
  /** Attributes of each item, 0-based; as many lists as items. */
  readonly attributes: readonly (readonly number[])[];
  /** 1 = enough shoppers had the item; of the others the attributes speak alone, as in the exact table. [V] */
  readonly ownIds: Uint8Array;
}

/** Length of an item's attributes beside its shoppers, which have length 1. */
const ATTRIBUTE_LENGTH = 0.5;

/**
 * Shopper and attribute columns of every item. A shopper counts 1 / sqrt(items had), an attribute its rarity
 * ln(V / items); then shoppers and attributes are each brought to one length, so that an item that nobody had
 * yet still lies where its attributes are.
 */
export function itemFeatures({ sequences, attributes, ownIds }: FeatureSources): SparseRows {
  const V = attributes.length;
  const distinct = (sequence: Int32Array) =>
    sequence.filter((item, i) => ownIds[item - 1] === 1 && sequence.indexOf(item) === i);
  const starts = new Uint32Array(V + 1);
  const holders = new Int32Array(
    attributes.reduce((most, list) => list.reduce((m, a) => Math.max(m, a), most), -1) + 1,
  );
  attributes.forEach((list, i) => {
    starts[i + 1] = list.length;
    for (const attribute of list) holders[attribute]!++;
  });
  for (const sequence of sequences) for (const item of distinct(sequence)) starts[item]!++;
  for (let i = 0; i < V; i++) starts[i + 1]! += starts[i]!;

  const columnOf = new Int32Array(starts[V]!);
  const values = new Float32Array(starts[V]!);
  const next = starts.slice(0, V);
  attributes.forEach((list, i) => {
    for (const attribute of list) {
      columnOf[next[i]!] = attribute;
      // A little more than nothing even for what every item has: it is all that some items have.
      values[next[i]!++] = Math.log(V / holders[attribute]!) + 0.01;
    }
    scale(values, starts[i]!, next[i]!, ATTRIBUTE_LENGTH);
  });
  const shoppersFrom = next.slice();
  sequences.forEach((sequence, shopper) => {
    const items = distinct(sequence);
    for (const item of items) {
      columnOf[next[item - 1]!] = holders.length + shopper;
      values[next[item - 1]!++] = 1 / Math.sqrt(items.length);
    }
  });
  for (let i = 0; i < V; i++) scale(values, shoppersFrom[i]!, next[i]!, 1);
  return { V, columns: holders.length + sequences.length, starts, columnOf, values };
}

/** X · B. @param dense [columns, k] @param out [V, k], overwritten */
export function multiply(
  { V, starts, columnOf, values }: SparseRows,
  dense: Float32Array,
  k: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let row = 0; row < V; row++) {
    const to = row * k;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const from = columnOf[at]! * k;
      const value = values[at]!;
      for (let d = 0; d < k; d++) out[to + d]! += value * dense[from + d]!;
    }
  }
}

/** Xᵀ · B. @param dense [V, k] @param out [columns, k], overwritten */
export function multiplyTransposed(
  { V, starts, columnOf, values }: SparseRows,
  dense: Float32Array,
  k: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let row = 0; row < V; row++) {
    const from = row * k;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const to = columnOf[at]! * k;
      const value = values[at]!;
      for (let d = 0; d < k; d++) out[to + d]! += value * dense[from + d]!;
    }
  }
}

/** Brings the values from `from` up to `to` to one length; none stays none. */
function scale(values: Float32Array, from: number, to: number, length: number): void {
  let squares = 0;
  for (let at = from; at < to; at++) squares += values[at]! ** 2;
  if (squares === 0) return;
  const factor = length / Math.sqrt(squares);
  for (let at = from; at < to; at++) values[at]! *= factor;
}
