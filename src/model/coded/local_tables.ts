import type { Card } from '../../contract/catalogue.ts';
import type { Cell } from '../../contract/cell.ts';
import type { TrainedTables } from '../load.ts';
import { reconstruct, SPLITS } from './codes.ts';

/** What everyone gets of a coded model: its pool, as any trained model holds its items. */
export interface Pool {
  readonly tables: TrainedTables;
  /** [SPLITS, CENTROIDS, D / SPLITS] */
  readonly centroids: Float32Array;
}

/**
 * Rows of padding, of the pool's items, and then what entities.bin of a coded model holds: brands and tags. [R, D]
 * @param others padding, brands, tags. [1 + brands + tags, D]
 * @param codes  of the pool. [V, SPLITS]
 */
export function entitiesOfPool(
  others: Float32Array,
  centroids: Float32Array,
  codes: Uint8Array,
  D: number,
): Float32Array {
  const V = codes.length / SPLITS;
  const entities = new Float32Array(others.length + V * D);
  for (let i = 0; i < V; i++) {
    const row = entities.subarray((i + 1) * D, (i + 2) * D);
    reconstruct(centroids, codes.subarray(i * SPLITS, (i + 1) * SPLITS), row);
  }
  entities.set(others.subarray(D), (1 + V) * D);
  return entities;
}

/**
 * The tables of the part of the catalogue that a device holds: the pool, whose items keep their indices, and after
 * them the items of the cells, each once, in the order in which the cells came.
 *
 * @param M     neighbours of an item
 * @param limit items beyond the pool, at most: of the latest cells
 */
export function localTables(
  { tables, centroids }: Pool,
  cells: readonly Cell[],
  M: number,
  limit: number,
): TrainedTables {
  const { catalogue, entities } = tables;
  const V = catalogue.cards.length;
  const own = 1 + V;
  const D = entities.length / (own + catalogue.brands.length + catalogue.tags.length);
  const localOf = new Map<number, number>();
  const added: { readonly card: Card; readonly codes: Uint8Array }[] = [];
  for (const { cards } of cells.toReversed())
    for (const { index, card, codes } of cards) {
      if (index <= V || localOf.has(index) || added.length >= limit) continue;
      localOf.set(index, own + added.length);
      added.push({ card, codes });
    }
  const table = new Float32Array(entities.length + added.length * D);
  table.set(entities.subarray(0, own * D));
  added.forEach(({ codes }, i) => {
    reconstruct(centroids, codes, table.subarray((own + i) * D, (own + i + 1) * D));
  });
  table.set(entities.subarray(own * D), (own + added.length) * D);
  const neighbours = new Int32Array((own + added.length) * M);
  const weights = new Float32Array((own + added.length) * M);
  neighbours.set(tables.neighbours.neighbours);
  weights.set(tables.neighbours.weights);
  const place = (index: number) => (index <= V ? index : localOf.get(index));
  for (const cell of cells)
    for (const [index, list] of cell.neighbours) {
      const item = place(index);
      if (item === undefined) continue;
      const known = list
        .flatMap(({ index: other, weight }) => {
          const at = place(other);
          return at === undefined ? [] : [[at, weight] as const];
        })
        .slice(0, M);
      neighbours.fill(0, item * M, (item + 1) * M);
      weights.fill(0, item * M, (item + 1) * M);
      neighbours.set(
        known.map(([at]) => at),
        item * M,
      );
      weights.set(
        known.map(([, weight]) => weight),
        item * M,
      );
    }
  return {
    ...tables,
    catalogue: { ...catalogue, cards: [...catalogue.cards, ...added.map(({ card }) => card)] },
    entities: table,
    neighbours: { neighbours, weights },
  };
}
