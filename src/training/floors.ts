import type { NeighbourTable } from '../model/folder.ts';

/** What a model must beat: scores of all items, [V + 1], from the items of a history, oldest first. */
export type Floor = (history: ArrayLike<number>) => Float32Array;

/** Each item by how often it occurs; the same for everyone. */
export function popularityFloor(occurrences: ArrayLike<number>): Floor {
  const scores = Float32Array.from(occurrences);
  return () => scores;
}

const QUERY_DECAY = 0.7;

/**
 * Sequential rules: each history item's neighbours by weight, fading by .7 from one to the next.
 * Uses the same public table as the model, so it is what attention must add to.
 *
 * @param weigh replaces a weight; for training shoppers, the weight without their own transitions
 */
export function rulesFloor(
  { neighbours, weights }: NeighbourTable,
  V: number,
  M: number,
  weigh: (item: number, neighbour: number, weight: number) => number = (_item, _neighbour, weight) => weight,
): Floor {
  return (history) => {
    const scores = new Float32Array(V + 1);
    for (let i = 0; i < history.length; i++) {
      const item = history[i]!;
      const decay = QUERY_DECAY ** (history.length - 1 - i);
      for (let m = item * M; m < (item + 1) * M; m++) {
        const neighbour = neighbours[m]!;
        if (neighbour !== 0) scores[neighbour]! += decay * weigh(item, neighbour, weights[m]!);
      }
    }
    return scores;
  };
}
