import type { Interaction, Kind } from '../contract/interaction.ts';

/** Where these stand last, the item is not wanted again, at least for now. */
const NOT_AGAIN: ReadonlySet<Kind> = new Set<Kind>(['dislike', 'refund', 'cart_add']);
/** Kinds that decide how an item stands, until another of them: a look at it changes nothing about that. */
const DECISIVE: ReadonlySet<Kind> = new Set<Kind>([...NOT_AGAIN, 'cart_remove', 'purchase', 'like']);

/**
 * Items that may not be recommended, by how each stands with the shopper:
 *
 * - disliked or given back: never again, until it is liked, bought or put into the cart after all;
 * - lying in the cart: not now;
 * - bought, or seen in any other way: only where repeats are wanted. In most shops they are not; where the
 *   log repeats (coffee, cat food, songs) the model says so.
 *
 * Having stood in a list (`impression`) is not having been seen: it would empty every list by itself.
 * What was a gift or somebody else's counts too: it is known all the same.
 *
 * @param interactions oldest first
 * @param indexOf      item index of an id or alias, or undefined when the model does not know it
 * @returns item indices
 */
export function hiddenItems(
  interactions: readonly Interaction[],
  indexOf: (itemId: string) => number | undefined,
  wantsRepeats: boolean,
): Set<number> {
  const standing = new Map<number, Kind>();
  for (const { itemId, kind } of interactions) {
    const item = itemId === undefined ? undefined : indexOf(itemId);
    if (item === undefined || kind === 'impression') continue;
    if (DECISIVE.has(kind) || !standing.has(item)) standing.set(item, kind);
  }
  const hidden = new Set<number>();
  for (const [item, kind] of standing) if (!wantsRepeats || NOT_AGAIN.has(kind)) hidden.add(item);
  return hidden;
}
