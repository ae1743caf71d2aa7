import { decodeCentroids, encodeCentroids, type ItemCodes } from '../model/coded/codes.ts';
import { decodeEntities, decodeWeights, encodeEntities, encodeWeights } from '../model/folder.ts';
import { type ModelShape, weightEntries } from '../model/weights.ts';
import { fillEmptyRows, writeCodedRows } from './table.ts';
import type { Learnt, Trained } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';

/**
 * What was learnt as the device will have it: rounded to the files and back. Fills the empty rows of the learnt
 * table first, in place. Items with codes are rounded by their centroids.
 */
export function asShipped(
  learnt: Learnt & Pick<Trained, 'centroids'>,
  { catalogue, layout }: Pick<TrainingData, 'catalogue' | 'layout'>,
  shape: ModelShape,
): {
  readonly rounded: Learnt;
  readonly entities: ReturnType<typeof encodeEntities>;
  readonly codes?: ItemCodes;
} {
  const { D } = shape;
  const { centroids } = learnt;
  const codes =
    layout.codes && centroids
      ? { D, codes: layout.codes, centroids: decodeCentroids(encodeCentroids(centroids), D) }
      : undefined;
  fillEmptyRows(learnt.table, catalogue, D);
  const entities = encodeEntities(learnt.table, layout.R, shape.D);
  const entries = weightEntries(shape);
  const rounded = {
    weights: decodeWeights(encodeWeights(learnt.weights, entries), entries),
    table: decodeEntities(entities, layout.R, shape.D),
  };
  if (codes) writeCodedRows(rounded.table, codes);
  return { rounded, entities, ...(codes ? { codes } : {}) };
}
