import { buildInput } from '../features/build_input.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import { followedNames, type Step, toSteps } from '../features/steps.ts';
import { leaveOut, type Neighbours } from './neighbours.ts';
import type { ShopperLog } from './readers.ts';

/** A shopper as the model sees one. */
export interface Shopper {
  readonly steps: readonly Step[];
  /** Entity rows of followed brands. */
  readonly relations: readonly number[];
}

/** One sequence to train on, and what comes next at each position. */
export interface Example {
  readonly input: ModelInput;
  /** Next new item of each position, 0 = none. [T] */
  readonly targets: Int32Array;
}

/** One test: a history and the new item that came next. */
export interface TestCase {
  readonly input: ModelInput;
  /** Items of the history, oldest first. */
  readonly history: Int32Array;
  readonly target: number;
  readonly masked: ReadonlySet<number>;
}

export function toShopper({ interactions }: ShopperLog, index: CatalogueIndex): Shopper {
  return {
    steps: toSteps(interactions, index.indexOf),
    relations: followedNames(interactions)
      .map((name) => index.brandRow(name))
      .filter((row) => row !== 0),
  };
}

export const itemsOf = (steps: readonly Step[]): Int32Array => Int32Array.from(steps, (step) => step.item);

/**
 * Training examples, one a shopper with anything to predict.
 *
 * The target of a position is the next item that the shopper had not seen by then: repeats are left
 * out of recommendations, so predicting them would be wasted.
 *
 * @param counted the shoppers' sequences as they went into the neighbour counts: left out again here
 */
export function toExamples(
  shoppers: readonly Shopper[],
  counted: readonly Int32Array[],
  neighbours: Neighbours,
  index: CatalogueIndex,
  T: number,
): Example[] {
  return shoppers.flatMap(({ steps, relations }, i) => {
    const targets = nextNewItems(itemsOf(steps));
    const length = Math.min(steps.length, targets.findLastIndex((target) => target !== 0) + 1);
    if (length === 0) return [];
    const width = bucketOf(Math.min(length, T), T);
    const used = steps.slice(Math.max(0, length - width), length);
    const input = buildInput(used, index.graph, {
      T: width,
      relations,
      neighbourWeight: leaveOut(neighbours, counted[i]!),
    });
    const padded = new Int32Array(width);
    padded.set(targets.subarray(length - used.length, length), width - used.length);
    return [{ input, targets: padded }];
  });
}

/** The last new item of a shopper, to be predicted from all before it; undefined without any. */
export function toTestCase(shopper: Shopper, index: CatalogueIndex, T: number): TestCase | undefined {
  const items = itemsOf(shopper.steps);
  const at = items.findLastIndex((item, i) => items.indexOf(item) === i);
  if (at < 1) return undefined;
  const history = items.slice(0, at);
  const width = bucketOf(Math.min(at, T), T);
  return {
    input: buildInput(shopper.steps.slice(0, at), index.graph, { T: width, relations: shopper.relations }),
    history,
    target: items[at]!,
    masked: new Set(history),
  };
}

/** For each position the first later item that does not occur up to it, 0 = none. */
export function nextNewItems(items: Int32Array): Int32Array {
  const seen = new Set<number>();
  return items.map((item, t) => {
    seen.add(item);
    for (let later = t + 1; later < items.length; later++) {
      if (!seen.has(items[later]!)) return items[later]!;
    }
    return 0;
  });
}

/** Widths that sequences are padded to, so that a batch holds little padding. */
const BUCKETS = [4, 8, 16, 24, 32];

export const bucketOf = (length: number, T: number): number =>
  BUCKETS.find((bucket) => bucket >= length && bucket <= T) ?? T;
