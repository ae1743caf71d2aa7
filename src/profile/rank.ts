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
  const { graph, attributes } = index;
  const scores = attended.scores.slice();
  const wanted = new Float32Array(attributes.idf.length);
  for (let t = 0; t < input.T; t++) {
    const item = input.items[t]!;
    const share = attended.history[t]!;
    if (item === 0 || share === 0) continue;
    for (let m = item * graph.M; m < (item + 1) * graph.M; m++) {
      scores[graph.neighbours[m]!]! += lambda * share * graph.neighbourWeights[m]!;
    }
    for (let a = attributes.offsets[item]!; a < attributes.offsets[item + 1]!; a++) {
      const attribute = attributes.attributes[a]!;
      wanted[attribute]! += beta * share * attributes.idf[attribute]!;
    }
  }
  for (let item = 1; item <= index.V; item++) {
    for (let a = attributes.offsets[item]!; a < attributes.offsets[item + 1]!; a++) {
      scores[item]! += wanted[attributes.attributes[a]!]!;
    }
  }
  return scores;
}

/** The two terms that blending adds to the model's own scores, each with weight 1. [V + 1] */
export function blendTerms(
  history: Float32Array,
  input: ModelInput,
  index: CatalogueIndex,
): { readonly neighbour: Float32Array; readonly attribute: Float32Array } {
  const silent = { history, scores: new Float32Array(index.V + 1) };
  return {
    neighbour: blendScores(silent, input, index, { lambda: 1, beta: 0 }),
    attribute: blendScores(silent, input, index, { lambda: 0, beta: 1 }),
  };
}
