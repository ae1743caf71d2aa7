import type { Kind } from '../../contract/interaction.ts';
import { readLines, tellPush } from '../behaviour/lines.ts';
import { wordsOf } from '../behaviour/words.ts';
import { quiet } from '../quiet.ts';
import type { Source } from '../source.ts';
import { isObject, type Loose, listOf, textOf } from '../values.ts';

/** Where a product was seen without being what the page is about. */
const LISTS = ['collection', 'search', 'recommendation'];

/** `gid://shopify/Product/17` or 17 as "17". */
const idOf = (gid: unknown): string | undefined => textOf(gid)?.replace(/^gid:\/\/.*\//, '');
const objectOf = (value: unknown): Loose => (isObject(value) ? value : {});

/**
 * Shopify's standard storefront events, and forms that put something into the cart. Notes, discount
 * codes, addresses and attributes have events and fields of their own, and are never listened to.
 *
 * Shopify sells variants, while a page's markup may name the product by another id: what belongs to
 * the product of this page is told under the id that its view was.
 */
export const shopify: Source = (tell) => {
  const handlers: Record<string, (event: Loose) => void> = {
    'product:view': ({ context, product }) => {
      const { id, title, vendor, productType, selectedVariant } = objectOf(product);
      const { sku, price } = objectOf(selectedVariant);
      const isListed = LISTS.includes(String(context));
      const line = {
        id: isListed ? idOf(id) : (tell.about().itemId ?? textOf(sku) ?? idOf(id)),
        name: title,
        brand: vendor,
        category: productType,
        price: objectOf(price).amount,
      };
      const currency = objectOf(price).currencyCode;
      tellPush(tell, readLines(isListed ? 'impression' : 'view', line, tell.now(), currency));
    },
    'product:select': ({ product }) =>
      one('variant', tell.about().itemId ?? idOf(objectOf(product).id), tell.now()),
    'cart:lines-update': ({ action, lines, promise }) => {
      const kind: Kind | undefined = { add: 'cart_add', remove: 'cart_remove' }[String(action)] as Kind;
      if (!kind) return;
      const at = tell.now();
      const told = listOf(lines).flatMap((line) => (isObject(line) ? [{ ...line }] : []));
      // The event comes before the answer of the shop, which may refuse.
      void Promise.resolve(promise).then(
        quiet((answer) => {
          if (listOf(objectOf(answer).userErrors).length > 0) return;
          // Of a removal most themes name the line of the cart alone: nobody here knows what it held.
          for (const { merchandiseId, quantity } of told) one(kind, variantOf(merchandiseId), at, quantity);
        }),
        () => undefined, // refused, or overtaken by another change: nothing was done
      );
    },
    'cart:view': () => tellPush(tell, readLines('cart_view', [], tell.now())),
    'search:update': ({ search }) => words('search', [objectOf(search).query]),
    'collection:update': ({ productFilters }) =>
      words(
        'filter',
        listOf(productFilters).flatMap((filter) => {
          const { productType, productVendor, tag, variantOption } = objectOf(filter);
          return [productType, productVendor, tag, objectOf(variantOption).value];
        }),
      ),
  };

  /** An item of which nothing but its id is known: the page, or the catalogue, tells the rest. */
  const one = (kind: Kind, itemId: string | undefined, at: number, quantity: unknown = 1): void => {
    for (const { value } of itemId === undefined
      ? []
      : readLines(kind, { id: itemId, quantity }, at).interactions)
      tell.interaction({ kind, itemId: itemId as string, at, ...(value === undefined ? {} : { value }) });
  };
  const words = (kind: Kind, texts: readonly unknown[]): void => {
    const tokens = texts.flatMap(wordsOf);
    if (tokens.length > 0) tell.interaction({ kind, at: tell.now(), tokens });
  };
  /** The item that a variant is of: this page's, where Shopify's own list of its variants has it. */
  const variantOf = (gid: unknown): string | undefined => {
    const id = idOf(gid);
    const { meta } = objectOf((window as { ShopifyAnalytics?: unknown }).ShopifyAnalytics);
    const { variants } = objectOf(objectOf(meta).product);
    const isHere = listOf(variants).some((variant) => idOf(objectOf(variant).id) === id);
    return (isHere ? tell.about().itemId : undefined) ?? id;
  };

  const stops = Object.entries(handlers).map(([name, handle]) => {
    const heard = quiet((event: Event) => handle(event as unknown as Loose));
    document.addEventListener(`shopify:${name}`, heard);
    return () => document.removeEventListener(`shopify:${name}`, heard);
  });
  const submitted = quiet((event: Event) => {
    const form = event.target as HTMLFormElement;
    if (!/\/cart\/add(\.js)?$/.test(new URL(form.action).pathname)) return;
    const data = new FormData(form);
    one('cart_add', variantOf(data.get('id')), tell.now(), data.get('quantity') ?? 1);
  });
  // In the capturing phase: themes stop the form and send it themselves.
  document.addEventListener('submit', submitted, true);
  return () => {
    for (const stop of stops) stop();
    document.removeEventListener('submit', submitted, true);
  };
};
