import { layOutTable, type TableLayout } from './table.ts';
import type { Trained } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';

/** Rows of brands and tags are sums of attributes and nothing else: they bind more than an item does. */
const EXACT_WEIGHT = 100;
/** Holds attributes of few rows back, which would otherwise swallow what is their items' own. */
const RIDGE = 1;
const SWEEPS = 30;

/**
 * Attribute embeddings behind a finished table, whose rows are their sums plus, for items, an id embedding:
 *
 *   min_a  Σ_r w_r |E_r - Σ_{s in r} a_s|² + ridge · Σ_s |a_s|²
 *
 * by Gauss-Seidel, one attribute after the other. A model folder holds the table alone; this is how a new
 * item gets a vector from it, and how training goes on from it.
 *
 * @param table   [R, D]
 * @param isKnown 1 for each row of the layout that the table has; the others are left out. [R]
 * @returns [A + 1, D]; row 0 is never used
 */
export function fitAttributes(
  table: Float32Array,
  isKnown: Uint8Array,
  { V, R, A, slots, S }: TableLayout,
): Float32Array {
  const D = table.length / R;
  const rowsOf: number[][] = Array.from({ length: A + 1 }, () => []);
  for (let at = 0; at < slots.length; at++) {
    const row = Math.floor(at / S);
    if (slots[at] !== 0 && isKnown[row]) rowsOf[slots[at]!]!.push(row);
  }
  const attributes = new Float32Array((A + 1) * D);
  const left = table.slice(); // what the attributes do not explain yet
  const step = new Float64Array(D);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    rowsOf.forEach((rows, attribute) => {
      if (rows.length === 0) return;
      const own = attributes.subarray(attribute * D, (attribute + 1) * D);
      let weights = RIDGE;
      for (let d = 0; d < D; d++) step[d] = -RIDGE * own[d]!;
      for (const row of rows) {
        const weight = row > V ? EXACT_WEIGHT : 1;
        weights += weight;
        for (let d = 0; d < D; d++) step[d]! += weight * left[row * D + d]!;
      }
      for (let d = 0; d < D; d++) own[d]! += step[d]! / weights;
      for (const row of rows) for (let d = 0; d < D; d++) left[row * D + d]! -= step[d]! / weights;
    });
  }
  return attributes;
}

/**
 * Attribute embeddings of which items that come later are made: as learnt, or, where items have codes and attributes
 * took no part in them, fitted to what was learnt. [A + 1, D]
 */
export function attributesOfItems({
  learnt,
  data: { catalogue, attributes, layout },
}: {
  readonly learnt: Trained;
  readonly data: Pick<TrainingData, 'catalogue' | 'attributes' | 'layout'>;
}): Float32Array {
  if (!layout.codes) return learnt.attributes;
  const summed = layOutTable(catalogue, attributes, layout.ownIds);
  // Rows of brands and tags were not learnt as sums of what their items are.
  return fitAttributes(learnt.table, new Uint8Array(summed.R).fill(1, 1, 1 + summed.V), summed);
}
