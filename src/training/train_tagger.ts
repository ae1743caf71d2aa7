import type { Item } from '../contract/item.ts';
import { type Tagger, tagOf, tokenBuckets } from '../features/tagger.ts';
import { Prng } from '../simulate/prng.ts';
import { categoryPrefixes } from './attributes.ts';

const BUCKETS = 8192;
/** A rarer path is learnt as what it lies under. */
const MIN_ITEMS = 4;
const MAX_CLASSES = 1024;
/** More would not teach what these do not; keeps a large shop's training to seconds. */
const MAX_ITEMS = 20_000;
/** Weights that are shipped: with a byte or two each, some tens of kB. */
const MAX_WEIGHTS = 24_000;
const EPOCHS = 16;
const STEP = 0.5;
const DECAY = 1e-3;
/** Share of the items that is held out to judge. */
const HELD_OUT = 0.1;

/** How the tagger does on items that it was not trained on, beside always saying the most frequent path. */
export interface TaggerQuality {
  /** Items held out. */
  readonly tests: number;
  /** Share that gets a tag of any depth. */
  readonly coverage: number;
  /** Share of those whose tag is their category or lies above it. */
  readonly accuracy: number;
  /** Share of all that gets its whole path, and gets it right. */
  readonly wholePath: number;
  /** Share whose department is right, of those with a tag. */
  readonly department: number;
  /** Share right of always saying the most frequent whole path, and the most frequent department. */
  readonly frequentPath: number;
  readonly frequentDepartment: number;
}

/** Trains on nine tenths of the items with a category and judges on the rest. */
export function judgeTagger(items: readonly Item[], seed: number): TaggerQuality {
  const shuffled = new Prng(seed).shuffle(items.filter(({ category }) => category?.length));
  const tests = Math.max(1, Math.round(HELD_OUT * shuffled.length));
  const [held, rest] = [shuffled.slice(0, tests), shuffled.slice(tests)];
  const tagger = trainTagger(rest, seed);
  let tagged = 0;
  let right = 0;
  let whole = 0;
  let departments = 0;
  for (const item of held) {
    const truth = item.category!;
    const tag = tagOf(item, tagger)?.category;
    if (!tag) continue;
    tagged++;
    if (tag[0] === truth[0]) departments++;
    if (tag.some((name, depth) => name !== truth[depth])) continue;
    right++;
    if (tag.length === truth.length) whole++;
  }
  const share = (match: (item: Item) => boolean) => held.filter(match).length / tests;
  const path = mostFrequent(rest.map(({ category }) => category!.join(' > ')));
  const department = mostFrequent(rest.map(({ category }) => category![0]!));
  return {
    tests,
    coverage: tagged / tests,
    accuracy: right / Math.max(1, tagged),
    wholePath: whole / tests,
    department: departments / Math.max(1, tagged),
    frequentPath: share(({ category }) => category!.join(' > ') === path),
    frequentDepartment: share(({ category }) => category![0] === department),
  };
}

/**
 * The tagger of the items that have a category: stochastic gradient descent with AdaGrad steps (Duchi et
 * al. 2011) on the cross-entropy, then all but the largest weights dropped. The same for the same items and seed.
 */
export function trainTagger(items: readonly Item[], seed: number): Tagger {
  const prng = new Prng(seed);
  const used = prng.shuffle(items.filter(({ category }) => category?.length)).slice(0, MAX_ITEMS);
  const { paths, classOf } = nameClasses(used);
  const C = paths.length;
  const examples = used.flatMap((item) => {
    const target = classOf(item);
    return target === undefined ? [] : [{ target, buckets: tokenBuckets(item, BUCKETS) }];
  });
  const weights = new Float32Array(BUCKETS * C); // [B, C]
  const squares = new Float32Array(BUCKETS * C).fill(1);
  const bias = new Float32Array(C);
  const odds = new Float32Array(C);
  for (const { target } of examples) bias[target]!++;
  for (let c = 0; c < C; c++) bias[c] = Math.log(bias[c]! / examples.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { target, buckets } of prng.shuffle([...examples])) {
      odds.set(bias);
      for (const b of buckets) for (let c = 0; c < C; c++) odds[c]! += weights[b * C + c]!;
      softmax(odds);
      odds[target]! -= 1; // the gradient of the logits
      for (const b of buckets) {
        for (let c = 0, at = b * C; c < C; c++, at++) {
          const gradient = odds[c]! + DECAY * weights[at]!;
          squares[at]! += gradient * gradient;
          weights[at]! -= (STEP * gradient) / Math.sqrt(squares[at]!);
        }
      }
    }
  }
  return keepLargest(weights, bias, paths);
}

function softmax(values: Float32Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > highest) highest = value;
  let total = 0;
  for (let c = 0; c < values.length; c++) total += values[c] = Math.exp(values[c]! - highest);
  for (let c = 0; c < values.length; c++) values[c]! /= total;
}

/** The most frequent paths that enough items have, and which of them, or above which, an item lies. */
function nameClasses(items: readonly Item[]): {
  paths: string[];
  classOf: (item: Item) => number | undefined;
} {
  const counts = new Map<string, number>();
  for (const item of items)
    for (const path of categoryPrefixes(item)) counts.set(path, (counts.get(path) ?? 0) + 1);
  const paths = [...counts.keys()]
    .filter((path) => counts.get(path)! >= MIN_ITEMS)
    .sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1))
    .slice(0, MAX_CLASSES);
  const known = new Map(paths.map((path, c) => [path, c]));
  const lookUp = (item: Item) => {
    const path = categoryPrefixes(item).findLast((prefix) => known.has(prefix));
    return path === undefined ? undefined : known.get(path)!;
  };
  // Only what is somebody's class: a department whose items all lie deeper needs no weights.
  const chosen = [...new Set(items.flatMap((item) => lookUp(item) ?? []))].sort((a, b) => a - b);
  const renumbered = new Map(chosen.map((c, i) => [c, i]));
  return {
    paths: chosen.map((c) => paths[c]!),
    classOf: (item) => renumbered.get(lookUp(item) ?? -1),
  };
}

/** The tagger with the largest weights, rounded to bytes as it will be shipped. */
function keepLargest(dense: Float32Array, bias: Float32Array, paths: readonly string[]): Tagger {
  const C = bias.length;
  const sizes = dense
    .filter((weight) => weight !== 0)
    .map(Math.abs)
    .sort();
  const least = sizes[Math.max(0, sizes.length - MAX_WEIGHTS)] ?? 0;
  const step = (sizes.at(-1) ?? 0) / 127 || 1;
  const classes: number[] = [];
  const weights: number[] = [];
  const offsets = new Int32Array(BUCKETS + 1);
  for (let b = 0; b < BUCKETS; b++) {
    for (let c = 0; c < C; c++) {
      const weight = Math.round(dense[b * C + c]! / step);
      if (weight === 0 || Math.abs(dense[b * C + c]!) < least) continue;
      classes.push(c);
      weights.push(Math.fround(weight * step));
    }
    offsets[b + 1] = classes.length;
  }
  return { paths, bias, offsets, classes: Uint16Array.from(classes), weights: Float32Array.from(weights) };
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<[string, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['', 0],
  )[0];
}
