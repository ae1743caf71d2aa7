import type { Interest } from '../contract/worker_api.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import type { Explainer } from './reasons.ts';

/** Interests weaker than this share are not told: they would be noise. */
const MIN_SHARE = 0.02;
/** Softmax temperature over cosines: how decided the profile's half of a bar looks. */
const TEMPERATURE = 0.2;
const MAX_TOPICS = 12;

/** Unit vectors of the mean item of every tag. [tags, D] */
export function tagCentroids(index: CatalogueIndex, entities: Float32Array, D: number): Float32Array {
  const { cards, tags } = index.catalogue;
  const sums = new Float32Array(tags.length * D);
  cards.forEach((card, i) => {
    for (const tag of card.tagIndices) {
      for (let d = 0; d < D; d++) sums[tag * D + d]! += entities[(i + 1) * D + d]!;
    }
  });
  for (let tag = 0; tag < tags.length; tag++) normaliseInPlace(sums.subarray(tag * D, (tag + 1) * D));
  return sums;
}

export interface ProfileInputs {
  readonly index: CatalogueIndex;
  /** From `tagCentroids`. */
  readonly centroids: Float32Array;
  /** The profile, any length. [D] */
  readonly profile: Float32Array;
  readonly input: ModelInput;
  /** Share of each history item. [T] */
  readonly history: Float32Array;
  readonly explainer: Explainer;
  /** What the shopper's own word makes of a category's share; 1 where nothing was said. */
  readonly weightOf?: ((path: string) => number) | undefined;
}

/**
 * The interests that a profile shows, strongest first. A category's share is the mean of two: how much
 * of the history attention lies in it (what the profile is made from), and a softmax of the cosine
 * between the profile and the category's mean item (where it points). The first holds an older
 * interest that the second, which leans to the latest step, would lose. One that no interaction
 * supports is never told, however near it lies.
 */
export function interests(inputs: ProfileInputs): { departments: Interest[]; topics: Interest[] } {
  const { index, input } = inputs;
  const touched = new Set<number>();
  for (const item of input.items) {
    if (item > 0) for (const tag of index.card(item).tagIndices) touched.add(tag);
  }
  const { tags } = index.catalogue;
  const departments = [...touched].filter((tag) => tags[tag]!.depth === 1);
  const topics = [...touched].filter((tag) => tags[tag]!.depth > 1 && isLeaf(tag, touched, tags));
  return {
    departments: shares(departments, inputs),
    topics: shares(topics, inputs).slice(0, MAX_TOPICS),
  };
}

function shares(candidates: readonly number[], inputs: ProfileInputs): Interest[] {
  const { index, explainer, weightOf = () => 1 } = inputs;
  const attended = toShares(candidates.map((tag) => attentionOn(tag, inputs)));
  const pointed = toShares(candidates.map((tag) => Math.exp((cosineTo(tag, inputs) - 1) / TEMPERATURE)));
  const told = toShares(
    candidates.map((tag, i) => weightOf(index.catalogue.tags[tag]!.path) * (attended[i]! + pointed[i]!)),
  );
  return candidates
    .map((tag, i): Interest => {
      const { path } = index.catalogue.tags[tag]!;
      const share = told[i]!;
      return { path, department: path.split(' > ')[0]!, share, reasons: explainer.ofTag(tag) };
    })
    .filter((interest) => interest.share >= MIN_SHARE && interest.reasons.length > 0)
    .sort((a, b) => b.share - a.share || (a.path < b.path ? -1 : 1));
}

function attentionOn(tag: number, { index, input, history }: ProfileInputs): number {
  let sum = 0;
  input.items.forEach((item, t) => {
    // A category that was guessed counts as much as the guess is sure.
    if (item > 0 && index.card(item).tagIndices.includes(tag))
      sum += history[t]! * (index.card(item).tagConfidence ?? 1);
  });
  return sum;
}

function cosineTo(tag: number, { centroids, profile }: ProfileInputs): number {
  const D = profile.length;
  const unit = normaliseInPlace(profile.slice());
  let cosine = 0;
  for (let d = 0; d < D; d++) cosine += unit[d]! * centroids[tag * D + d]!;
  return cosine;
}

/** Scaled to sum to 1; all 0 when they sum to 0. */
function toShares(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 0));
}

/** True when no touched tag lies below it: "Beauty > Hair" is no topic beside "Beauty > Hair > Shampoo". */
function isLeaf(
  tag: number,
  touched: ReadonlySet<number>,
  tags: CatalogueIndex['catalogue']['tags'],
): boolean {
  const prefix = `${tags[tag]!.path} > `;
  return ![...touched].some((other) => tags[other]!.path.startsWith(prefix));
}

/** Scales to unit length; leaves a zero vector, and one with NaN, as it is. */
export function normaliseInPlace(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d]! /= length;
  return vector;
}
