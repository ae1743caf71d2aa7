import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';

/** What ranking needs of one pass of the model. */
export interface Attended {
  /** Share of each history item. [T] */
  readonly history: Float32Array;
  /** Dot product of the profile with every item. [V + 1] */
  readonly scores: Float32Array;
}

export interface Blend {
  /** Weight of the neighbour score. */
  readonly lambda: number;
  /** Weight of the attribute similarity. */
  readonly beta: number;
}

/**
 * The final score of every item:
 *
 *   s_j = profile·E_j + λ·Σᵢ aᵢ·w_ij + β·Σᵢ aᵢ·Σ_{attributes of both} idf
 *
 * with a the history attention and w the catalogue neighbours. [V + 1]; entry 0 is padding.
 */
export function blendScores(
  attended: Attended,
  input: ModelInput,
  index: Pick<CatalogueIndex, 'V' | 'graph' | 'attributes'>,
  { lambda, beta }: Blend,
): Float32Array {
  const scores = attended.scores.slice();
  addNeighbours(scores, lambda, attended.history, input, index);
  addAttributes(scores, beta, attended.history, input, index);
  return scores;
}

/** The two terms that blending adds to the model's own scores, each with weight 1. [V + 1] */
export function blendTerms(
  history: Float32Array,
  input: ModelInput,
  index: CatalogueIndex,
): { readonly neighbour: Float32Array; readonly attribute: Float32Array } {
  const neighbour = new Float32Array(index.V + 1);
  const attribute = new Float32Array(index.V + 1);
  addNeighbours(neighbour, 1, history, input, index);
  addAttributes(attribute, 1, history, input, index);
  return { neighbour, attribute };
}

function addNeighbours(
  scores: Float32Array,
  lambda: number,
  history: Float32Array,
  { T, items }: ModelInput,
  { graph: { M, neighbours, neighbourWeights } }: Pick<CatalogueIndex, 'graph'>,
): void {
  for (let t = 0; t < T; t++) {
    const item = items[t]!;
    if (item === 0) continue;
    for (let m = item * M; m < (item + 1) * M; m++)
      scores[neighbours[m]!]! += lambda * history[t]! * neighbourWeights[m]!;
  }
}

function addAttributes(
  scores: Float32Array,
  beta: number,
  history: Float32Array,
  { T, items }: ModelInput,
  { V, attributes: { offsets, attributes, idf } }: Pick<CatalogueIndex, 'V' | 'attributes'>,
): void {
  const wanted = new Float32Array(idf.length);
  for (let t = 0; t < T; t++) {
    const item = items[t]!;
    if (item === 0) continue;
    for (let a = offsets[item]!; a < offsets[item + 1]!; a++)
      wanted[attributes[a]!]! += beta * history[t]! * idf[attributes[a]!]!;
  }
  for (let item = 1; item <= V; item++)
    for (let a = offsets[item]!; a < offsets[item + 1]!; a++) scores[item]! += wanted[attributes[a]!]!;
}
