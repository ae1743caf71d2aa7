import { invalid } from '../../contract/error.ts';
import { type Kind, parseInteraction } from '../../contract/interaction.ts';
import type { LogEntry, Loose } from './entry.ts';

/** GA4's events that are interactions; every other (page_view, user_engagement ...) is none. */
const KIND_OF: ReadonlyMap<unknown, Kind> = new Map(
  Object.entries({
    view_item: 'view',
    view_item_list: 'impression',
    select_item: 'select',
    add_to_cart: 'cart_add',
    remove_from_cart: 'cart_remove',
    add_to_wishlist: 'wishlist',
    view_cart: 'cart_view',
    begin_checkout: 'checkout',
    purchase: 'purchase',
    refund: 'refund',
    search: 'search',
    view_search_results: 'search',
  } as const),
);

/** Kinds of a whole basket or page: one interaction, whatever it holds. */
const WHOLE: ReadonlySet<Kind> = new Set<Kind>(['cart_view', 'checkout', 'search']);

/** Whether an object or a list of columns is of GA4's export to BigQuery. */
export const isGa4 = (names: Iterable<string>): boolean => {
  const known = new Set(names);
  return GA4_COLUMNS.every((name) => known.has(name));
};

export const GA4_COLUMNS = ['event_name', 'event_timestamp', 'user_pseudo_id'] as const;

/**
 * The interactions of one event; undefined for an event that is none. `user_pseudo_id` becomes the entry's
 * shopper and goes no further. Of the items only the id is read.
 *
 * @throws InklingError `invalid-argument`
 */
export function readGa4Event(event: Loose): LogEntry[] | undefined {
  const kind = KIND_OF.get(event.event_name);
  if (!kind) return undefined;
  const { user_pseudo_id: shopper, items } = event;
  // Absent where the shopper refused analytics: nothing groups such events, so nothing is learnt from them.
  if (typeof shopper !== 'string' || shopper === '') throw invalid('user_pseudo_id is missing');
  // BigQuery writes microseconds, and 64-bit integers as text in JSON.
  const micros = Number(event.event_timestamp);
  if (!Number.isFinite(micros)) throw invalid('event_timestamp is no number of microseconds');
  const at = Math.floor(micros / 1000);
  if (WHOLE.has(kind)) return [{ shopper, interaction: parseInteraction({ kind }, at) }];
  const ids = (Array.isArray(items) ? items : [])
    .map((item: unknown) => (item as Loose | null)?.item_id)
    .filter((id) => id !== undefined && id !== null && id !== '' && id !== NOT_SET);
  if (ids.length === 0) throw invalid(`items is empty, must hold an item_id for an event of this kind`);
  return ids.map((itemId) => ({ shopper, interaction: parseInteraction({ kind, itemId }, at) }));
}

const NOT_SET = '(not set)';
