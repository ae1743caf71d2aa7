import type { Neighbour } from '../../contract/cell.ts';
import { invalid } from '../../contract/error.ts';
import { lookUpTable, SPLITS, scanBest } from '../../model/coded/codes.ts';
import { decodeEntities } from '../../model/folder.ts';
import type { TrainedModel } from '../write_folder.ts';
import { orderForCells } from './order.ts';
import { CELL_SIZE } from './shard_writer.ts';
import type { CodedModel } from './write_coded_folder.ts';

/** Items whose cards everyone gets, unless told otherwise: as many as fit the bytes of an ordinary model. */
export const DEFAULT_POOL = 12_000;
/** Items of the list of what shoppers of a codebook row like. */
const ROW_LIST = 100;

/**
 * A trained model whose items have codes, cut into what everyone gets and what comes with the pages that are visited.
 *
 * @param popularity how often each item came up. [V]
 * @param pool       items that everyone gets; rounded down to whole cells
 * @throws InklingError `invalid-argument` when items have no codes, or no cell is left to cut off
 */
export function cutCatalogue(
  model: TrainedModel,
  popularity: ArrayLike<number>,
  pool: number = DEFAULT_POOL,
): CodedModel {
  const { catalogue, codes, neighbours, M, entities, shape, codebook, ...rest } = model;
  if (!codes) throw invalid('items have vectors of their own, not codes: train with --codes');
  const V = catalogue.cards.length;
  const whole = CELL_SIZE * Math.floor(pool / CELL_SIZE);
  if (whole < CELL_SIZE || whole >= V)
    throw invalid(`a pool of ${pool} cannot be cut off ${V} items: it must be from ${CELL_SIZE} to ${V - 1}`);
  const order = orderForCells({
    codes: codes.codes,
    popularity,
    leaves: catalogue.cards.map(({ tagIndices }) => tagIndices.at(-1) ?? -1),
    pool: whole,
  });
  const ordered = new Uint8Array(V * SPLITS);
  const places = new Int32Array(V + 1);
  order.forEach((item, place) => {
    ordered.set(codes.codes.subarray(item * SPLITS, (item + 1) * SPLITS), place * SPLITS);
    places[item + 1] = place + 1;
  });
  const { D } = shape;
  const others = catalogue.brands.length + catalogue.tags.length;
  const table = decodeEntities(entities, 1 + V + others, D);
  const otherRows = new Float32Array((1 + others) * D);
  otherRows.set(table.subarray((1 + V) * D), D);
  return {
    ...rest,
    shape,
    codebook,
    M,
    centroids: codes.centroids,
    others: otherRows,
    large: {
      items: V,
      pool: whole,
      brands: catalogue.brands,
      tags: catalogue.tags,
      codes: ordered,
      card: (index) => catalogue.cards[order[index - 1]!]!,
      neighbours: (index) => neighboursOf(neighbours, M, order[index - 1]! + 1, places),
      rowLists: codebook.rows.map(({ embedding }) => [
        ...scanBest(ordered, lookUpTable(codes.centroids, Float32Array.from(embedding)), ROW_LIST).items,
      ]),
    },
  };
}

function neighboursOf(
  { neighbours, weights }: TrainedModel['neighbours'],
  M: number,
  item: number,
  places: Int32Array,
): Neighbour[] {
  const found: Neighbour[] = [];
  for (let m = item * M; m < (item + 1) * M; m++)
    if (neighbours[m] !== 0) found.push({ index: places[neighbours[m]!]!, weight: weights[m]! });
  return found;
}
