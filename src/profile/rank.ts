import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { mix } from '../features/hashed_text.ts';
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

export interface Ranked {
  /** Item index, 1-based. */
  readonly item: number;
  readonly score: number;
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

/** The `count` best items that `keep` lets through, best first. */
export function topItems(scores: Float32Array, count: number, keep: (item: number) => boolean): Ranked[] {
  const best: Ranked[] = [];
  for (let item = 1; item < scores.length; item++) {
    const score = scores[item]!;
    const last = best[count - 1];
    if ((last !== undefined && !isBefore({ item, score }, last)) || Number.isNaN(score) || !keep(item))
      continue;
    let at = Math.min(best.length, count - 1);
    while (at > 0 && isBefore({ item, score }, best[at - 1]!)) at--;
    best.splice(at, 0, { item, score });
    if (best.length > count) best.pop();
  }
  return best;
}

/** Equal scores stand in the order of a hash: the catalogue's own order carries no information. */
function isBefore(a: Ranked, b: Ranked): boolean {
  if (a.score !== b.score) return a.score > b.score;
  return mix(a.item) < mix(b.item);
}
