import type { CatalogueIndex } from '../features/catalogue_index.ts';

export interface CarriedTable {
  /** Rows of the old table in the new one's places, 0 where there was none. [R, D] */
  readonly table: Float32Array;
  /** 1 for each row that the old table had. [R] */
  readonly isKnown: Uint8Array;
}

/**
 * An entity table laid out for another catalogue: rows are known again by item id, brand and category path.
 * @param table of the old catalogue, its rows D wide
 */
export function carryOver(
  table: Float32Array,
  D: number,
  old: CatalogueIndex,
  current: CatalogueIndex,
): CarriedTable {
  const { brands, tags } = old.catalogue;
  const tagRows = new Map(tags.map(({ path }, i) => [path, 1 + old.V + brands.length + i]));
  const from = [
    0,
    ...current.catalogue.cards.map(({ id }) => old.indexOf(id) ?? 0),
    ...current.catalogue.brands.map((name) => old.brandRow(name)),
    ...current.catalogue.tags.map(({ path }) => tagRows.get(path) ?? 0),
  ];
  const carried = new Float32Array(from.length * D);
  from.forEach((row, at) => {
    carried.set(table.subarray(row * D, (row + 1) * D), at * D); // row 0 is zero
  });
  return { table: carried, isKnown: Uint8Array.from(from, (row) => (row === 0 ? 0 : 1)) };
}
