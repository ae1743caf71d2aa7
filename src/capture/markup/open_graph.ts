import type { Loose } from '../values.ts';

const NAME = /^(?:og|product|article):(.+)/;
/** What og:type calls things; shops put a name of their own before it. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/\bproduct(?:\.item)?$/, 'Product'],
  [/\barticle$/, 'Article'],
  [/^video/, 'VideoObject'],
];

/** What the page's Open Graph tags say it is about, as a schema.org node; undefined when it is no item. */
export function readOpenGraph(root: ParentNode): Loose | undefined {
  const said = new Map<string, string>();
  for (const meta of root.querySelectorAll<HTMLMetaElement>('meta[content]')) {
    const name = NAME.exec(meta.getAttribute('property') ?? meta.name)?.[1];
    if (name && !said.has(name)) said.set(name, meta.content);
  }
  const price = said.get('sale_price:amount') ?? said.get('price:amount');
  const type = TYPES.find(([pattern]) => pattern.test(said.get('type') ?? ''))?.[1];
  if (!type && price === undefined) return undefined;
  return {
    '@type': type ?? 'Product',
    sku: said.get('retailer_item_id'),
    name: said.get('title'),
    url: said.get('url'),
    image: said.get('image'),
    brand: said.get('brand'),
    category: said.get('category') ?? said.get('section'),
    color: said.get('color'),
    size: said.get('size'),
    material: said.get('material'),
    offers: { price, priceCurrency: said.get('sale_price:currency') ?? said.get('price:currency') },
  };
}
