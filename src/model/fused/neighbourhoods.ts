/** An item's neighbourhood, and what it was made of beside the model. */
export interface Neighbourhood {
  /** Nodes, kinds and priors of its edges, as they stand in the input. [3, M] */
  readonly words: Int32Array;
  /** Share of each edge. [M] */
  readonly shares: Float32Array;
  /** [D] */
  readonly around: Float32Array;
}

/** A few histories' worth. */
const MOST = 512;

const kept = new WeakMap<object, Map<number, Neighbourhood>>();

/**
 * Neighbourhoods of items as earlier passes made them: one more interaction, or one left out, moves the others along and
 * changes none of their neighbourhoods.
 *
 * @param model stands for the weights and the table that they are of, and lives as long
 */
export function keptNeighbourhoods(model: object): Map<number, Neighbourhood> {
  const before = kept.get(model);
  if (before && before.size < MOST) return before;
  const byItem = new Map<number, Neighbourhood>();
  kept.set(model, byItem);
  return byItem;
}

/** The items of a history that is deleted must not stay here either. */
export const forgetNeighbourhoods = (model: object): void => void kept.delete(model);
