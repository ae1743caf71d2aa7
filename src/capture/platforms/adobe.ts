import type { Kind } from '../../contract/interaction.ts';
import { type Push, readLines, tellPush } from '../behaviour/lines.ts';
import { wordsOf } from '../behaviour/words.ts';
import { quiet } from '../quiet.ts';
import type { Source } from '../source.ts';
import { isObject, type Loose, listOf, priceOf, textOf } from '../values.ts';

/** Measures of XDM's commerce object, and the events of Adobe Commerce's storefront. In XDM a product list is a cart. */
const KIND_OF: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    productViews: 'view',
    productListAdds: 'cart_add',
    productListRemovals: 'cart_remove',
    productListViews: 'cart_view',
    checkouts: 'checkout',
    purchases: 'purchase',
    saveForLaters: 'wishlist',
    'product-page-view': 'view',
    'add-to-cart': 'cart_add',
    'remove-from-cart': 'cart_remove',
    'shopping-cart-view': 'cart_view',
    'open-cart': 'cart_view',
    'initiate-checkout': 'checkout',
    'place-order': 'purchase',
    'search-product-click': 'select',
    'search-request-sent': 'search',
  } as const),
);

const NOTHING: Push = { interactions: [], items: [] };
const objectOf = (value: unknown): Loose => (isObject(value) ? value : {});

/**
 * Reads one entry of Adobe's client data layer: XDM (`commerce` and `productListItems`, bare or within
 * `xdm` or `eventInfo`) or an event of Adobe Commerce with its contexts. Alone: state that earlier
 * entries left is not asked for. Order, shopper and account contexts are never looked at.
 *
 * @param at ms since the epoch.
 */
export function readAdobe(entry: unknown, at: number): Push {
  const outer = objectOf(entry);
  const info = objectOf(outer.eventInfo);
  const xdm = [outer.xdm, info.xdm, info, outer]
    .map(objectOf)
    .find((each) => each.productListItems || each.commerce);
  const names = [...Object.keys(objectOf(xdm?.commerce)), textOf(xdm?.eventType), textOf(outer.event)];
  const kind = names.flatMap((name) => KIND_OF.get(name?.replace(/^commerce\./, '') ?? '') ?? [])[0];
  if (!kind) return NOTHING;
  if (kind === 'search') {
    const [unit] = listOf(objectOf(info.searchInputContext).units);
    const tokens = wordsOf(objectOf(unit).phrase);
    return tokens.length > 0 ? { interactions: [{ kind, at, tokens }], items: [] } : NOTHING;
  }
  return readLines(kind, xdm ? listOf(xdm.productListItems).map(xdmLine) : commerceLines(kind, info), at);
}

/** Hears `window.adobeDataLayer`, before its library is there and after. */
export const adobe: Source = (tell) => {
  let isOn = true;
  const layer = (window as { adobeDataLayer?: unknown }).adobeDataLayer;
  const hear = quiet((entry: unknown) => {
    if (isOn) tellPush(tell, readAdobe(entry, tell.now()));
  });
  const stop = (): void => {
    isOn = false;
  };
  if (!Array.isArray(layer)) return stop;
  let isLibraryThere = false;
  let isPlain = false;
  /** Events that were heard in the plain array, and that the library is going to repeat in their order. */
  let repeats = 0;
  const before = layer.slice();
  // The library's own way in: it calls functions, at once or as soon as it has been loaded.
  layer.push((library: { addEventListener(type: string, handle: unknown, options: object): void }) => {
    isLibraryThere = true;
    library.addEventListener(
      'adobeDataLayer:event',
      (event: unknown) => (repeats > 0 ? repeats-- : hear(event)),
      { scope: isPlain ? 'future' : 'all' },
    );
  });
  isPlain = !isLibraryThere;
  if (isPlain) {
    before.forEach(hear);
    const push = layer.push;
    layer.push = function (this: unknown, ...entries: unknown[]) {
      const length = push.apply(layer, entries);
      if (isLibraryThere) return length;
      for (const entry of entries) {
        hear(entry);
        repeats += isObject(entry) && entry.event ? 1 : 0;
      }
      return length;
    };
  }
  return stop;
};

function xdmLine(item: unknown): Loose {
  const { SKU, name, quantity, priceTotal, currencyCode, productCategories } = objectOf(item);
  const total = priceOf(priceTotal);
  return {
    id: SKU,
    name,
    quantity,
    // A total of the line.
    price: total === undefined ? undefined : total / (priceOf(quantity) || 1),
    currency: currencyCode,
    category: objectOf(listOf(productCategories)[0]).categoryPath,
  };
}

function commerceLines(kind: Kind, info: Loose): unknown[] {
  if (kind === 'select') return [{ id: info.sku }];
  const changed = listOf(objectOf(info.changedProductsContext).items);
  const cart = listOf(objectOf(info.shoppingCartContext).items);
  const lines = kind === 'purchase' ? cart : kind === 'view' ? [] : changed;
  return (lines.length > 0 ? lines.map(objectOf) : [{ product: info.productContext }]).map((line) => {
    const { sku, topLevelSku, name, pricing } = objectOf(line.product);
    const { specialPrice, minimalPrice, regularPrice, currencyCode } = objectOf(pricing);
    return {
      // A configurable product is one item, whichever of its variants is chosen: its page says so, too.
      id: topLevelSku ?? sku,
      name,
      quantity: line.quantity,
      price: specialPrice ?? minimalPrice ?? regularPrice,
      currency: currencyCode,
    };
  });
}
