import type { Interaction, Kind } from '../contract/interaction.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';

/** What is done to a course beyond looking at it. */
const TAKEN: ReadonlySet<Kind> = new Set<Kind>(['purchase', 'start', 'complete']);
/** Where these stand last, the item is not wanted again, at least for now. */
const NOT_AGAIN: ReadonlySet<Kind> = new Set<Kind>(['dislike', 'refund', 'cart_add']);
/** Kinds that decide how an item stands, until another of them: a look at it changes nothing about that. */
const DECISIVE: ReadonlySet<Kind> = new Set<Kind>([...NOT_AGAIN, ...TAKEN, 'cart_remove', 'like']);

/**
 * Items that may not be recommended, by how each stands with the shopper:
 *
 * - disliked or given back: never again, until it is liked, bought or put into the cart after all;
 * - lying in the cart: not now;
 * - bought, or seen in any other way, which is reading for an article: only where repeats are wanted. In most shops
 *   they are not; where the log repeats (coffee, cat food, songs) the model says so;
 * - a course: only what is done to it counts, because people look at one several times before they take it. Begun or
 *   paid for: only where repeats are wanted; finished: never again.
 *
 * Having stood in a list (`impression`) is not having been seen: it would empty every list by itself.
 * What was a gift or somebody else's counts too: it is known all the same.
 *
 * @param interactions oldest first
 * @param index        says which item an id or alias names, if the model knows it, and what it is
 * @returns item indices
 */
export function hiddenItems(
  interactions: readonly Interaction[],
  index: Pick<CatalogueIndex, 'indexOf' | 'presetOf'>,
  wantsRepeats: boolean,
): Set<number> {
  const isCourse = (item: number) => index.presetOf(item) === 'course';
  const standing = new Map<number, Kind>();
  for (const { itemId, kind } of interactions) {
    const item = itemId === undefined ? undefined : index.indexOf(itemId);
    if (item === undefined || kind === 'impression') continue;
    const before = standing.get(item);
    if (before === undefined) standing.set(item, kind);
    // Finished is finished, and no like un-begins a course.
    else if (isCourse(item) && (before === 'complete' || (kind === 'like' && TAKEN.has(before)))) continue;
    else if (DECISIVE.has(kind)) standing.set(item, kind);
  }
  const hidden = new Set<number>();
  for (const [item, kind] of standing) {
    const isOver = NOT_AGAIN.has(kind) || (isCourse(item) && kind === 'complete');
    if (isOver || (!wantsRepeats && (!isCourse(item) || TAKEN.has(kind)))) hidden.add(item);
  }
  return hidden;
}
