import {
  BASIC_SLOTS,
  type BasicContext,
  clockRows,
  contextRows,
  PRICE_BANDS,
  priceRow,
  visitRow,
} from './basic.ts';
import {
  GROUPS,
  type ItemGraph,
  type ModelInput,
  NEIGHBOUR_EDGES,
  RELATION_SLOTS,
  SESSION_EDGES,
} from './model_input.ts';
import { addEdges, joinsAny } from './session_edges.ts';
import { type Step, stepKind } from './steps.ts';

export interface BuildOptions {
  /** Positions; older steps are cut. */
  readonly T: number;
  /**
   * Entity rows of what the shopper relates to, most recent first: followed brands, which are a feature group and
   * edges, and items, which are edges alone.
   */
  readonly relations?: readonly number[];
  /** What the browser, or the log, tells of the visit; nothing by default. */
  readonly context?: BasicContext | undefined;
  /**
   * Replaces a neighbour's weight, 0 = no edge. Training passes the weight without the shopper's own
   * transitions (leave-user-out), or a position would see its own answer.
   */
  readonly neighbourWeight?: (item: number, neighbour: number, weight: number) => number;
  /**
   * For a release: basic information and relations are gated to 0, so that a release speaks of
   * behaviour alone.
   */
  readonly behaviourOnly?: boolean;
}

/** An input, and what it was built from: the next one may begin with it. */
export interface BuiltInput {
  readonly input: ModelInput;
  /** The steps of its positions. */
  readonly steps: readonly Step[];
  /** How many there were in all. */
  readonly length: number;
  readonly graph: ItemGraph;
  readonly options: BuildOptions;
  /** Time of day and week; its formatter is dear to make. */
  readonly clock: (at: number) => readonly number[];
}

/**
 * The model's input for one sequence of steps, oldest first.
 *
 * Causal: row t holds nothing of the steps after t, so that training may use every position.
 * An edge of a session joins an item to earlier items only.
 */
export const buildInput = (steps: readonly Step[], graph: ItemGraph, options: BuildOptions): ModelInput =>
  extendInput(undefined, steps, graph, options).input;

/**
 * What `buildInput` builds, bit for bit, from the input before where it can: what is still in it moves to the left, and
 * only new or changed steps are written anew. Those that joined a step which has left look for another.
 *
 * @param before of any history; when it does not begin this one everything is built
 */
