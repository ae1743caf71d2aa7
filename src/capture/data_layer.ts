import { type Interaction, type Kind, parseInteraction } from '../contract/interaction.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { quiet } from './quiet.ts';
import { categoryOf, isObject, type Loose, listOf, priceOf, textOf } from './values.ts';

/** What one push says. */
export interface Push {
  readonly interactions: readonly Interaction[];
  readonly items: readonly Item[];
}

const KIND_OF: ReadonlyMap<unknown, Kind> = new Map(
  Object.entries({
    view_item: 'view',
    select_item: 'select',
    add_to_cart: 'cart_add',
    remove_from_cart: 'cart_remove',
    view_cart: 'cart_view',
    begin_checkout: 'checkout',
    purchase: 'purchase',
    add_to_wishlist: 'wishlist',
    search: 'search',
    view_search_results: 'search',
  } as const),
);

/** Kinds of a whole basket: one interaction, whatever it holds. */
const WHOLE: readonly Kind[] = ['cart_view', 'checkout'];
const COUNTED: readonly Kind[] = ['cart_add', 'cart_remove', 'purchase'];
const MAX_ITEMS = 100;
const NOTHING: Push = { interactions: [], items: [] };

/**
 * Reads one entry of a GA4 dataLayer, as an object ({event, ecommerce}) or as what `gtag` pushes
 * (["event", name, parameters]). Alone: what earlier pushes left in GTM's merged model is not ours to
 * know. Coupon, affiliation, order and user ids are never looked at.
 *
 * @param at ms since the epoch.
 */
export function readPush(entry: unknown, at: number): Push {
  if (!isObject(entry)) return NOTHING;
  const isGtag = entry[0] === 'event';
  const kind = KIND_OF.get(isGtag ? entry[1] : entry.event);
  if (!kind) return NOTHING;
  const given = isGtag ? entry[2] : (entry.ecommerce ?? entry);
  const details: Loose = isObject(given) ? given : {};
  if (kind === 'search') {
    const tokens = wordsOf(details.search_term ?? entry.search_term);
    return tokens.length > 0 ? { interactions: [{ kind, at, tokens }], items: [] } : NOTHING;
  }
  const interactions: Interaction[] = WHOLE.includes(kind) ? [{ kind, at }] : [];
  const items: Item[] = [];
  for (const line of listOf(details.items).slice(0, MAX_ITEMS).filter(isObject)) {
    const item = itemOf(line, details);
    if (!item) continue;
    items.push(item);
    if (WHOLE.includes(kind)) continue;
    const value = COUNTED.includes(kind) ? (priceOf(line.quantity) ?? 1) : undefined;
    interactions.push(parseInteraction({ kind, itemId: item.id, value }, at));
  }
  return { interactions, items };
}

/**
 * Search text as lower-cased words. What looks like an address, a number of a card or a phone is left
 * out here; the words that no item uses are left out later, where the catalogue is known.
 */
export function wordsOf(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return text
    .slice(0, 200)
    .toLowerCase()
    .split(/\s+/)
    .filter((chunk) => !chunk.includes('@') && !/\d.*\d.*\d.*\d.*\d/.test(chunk))
    .flatMap((chunk) => chunk.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    .filter((word) => word.length <= 30)
    .slice(0, 16);
}

/**
 * Hears every entry of `window.dataLayer`, those before us included.
 *
 * @returns `attach`, to be called again when the page may have made or replaced the array; `stop` makes it deaf.
 */
export function listenDataLayer(onEntry: (entry: unknown) => void): { attach(): void; stop(): void } {
  const hear = quiet(onEntry);
  let isOn = true;
  let current: unknown;
  return {
    attach: quiet(() => {
      const layer = (window as { dataLayer?: unknown }).dataLayer;
      // Not made here when absent: whether a shop has a dataLayer is its own affair.
      if (!isOn || layer === current || !Array.isArray(layer)) return;
      current = layer;
      const push = layer.push;
      // Ours stays inside whatever wraps it later (GTM does), and passes on to what was there before.
      layer.push = function (this: unknown, ...entries: unknown[]) {
        const length = push.apply(layer, entries);
        if (isOn && layer === current) for (const entry of entries) hear(entry);
        return length;
      };
      for (const entry of layer.slice()) hear(entry);
    }),
    stop() {
      isOn = false;
    },
  };
}

function itemOf(line: Loose, details: Loose): Item | undefined {
  const first = textOf(line.item_category) ?? '';
  const deeper = [2, 3, 4, 5].flatMap((depth) => textOf(line[`item_category${depth}`]) ?? []);
  const price = priceOf(line.price);
  return normaliseItem({
    id: textOf(line.item_id),
    name: textOf(line.item_name),
    brand: textOf(line.item_brand),
    category: deeper.length > 0 ? [first, ...deeper] : categoryOf(first),
    // Rounded: 19.99 - 2 must not become 17.990000000000002 in what a shopper reads.
    price: price === undefined ? undefined : Math.round((price - (priceOf(line.discount) ?? 0)) * 1e4) / 1e4,
    currency: textOf(line.currency) ?? textOf(details.currency),
    variant: textOf(line.item_variant),
  });
}
