import type { Item } from '../contract/item.ts';
import { hash, words } from './hashed_text.ts';

/**
 * Multinomial logistic regression from an item's words to the shop's category paths, for items that bring
 * no category. C classes, B buckets that tokens are hashed into.
 */
export interface Tagger {
  /** Category path of each class, joined by " > ". [C] */
  readonly paths: readonly string[];
  readonly bias: Float32Array; // [C]
  /** What a token of bucket b says stands at [offsets[b], offsets[b + 1]). [B + 1] */
  readonly offsets: Int32Array;
  readonly classes: Uint16Array;
  readonly weights: Float32Array;
}

/** Below it an item gets no tag: a wrong one would tell a shopper of an interest that is none. */
const MIN_PROBABILITY = 0.6;

/**
 * Distinct buckets of an item's tokens: words of its name (Han and kana as pairs of characters), the last
 * of them once more, because that is where a name says what a thing is, and the brand as one token.
 */
export function tokenBuckets({ name, brand }: Pick<Item, 'name' | 'brand'>, B: number): number[] {
  const list = words(name);
  const tokens = [...list, `last ${list.at(-1)}`, `brand ${words(brand ?? '').join(' ')}`];
  return [...new Set(tokens.map((token) => hash(token) % B))];
}

/** Probability of each class. [C] */
export function classProbabilities(item: Pick<Item, 'name' | 'brand'>, tagger: Tagger): Float32Array {
  const { bias, offsets, classes, weights } = tagger;
  const logits = bias.slice();
  for (const bucket of tokenBuckets(item, offsets.length - 1)) {
    for (let i = offsets[bucket]!; i < offsets[bucket + 1]!; i++) logits[classes[i]!]! += weights[i]!;
  }
  const highest = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp(logit - highest));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return odds.map((value) => value / total);
}

/** A category that nobody told, and how sure it is. */
export interface Tag {
  /** Widest first. */
  readonly category: readonly string[];
  /** In [MIN_PROBABILITY, 1]. */
  readonly confidence: number;
}

/** What a tagger says of an item: one that may be either of two kinds of lamp is a lamp. */
export const tagOf = (item: Pick<Item, 'name' | 'brand'>, tagger: Tagger): Tag | undefined =>
  sharedCategory(
    Array.from(classProbabilities(item, tagger), (probability, c) => [tagger.paths[c]!, probability]),
  );

/**
 * The deepest category path under which enough of the weight lies, all together; undefined when not even a
 * department has enough.
 */
export function sharedCategory(
  weighed: readonly (readonly [path: string, weight: number])[],
): Tag | undefined {
  const sums = new Map<string, number>();
  let total = 0;
  for (const [path, weight] of weighed) {
    total += weight;
    let prefix = '';
    for (const part of path.split(' > ')) {
      prefix += prefix && ' > ';
      prefix += part;
      sums.set(prefix, (sums.get(prefix) ?? 0) + weight);
    }
  }
  let best = '';
  // A path is longer than what it lies under, and no two beside each other can both pass one half.
  for (const [path, sum] of sums)
    if (sum >= MIN_PROBABILITY * total && path.length > best.length) best = path;
  return best === '' ? undefined : { category: best.split(' > '), confidence: sums.get(best)! / total };
}
