import type { BuildOptions } from './build_input.ts';
import {
  EDGE_KINDS,
  type EdgeKind,
  type ItemGraph,
  type ModelInput,
  NEIGHBOUR_EDGES,
} from './model_input.ts';
import type { Step } from './steps.ts';

/** Edges to an earlier step of the sequence. */
const TO_STEPS: ReadonlySet<number> = new Set(
  (['previous', 'sameBrand', 'sameCategory'] as const).map((kind) => EDGE_KINDS.indexOf(kind)),
);

/** Weight of the edge to an item on a shared wishlist, or whose review was read, beside that to a followed brand. */
const ITEM_RELATION = 0.5;

/** Writes the edges of the item at position t: catalogue neighbours, then earlier items of the sequence. */
export function addEdges(
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
  for (const array of [input.edges, input.edgeKinds, input.edgePriors]) array.fill(0, slot, end);
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

/** Whether the item at position t is joined to a step with one of these items. */
export function joinsAny(
  { M, edges, edgeKinds }: ModelInput,
  t: number,
  items: ReadonlySet<number>,
): boolean {
  for (let m = t * M; m < (t + 1) * M; m++) {
    if (items.has(edges[m]!) && TO_STEPS.has(edgeKinds[m]!)) return true;
  }
  return false;
}
