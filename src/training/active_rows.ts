import type { ModelInput } from '../features/model_input.ts';
import { SPLITS } from '../model/coded/codes.ts';
import type { Gradient } from './adam.ts';
import type { Embeddings, TableLayout } from './table.ts';

/**
 * The rows of the entity table that one step reads, renumbered. A step of a large catalogue reads a fraction of
 * its table: the rest would be assembled, copied and differentiated for nothing.
 */
export interface ActiveRows {
  /** Row of the whole table behind each row of the small one, ascending, the padding first. [r] */
  readonly rows: Int32Array;
  /** Row of the small table for a row of the whole one; the padding for one that is not read. */
  placeOf(row: number): number;
  /** Of the small table: `assembleTable` makes it of `gatherEmbeddings`. */
  readonly layout: TableLayout;
  /**
   * Attributes that the rows have, ascending, renumbered from 1 where items have codes: there a step costs the same
   * however many brands there are. Absent where all are kept. [a]
   */
  readonly attributes?: Int32Array;
}

/** @param items that are ranked, beside what the inputs hold. Item indices, 1-based. */
export function activeRows(
  inputs: readonly ModelInput[],
  items: Int32Array,
  layout: TableLayout,
): ActiveRows {
  const read = new Set<number>(items);
  for (const input of inputs) for (const rows of rowsOf(input)) for (const row of rows) read.add(row);
  const rows = Int32Array.from(read.add(0)).sort();
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  const V = rows.findLastIndex((row) => row <= layout.V);
  const slots = new Int32Array(rows.length * layout.S);
  const ownIds = new Uint8Array(V);
  const codes = layout.codes && new Uint8Array(V * SPLITS);
  rows.forEach((row, place) => {
    slots.set(layout.slots.subarray(row * layout.S, (row + 1) * layout.S), place * layout.S);
    if (place === 0 || place > V) return;
    ownIds[place - 1] = layout.ownIds[row - 1]!;
    codes?.set(layout.codes!.subarray((row - 1) * SPLITS, row * SPLITS), (place - 1) * SPLITS);
  });
  const small: TableLayout = { ...layout, V, R: rows.length, slots, ownIds, codes };
  const placeOf = (row: number) => places.get(row) ?? 0;
  if (!codes) return { rows, placeOf, layout: small };
  const attributes = Int32Array.from(new Set(slots).add(0)).sort().subarray(1);
  const numbers = new Map(Array.from(attributes, (attribute, i) => [attribute, i + 1]));
  slots.forEach((attribute, at) => {
    slots[at] = numbers.get(attribute) ?? 0;
  });
  return { rows, placeOf, attributes, layout: { ...small, A: attributes.length } };
}

/** The same input, its rows those of the small table. */
export function renumber(input: ModelInput, { placeOf }: ActiveRows): ModelInput {
  const moved = (rows: Int32Array) => rows.map(placeOf);
  const { items, tags, edges, relations } = input;
  return {
    ...input,
    items: moved(items),
    tags: moved(tags),
    edges: moved(edges),
    relations: moved(relations),
  };
}

/** What the small table is made of. @param parameters `ids` or `centroids`, and `attributes`, of the whole table */
export function gatherEmbeddings(
  parameters: ReadonlyMap<string, Float32Array>,
  { rows, layout, attributes }: ActiveRows,
  D: number,
): Embeddings {
  const all = parameters.get('attributes')!;
  return {
    ids: layout.codes
      ? new Float32Array()
      : gatherRows(parameters.get('ids')!, placesOfIds(rows, layout.V), D),
    ...(layout.codes ? { centroids: parameters.get('centroids')! } : {}),
    attributes: attributes ? gatherRows(all, Int32Array.of(0, ...attributes), D) : all,
  };
}

/** Gradients of the parameters from those of the small table's embeddings. */
export function embeddingGradients(
  { ids, centroids, attributes }: Embeddings,
  { rows, layout, attributes: read }: ActiveRows,
): [name: string, Gradient][] {
  const D = attributes.length / (layout.A + 1);
  return [
    centroids ? ['centroids', centroids] : ['ids', { rows: placesOfIds(rows, layout.V), values: ids }],
    ...(read?.length === 0
      ? []
      : [['attributes', read ? { rows: read, values: attributes.subarray(D) } : attributes] as const]),
  ].map(([name, gradient]) => [name, gradient] as [string, Gradient]);
}

/** Rows of all id embeddings behind the items of the small table, 0-based. [V] */
const placesOfIds = (rows: Int32Array, V: number): Int32Array =>
  rows.subarray(1, V + 1).map((row) => row - 1);

function gatherRows(table: Float32Array, places: Int32Array, D: number): Float32Array {
  const gathered = new Float32Array(places.length * D);
  places.forEach((place, i) => {
    gathered.set(table.subarray(place * D, (place + 1) * D), i * D);
  });
  return gathered;
}

const rowsOf = ({ items, tags, edges, relations }: ModelInput): readonly Int32Array[] => [
  items,
  tags,
  edges,
  relations,
];
