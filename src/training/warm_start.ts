import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { carryOver } from './carry_over.ts';
import type { Previous } from './previous.ts';
import { assembleTable, type TableLayout } from './table.ts';
import { fitAttributes } from './table_fit.ts';
import type { LoopOptions, Parameters } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';

/** Share of the learning rate: from where a model ended, long steps would lead away for nothing. */
const RATE = 0.2;

/** The loop's options for going on from a previous model, or for beginning with the centroids that codes came with. */
export function startingOptions<Options extends LoopOptions>(
  options: Options,
  { index, layout, assigned }: TrainingData,
  previous: Previous | undefined,
): Options {
  if (previous)
    return {
      ...options,
      learningRate: RATE * options.learningRate,
      warmStart: (parameters: Parameters) => warmStart(parameters, previous, index, layout),
    };
  if (!assigned) return options;
  return {
    ...options,
    warmStart: (parameters: Parameters) => parameters.get('centroids')!.set(assigned.centroids),
  };
}

/**
 * Sets freshly drawn parameters to where the previous model ended, so that training goes on in its space and
 * the kept codebook's rows go on meaning what they meant. Changes the arrays in place; call it before the
 * first step.
 *
 * Why not train anew and rotate (orthogonal Procrustes, Schönemann 1966): the profile would have to be
 * rotated, or every weight that sees the width D. Layer norms take the mean over D away and scale each
 * dimension by a gain, which no rotation commutes with; and the table is both what the encoder reads and what
 * the profile is compared with. A rotation in the folder would reach the device as another file and another
 * product in the release path. And two trainings differ by more than a rotation: rotated, more shoppers change
 * their row than from a warm start.
 *
 * Attributes and ids are not in a folder, only their sums; they are fitted to them (`fitAttributes`). Items,
 * brands and categories that the previous model lacks start where a cold training has them.
 */
function warmStart(
  parameters: Parameters,
  { folder, trained, index }: Previous,
  current: CatalogueIndex,
  layout: TableLayout,
): void {
  for (const [name, values] of folder.weights) {
    const own = parameters.get(name);
    if (own?.length === values.length) own.set(values);
  }
  const { D } = folder.manifest;
  const { table, isKnown } = carryOver(trained.entities, D, index, current);

  const fitted = fitAttributes(table, isKnown, layout);
  const attributes = parameters.get('attributes')!;
  for (let at = 0; at < fitted.length; at += D) {
    const row = fitted.subarray(at, at + D);
    if (row.some((value) => value !== 0)) attributes.set(row, at);
  }
  const { V } = layout;
  const ids = parameters.get('ids')!;
  const explained = assembleTable({ ids: new Float32Array(V * D), attributes }, layout);
  for (let item = 1; item <= V; item++) {
    if (!isKnown[item]) continue;
    for (let d = item * D; d < (item + 1) * D; d++) ids[d - D] = table[d]! - explained[d]!;
  }
}