export function extendInput(
  before: BuiltInput | undefined,
  allSteps: readonly Step[],
  graph: ItemGraph,
  options: BuildOptions,
): BuiltInput {
  const { T, context = {} } = options;
  const M = Math.min(graph.M, NEIGHBOUR_EDGES) + SESSION_EDGES;
  const steps = allSteps.slice(-T);
  const { length } = allSteps;
  const begun = before && beginsWith(before, allSteps, graph, options) ? before : undefined;
  const shift = begun ? length - begun.length : T;
  /** The array of before, moved to the left. @param width numbers a position */
  const moved = <A extends Int32Array | Float32Array>(array: A, of: A | undefined, width: number): A => {
    if (of) array.set(of.subarray(shift * width));
    return array;
  };
  const all = options.behaviourOnly ? [] : (options.relations ?? []);
  const followed = all.filter((row) => row > graph.V).slice(0, RELATION_SLOTS);
  const related = [...followed, ...all.filter((row) => row <= graph.V)];
  const old = begun?.input;
  const input: ModelInput = {
    T,
    M,
    items: moved(new Int32Array(T), old?.items, 1),
    kinds: moved(new Int32Array(T), old?.kinds, 1),
    gaps: moved(new Int32Array(T), old?.gaps, 1),
    mask: moved(new Float32Array(T), old?.mask, 1),
    tags: moved(new Int32Array(T), old?.tags, 1),
    edges: moved(new Int32Array(T * M), old?.edges, M),
    edgeKinds: moved(new Int32Array(T * M), old?.edgeKinds, M),
    edgePriors: moved(new Float32Array(T * M), old?.edgePriors, M),
    basic: moved(new Int32Array(T * BASIC_SLOTS), old?.basic, BASIC_SLOTS),
    relations: Int32Array.from({ length: RELATION_SLOTS }, (_, i) => followed[i] ?? 0),
    present: new Float32Array(T * GROUPS.length),
  };
  const start = T - steps.length;
  const clock = begun?.clock ?? clockRows(context.timeZone);
  const fixed = contextRows(context);
  const cut = length - steps.length;
  /** Steps from here on are new, or not what they were. */
  const fresh = begun ? keptOf(begun, allSteps) - cut : 0;
  /** Items whose steps have left. */
  const gone = new Set(
    begun?.steps.slice(0, Math.max(0, cut - begun.length + begun.steps.length)).map(({ item }) => item),
  );
  let hasTag = false;
  let priced = 0;
  let bandSum = 0;
  steps.forEach((step, i) => {
    const t = start + i;
    const previous = steps[i - 1];
    input.gaps[t] = gapBucket(previous === undefined ? undefined : step.at - previous.at);
    if (i >= fresh) {
      input.items[t] = step.item;
      input.kinds[t] = stepKind(step);
      input.mask[t] = 1;
      input.tags[t] = graph.tagRow[step.item]!;
      input.basic.set([0, 0, ...clock(step.at), ...fixed], t * BASIC_SLOTS);
    }
    if (i >= fresh || joinsAny(input, t, gone))
      addEdges(input, t, steps, i, graph, related, options.neighbourWeight);

    // What holds of all steps so far changes for each when the oldest has left.
    hasTag ||= input.tags[t] !== 0;
    const band = graph.priceBand[step.item]!;
    if (band > 0) {
      priced++;
      bandSum += band;
    }
    const meanBand = priced > 0 ? Math.min(PRICE_BANDS, Math.round(bandSum / priced)) : 0;
    const isFirst = step.session === steps[0]!.session;
    input.basic.set([priceRow(meanBand), visitRow(isFirst)], t * BASIC_SLOTS);
    input.present.set(
      [options.behaviourOnly ? 0 : 1, 1, hasTag ? 1 : 0, followed.length > 0 ? 1 : 0],
      t * GROUPS.length,
    );
  });
  return { input, steps, length, graph, options, clock };
}

/** Upper bounds of the gap buckets 1..7, milliseconds; bucket 0 is the first interaction. */
const GAP_BOUNDS_MS = [10_000, 60_000, 10 * 60_000, 30 * 60_000, 86_400_000, 7 * 86_400_000];

/** Bucket of the time since the previous interaction; 0 when there is none. */
export function gapBucket(gapMs: number | undefined): number {
  if (gapMs === undefined) return 0;
  const bucket = GAP_BOUNDS_MS.findIndex((bound) => gapMs < bound);
  return 1 + (bucket === -1 ? GAP_BOUNDS_MS.length : bucket);
}

/** Whether an input is of the same beginning: all but the last of its steps, which a later look may fold into, are there. */
function beginsWith(
  { steps, length, graph, options }: BuiltInput,
  now: readonly Step[],
  nowGraph: ItemGraph,
  nowOptions: BuildOptions,
): boolean {
  const shift = now.length - length;
  const offset = length - steps.length;
  return (
    graph === nowGraph &&
    shift >= 0 &&
    shift < nowOptions.T &&
    options.neighbourWeight === nowOptions.neighbourWeight &&
    JSON.stringify(options) === JSON.stringify(nowOptions) &&
    steps.every((step, i) => i === steps.length - 1 || isSameStep(step, now[offset + i]!))
  );
}

/** How many steps are what they were. */
function keptOf({ steps, length }: BuiltInput, now: readonly Step[]): number {
  const last = steps.at(-1);
  return last === undefined || isSameStep(last, now[length - 1]!) ? length : length - 1;
}

const isSameStep = (a: Step, b: Step): boolean =>
  a.item === b.item && a.kind === b.kind && a.at === b.at && a.session === b.session;
