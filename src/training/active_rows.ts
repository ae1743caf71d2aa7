import type { ModelInput } from '../features/model_input.ts';
import type { TableLayout } from './table.ts';

/**
 * The rows of the entity table that one step reads, renumbered. A step of a large catalogue reads a fraction of
 * its table: the rest would be assembled, copied and differentiated for nothing.
 */
export interface ActiveRows {
  /** Row of the whole table behind each row of the small one, ascending, the padding first. [r] */
  readonly rows: Int32Array;
  /** Row of the small table for each row of the whole one; 0 = not read. [R] */
  readonly placeOf: Int32Array;
  /** Of the small table: `assembleTable` makes it of `gatherIds`. */
  readonly layout: TableLayout;
}

/** @param items that are ranked, beside what the inputs hold. Item indices, 1-based. */
export function activeRows(
  inputs: readonly ModelInput[],
  items: Int32Array,
  layout: TableLayout,
): ActiveRows {
  const placeOf = new Int32Array(layout.R);
  const read = (rows: Int32Array) => {
    for (const row of rows) placeOf[row] = 1;
  };
  read(items);
  for (const input of inputs) for (const rows of rowsOf(input)) read(rows);
  placeOf[0] = 0;
  let r = 1;
  let V = 0;
  for (let row = 1; row < layout.R; row++) {
    if (placeOf[row] === 0) continue;
    placeOf[row] = r++;
    if (row <= layout.V) V++;
  }
  const rows = new Int32Array(r);
  const slots = new Int32Array(r * layout.S);
  const ownIds = new Uint8Array(V);
  placeOf.forEach((place, row) => {
    if (place === 0) return;
    rows[place] = row;
    slots.set(layout.slots.subarray(row * layout.S, (row + 1) * layout.S), place * layout.S);
    if (row <= layout.V) ownIds[place - 1] = layout.ownIds[row - 1]!;
  });
  return { rows, placeOf, layout: { ...layout, V, R: r, slots, ownIds } };
}

/** The same input, its rows those of the small table. */
export function renumber(input: ModelInput, { placeOf }: ActiveRows): ModelInput {
  const moved = (rows: Int32Array) => rows.map((row) => placeOf[row]!);
  const { items, tags, edges, relations } = input;
  return {
    ...input,
    items: moved(items),
    tags: moved(tags),
    edges: moved(edges),
    relations: moved(relations),
  };
}

/** The id embeddings of the items among the rows. [V, D] of the whole to [v, D] of the small table */
export function gatherIds(ids: Float32Array, { rows, layout }: ActiveRows, D: number): Float32Array {
  const gathered = new Float32Array(layout.V * D);
  for (let item = 1; item <= layout.V; item++) {
    const row = rows[item]!;
    gathered.set(ids.subarray((row - 1) * D, row * D), (item - 1) * D);
  }
  return gathered;
}

/** Which rows of all id embeddings `gatherIds` gathers, 0-based: those that a gradient of them is of. [v] */
export const placesOfIds = ({ rows, layout }: ActiveRows): Int32Array =>
  rows.subarray(1, layout.V + 1).map((row) => row - 1);

const rowsOf = ({ items, tags, edges, relations }: ModelInput): readonly Int32Array[] => [
  items,
  tags,
  edges,
  relations,
];
