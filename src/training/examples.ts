import type { BasicContext } from '../features/basic.ts';
import { buildInput } from '../features/build_input.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import { relationRows, relationsOf } from '../features/relations.ts';
import { type Step, toSteps } from '../features/steps.ts';
import { leaveOut, type Neighbours } from './neighbours.ts';
import type { ShopperLog } from './readers.ts';

/** A shopper as the model sees one. */
export interface Shopper {
  readonly steps: readonly Step[];
  /** Entity rows of followed brands. */
  readonly relations: readonly number[];
  readonly context?: BasicContext | undefined;
}

/** One sequence to train on, and what comes next at each position. */
export interface Example {
  readonly input: ModelInput;
  /** Next item of each position, 0 = none. [T] */
  readonly targets: Int32Array;
  /** How much it counts, in (0, 1]. */
  readonly share: number;
}

/** A sequence that the model can look at. */
export interface Attendable {
  /** Positions of the input. */
  readonly width: number;
  /** Made anew at each look: the inputs of a large log would fill the heap with a million small arrays. */
  readonly input: ModelInput;
}

/** One test: a history and the new item that came next. */
export interface TestCase extends Attendable {
  /** Items of the history, oldest first. */
  readonly history: Int32Array;
  readonly target: number;
  readonly masked: ReadonlySet<number>;
}

export function toShopper({ interactions, context }: ShopperLog, index: CatalogueIndex): Shopper {
  return {
    steps: toSteps(interactions, index.indexOf),
    relations: relationRows(relationsOf(interactions), index),
    ...(context ? { context } : {}),
  };
}

export const itemsOf = (steps: readonly Step[]): Int32Array => Int32Array.from(steps, (step) => step.item);

export interface ExampleOptions {
  /** Positions of the model. */
  readonly T: number;
  /** Whether an item that was seen before may come next. */
  readonly repeats: boolean;
  /** Told of shoppers that are done. */
  readonly report?: (done: number) => void;
}

/**
 * Training examples, one a shopper with anything to predict.
 *
 * The target of a position is the next item; where repeats are left out of recommendations, the next
 * that the shopper had not seen by then, since predicting the others would be wasted.
 *
 * @param counted the shoppers' sequences as they went into the neighbour counts: left out again here
 */
export function toExamples(
  shoppers: readonly Shopper[],
  counted: readonly Int32Array[],
  neighbours: Neighbours,
  index: CatalogueIndex,
  { T, repeats, report }: ExampleOptions,
): Example[] {
  const examples = shoppers.flatMap(({ steps, relations, context }, i) => {
    report?.(i + 1);
    const share = neighbours.options.shares?.[i] ?? 1;
    const targets = repeats ? nextItems(itemsOf(steps)) : nextNewItems(itemsOf(steps));
    const length = Math.min(steps.length, targets.findLastIndex((target) => target !== 0) + 1);
    if (length === 0) return [];
    const width = bucketOf(Math.min(length, T), T);
    const used = steps.slice(Math.max(0, length - width), length);
    const input = buildInput(used, index.graph, {
      T: width,
      relations,
      context,
      neighbourWeight: leaveOut(neighbours, counted[i]!, share),
    });
    const padded = new Int32Array(width);
    padded.set(targets.subarray(length - used.length, length), width - used.length);
    return [{ input, targets: padded, share }];
  });
  return packExamples(examples);
}

/**
 * The same examples on two buffers in all. They stay for the whole training, and a collector that has to
 * walk half a million small buffers would take a third of its time.
 */
function packExamples(examples: readonly Example[]): Example[] {
  let integers = 0;
  let floats = 0;
  const arraysOf = ({ input, targets }: Example) => [...Object.values(input), targets];
  for (const array of examples.flatMap(arraysOf)) {
    if (array instanceof Int32Array) integers += array.length;
    else if (array instanceof Float32Array) floats += array.length;
  }
  const [ints, reals] = [new Int32Array(integers), new Float32Array(floats)];
  integers = 0;
  floats = 0;
  const move = <Value>(value: Value): Value => {
    if (value instanceof Int32Array) {
      ints.set(value, integers);
      integers += value.length;
      return ints.subarray(integers - value.length, integers) as Value;
    }
    if (value instanceof Float32Array) {
      reals.set(value, floats);
      floats += value.length;
      return reals.subarray(floats - value.length, floats) as Value;
    }
    return value;
  };
  return examples.map(({ input, targets, share }) => ({
    share,
    input: Object.fromEntries(
      Object.entries(input).map(([name, value]) => [name, move(value)]),
    ) as unknown as ModelInput,
    targets: move(targets),
  }));
}

/** The last new item of a shopper, to be predicted from all before it; undefined without any. */
export function toTestCase(shopper: Shopper, index: CatalogueIndex, T: number): TestCase | undefined {
  const items = itemsOf(shopper.steps);
  const at = items.findLastIndex((item, i) => items.indexOf(item) === i);
  return at < 1 ? undefined : caseAt(shopper, items, at, index, T, new Set(items.subarray(0, at)));
}

/** The item of step `at`, to be predicted from all before it. @param items of all steps */
function caseAt(
  shopper: Shopper,
  items: Int32Array,
  at: number,
  index: CatalogueIndex,
  T: number,
  masked: ReadonlySet<number>,
): TestCase {
  return {
    width: bucketOf(Math.min(at, T), T),
    get input() {
      return inputBefore(shopper, at, index, T);
    },
    history: items.slice(0, at),
    target: items[at]!,
    masked,
  };
}

/** What the model sees of a shopper before step `at`. */
export const inputBefore = (
  { steps, relations, context }: Shopper,
  at: number,
  index: CatalogueIndex,
  T: number,
): ModelInput =>
  buildInput(steps.slice(0, at), index.graph, { T: bucketOf(Math.min(at, T), T), relations, context });

/**
 * Every item but the first, to be predicted from all before it.
 * @param masksSeen whether what was seen is masked; otherwise repeats are answers too
 */
export function prefixCases(
  shopper: Shopper,
  index: CatalogueIndex,
  T: number,
  masksSeen = false,
): TestCase[] {
  const items = itemsOf(shopper.steps);
  return Array.from({ length: Math.max(0, items.length - 1) }, (_, i) =>
    caseAt(shopper, items, i + 1, index, T, masksSeen ? new Set(items.subarray(0, i + 1)) : NOTHING),
  );
}

const NOTHING: ReadonlySet<number> = new Set();

/** For each position the item after it, 0 = none. */
export const nextItems = (items: Int32Array): Int32Array => items.map((_, t) => items[t + 1] ?? 0);

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
const BUCKETS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

export const bucketOf = (length: number, T: number): number =>
  BUCKETS.find((bucket) => bucket >= length && bucket <= T) ?? T;
