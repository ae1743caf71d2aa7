import type { Kind } from '../../contract/interaction.ts';
import { quiet } from '../quiet.ts';
import { isObject, type Loose } from '../values.ts';
import { readEnhancedEcommerce } from './enhanced_ecommerce.ts';
import { renamedLayers } from './layer_names.ts';
import { type Push, readLines } from './lines.ts';
import { wordsOf } from './words.ts';

/** GA4's recommended events that say what a shopper did to an item. */
const KIND_OF: ReadonlyMap<unknown, Kind> = new Map(
  Object.entries({
    view_item_list: 'impression',
    view_item: 'view',
    select_item: 'select',
    add_to_cart: 'cart_add',
    remove_from_cart: 'cart_remove',
    view_cart: 'cart_view',
    begin_checkout: 'checkout',
    purchase: 'purchase',
    refund: 'refund',
    add_to_wishlist: 'wishlist',
    share: 'share',
    search: 'search',
    view_search_results: 'search',
  } as const),
);

const NOTHING: Push = { interactions: [], items: [] };

/**
 * Reads one entry of a dataLayer, as an object ({event, ecommerce}) or as what `gtag` pushes
 * (["event", name, parameters]), in the form of GA4 or of Universal Analytics before it. Alone: what earlier pushes left in GTM's merged model is not ours to
 * know.
 *
 * @param at ms since the epoch.
 * @param isItem whether the page has told of an item with this id; what else is shared may be anything.
 */
export function readPush(entry: unknown, at: number, isItem: (id: string) => boolean = () => false): Push {
  if (!isObject(entry)) return NOTHING;
  const isGtag = entry[0] === 'event';
  const kind = KIND_OF.get(isGtag ? entry[1] : entry.event);
  const { ecommerce } = entry;
  if (isObject(ecommerce) && !ecommerce.items) {
    const push = readEnhancedEcommerce(ecommerce, at);
    if (push.interactions.length > 0) return push;
  }
  if (!kind) return NOTHING;
  const given = isGtag ? entry[2] : (ecommerce ?? entry);
  const details: Loose = isObject(given) ? given : {};
  if (kind === 'search') {
    const tokens = wordsOf(details.search_term ?? entry.search_term);
    return tokens.length > 0 ? { interactions: [{ kind, at, tokens }], items: [] } : NOTHING;
  }
  // Of what is shared GA4 knows the id alone. Never `id`: beside a purchase that is the order's.
  const alone = kind === 'share' && isItem(String(details.item_id)) && { item_id: details.item_id };
  return readLines(kind, details.items ?? alone, at, details.currency);
}

/**
 * Hears every entry of the page's dataLayers, those before us included.
 *
 * @returns `attach`, to be called again when the page may have made or replaced an array or its
 *   `push`; `stop` makes it deaf.
 */
export function listenDataLayer(onEntry: (entry: unknown) => void): { attach(): void; stop(): void } {
  const hear = quiet(onEntry);
  let isOn = true;
  /** The last entry heard in each array: what stands behind it went past us. */
  const heard = new Map<string, { readonly layer: unknown[]; last: unknown }>();

  const attachTo = quiet((name: string) => {
    const layer = (window as unknown as Loose)[name];
    // Not made here when absent: whether a shop has a dataLayer is its own affair.
    if (!Array.isArray(layer)) return;
    const before = heard.get(name);
    const isSame = before?.layer === layer;
    // Tag managers cut old entries off, so the place is told by the entry, not by its number.
    if (isSame && before.last === layer.at(-1)) return;
    const missed = layer.slice(isSame ? layer.lastIndexOf(before.last) + 1 : 0);
    const now = { layer, last: layer.at(-1) };
    heard.set(name, now);
    missed.forEach(hear);
    const push = layer.push;
    // Ours stays inside whatever wraps it later (GTM does), and passes on to what was there before.
    layer.push = function (this: unknown, ...entries: unknown[]) {
      const length = push.apply(layer, entries);
      if (isOn && heard.get(name) === now) {
        now.last = layer.at(-1);
        entries.forEach(hear);
      }
      return length;
    };
  });

  return {
    attach: quiet(() => {
      if (isOn) for (const name of ['dataLayer', ...renamedLayers()]) attachTo(name);
    }),
    stop() {
      isOn = false;
    },
  };
}
