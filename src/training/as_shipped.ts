import { decodeEntities, decodeWeights, encodeEntities, encodeWeights } from '../model/folder.ts';
import { type ModelShape, weightEntries } from '../model/weights.ts';
import { fillEmptyRows } from './table.ts';
import type { Learnt } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';

/**
 * What was learnt as the device will have it: rounded to the files and back. Fills the empty rows of the learnt
 * table first, in place.
 */
export function asShipped(
  learnt: Learnt,
  { catalogue, layout }: Pick<TrainingData, 'catalogue' | 'layout'>,
  shape: ModelShape,
): { readonly rounded: Learnt; readonly entities: ReturnType<typeof encodeEntities> } {
  fillEmptyRows(learnt.table, catalogue, shape.D);
  const entities = encodeEntities(learnt.table, layout.R, shape.D);
  const entries = weightEntries(shape);
  const rounded = {
    weights: decodeWeights(encodeWeights(learnt.weights, entries), entries),
    table: decodeEntities(entities, layout.R, shape.D),
  };
  return { rounded, entities };
}
