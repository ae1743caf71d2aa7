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
  EDGE_KINDS,
  type EdgeKind,
  GROUPS,
  type ItemGraph,
  type ModelInput,
  NEIGHBOUR_EDGES,
  RELATION_SLOTS,
  SESSION_EDGES,
} from './model_input.ts';
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

/**
 * The model's input for one sequence of steps, oldest first.
 *
 * Causal: row t holds nothing of the steps after t, so that training may use every position.
 * An edge of a session joins an item to earlier items only.
 */
export function buildInput(allSteps: readonly Step[], graph: ItemGraph, options: BuildOptions): ModelInput {
  const { T } = options;
  const M = Math.min(graph.M, NEIGHBOUR_EDGES) + SESSION_EDGES;
  const steps = allSteps.slice(-T);
  const all = options.behaviourOnly ? [] : (options.relations ?? []);
  const followed = all.filter((row) => row > graph.V).slice(0, RELATION_SLOTS);
  const related = [...followed, ...all.filter((row) => row <= graph.V)];
  const input: ModelInput = {
    T,
    M,
    items: new Int32Array(T),
    kinds: new Int32Array(T),
    gaps: new Int32Array(T),
    mask: new Float32Array(T),
    tags: new Int32Array(T),
    edges: new Int32Array(T * M),
    edgeKinds: new Int32Array(T * M),
    edgePriors: new Float32Array(T * M),
    basic: new Int32Array(T * BASIC_SLOTS),
    relations: Int32Array.from({ length: RELATION_SLOTS }, (_, i) => followed[i] ?? 0),
    present: new Float32Array(T * GROUPS.length),
  };
  const start = T - steps.length;
  const { context = {} } = options;
  const fixed = contextRows(context);
  const clock = clockRows(context.timeZone);
  let hasTag = false;
  let priced = 0;
  let bandSum = 0;
  steps.forEach((step, i) => {
    const t = start + i;
    const previous = steps[i - 1];
    input.items[t] = step.item;
    input.kinds[t] = stepKind(step);
    input.gaps[t] = gapBucket(previous === undefined ? undefined : step.at - previous.at);
    input.mask[t] = 1;
    input.tags[t] = graph.tagRow[step.item]!;
    addEdges(input, t, steps, i, graph, related, options.neighbourWeight);

    hasTag ||= input.tags[t] !== 0;
    const band = graph.priceBand[step.item]!;
    if (band > 0) {
      priced++;
      bandSum += band;
    }
    const meanBand = priced > 0 ? Math.min(PRICE_BANDS, Math.round(bandSum / priced)) : 0;
    const isFirst = step.session === steps[0]!.session;
    input.basic.set([priceRow(meanBand), visitRow(isFirst), ...clock(step.at), ...fixed], t * BASIC_SLOTS);
    input.present.set(
      [options.behaviourOnly ? 0 : 1, 1, hasTag ? 1 : 0, followed.length > 0 ? 1 : 0],
      t * GROUPS.length,
    );
  });
  return input;
}

/** Weight of the edge to an item on a shared wishlist, or whose review was read, beside that to a followed brand. */
const ITEM_RELATION = 0.5;

/** Upper bounds of the gap buckets 1..7, milliseconds; bucket 0 is the first interaction. */
const GAP_BOUNDS_MS = [10_000, 60_000, 10 * 60_000, 30 * 60_000, 86_400_000, 7 * 86_400_000];

/** Bucket of the time since the previous interaction; 0 when there is none. */
export function gapBucket(gapMs: number | undefined): number {
  if (gapMs === undefined) return 0;
  const bucket = GAP_BOUNDS_MS.findIndex((bound) => gapMs < bound);
  return 1 + (bucket === -1 ? GAP_BOUNDS_MS.length : bucket);
}

/** Adds the edges of the item at position t: catalogue neighbours, then earlier items of the sequence. */
function addEdges(
  input: ModelInput,
  t: number,
  steps: readonly Step[],
  i: number,
  graph: ItemGraph,
  relations: readonly number[],
  neighbourWeight: BuildOptions['neighbourWeight'],
): void {
  const { item } = steps[i]!;
  let slot = t * input.M;
  const end = slot + input.M;
  const add = (row: number, kind: EdgeKind, weight: number) => {
    if (row === 0 || slot >= end || !(weight > 0)) return;
    input.edges[slot] = row;
    input.edgeKinds[slot] = EDGE_KINDS.indexOf(kind);
    input.edgePriors[slot] = Math.log(weight);
    slot++;
  };
  for (let m = 0; m < Math.min(graph.M, NEIGHBOUR_EDGES); m++) {
    const neighbour = graph.neighbours[item * graph.M + m]!;
    if (neighbour === 0) break;
    const weight = graph.neighbourWeights[item * graph.M + m]!;
    add(neighbour, 'neighbour', neighbourWeight ? neighbourWeight(item, neighbour, weight) : weight);
  }
  const isOther = (step: Step) => step.item !== item;
  const earlier = steps.slice(0, i);
  const previous = earlier.findLast(isOther);
  const brand = graph.brandRow[item]!;
  const tag = graph.tagRow[item]!;
  if (previous) add(previous.item, 'previous', 1);
  const sameBrand = earlier.findLast(
    (step) => isOther(step) && brand !== 0 && graph.brandRow[step.item] === brand,
  );
  if (sameBrand) add(sameBrand.item, 'sameBrand', 1);
  const sameTag = earlier.findLast((step) => isOther(step) && tag !== 0 && graph.tagRow[step.item] === tag);
  if (sameTag) add(sameTag.item, 'sameCategory', 1);
  // A followed brand first; else the latest item of the same category that the shopper relates to.
  const relation = relations.find(
    (row) => row === brand || (row <= graph.V && row !== item && tag !== 0 && graph.tagRow[row] === tag),
  );
  if (relation) add(relation, 'relation', relation > graph.V ? 1 : ITEM_RELATION);
}
