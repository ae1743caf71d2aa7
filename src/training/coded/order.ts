import { SPLITS } from '../../model/coded/codes.ts';

export interface OrderOptions {
  /** [V, SPLITS] */
  readonly codes: Uint8Array;
  /** How much each item is wanted, in any unit. [V] */
  readonly popularity: ArrayLike<number>;
  /** Number of each item's leaf category; any number for those without one. [V] */
  readonly leaves: ArrayLike<number>;
  /** Items of the pool. */
  readonly pool: number;
}

/**
 * The order of a large catalogue: the most wanted first, and within them and the rest those of one leaf together, then
 * those of like codes, so that a cell holds items that lie close together. Ties stand as given: shuffle before.
 * @returns items by place, 0-based. [V]
 */
export function orderForCells({ codes, popularity, leaves, pool }: OrderOptions): Int32Array {
  const V = codes.length / SPLITS;
  const byWish = Int32Array.from({ length: V }, (_, i) => i).sort((a, b) => popularity[b]! - popularity[a]!);
  const isCloser = (a: number, b: number): number => {
    if (leaves[a] !== leaves[b]) return leaves[a]! - leaves[b]!;
    for (let split = 0; split < SPLITS; split++) {
      const difference = codes[a * SPLITS + split]! - codes[b * SPLITS + split]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  byWish.subarray(0, pool).sort(isCloser);
  byWish.subarray(pool).sort(isCloser);
  return byWish;
}
