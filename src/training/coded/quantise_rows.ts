import { layOutTable } from '../table.ts';
import type { TrainSettings } from '../train.ts';
import type { TrainingData } from '../training_data.ts';
import type { Assigned } from './assign_codes.ts';
import { productQuantise } from './product_quantise.ts';

/** Codes of the items that a table of vectors holds. @param table [R, D] */
export const quantiseRows = (
  table: Float32Array,
  V: number,
  { shape: { D }, seed }: Pick<TrainSettings, 'shape' | 'seed'>,
): Assigned => productQuantise(table.subarray(D, (V + 1) * D), D, seed);

/** The same data, of items that have codes. */
export const withCodes = (data: TrainingData, assigned: Assigned): TrainingData => ({
  ...data,
  assigned,
  layout: layOutTable(data.catalogue, data.attributes, data.layout.ownIds, 0, assigned.codes),
});
