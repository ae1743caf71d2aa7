import type { SimulatedItem } from '../src/simulate/catalogue.ts';
import { type Html, html, json, raw } from './demo_shop_html.ts';
import { categoryUrls, type Shelves } from './demo_shop_shelves.ts';
import { type Texts, ZH_CATEGORIES } from './demo_shop_texts.ts';

/** What every page is made with. */
export interface Context {
  readonly texts: Texts;
  readonly shelves: Shelves;
  /** "http://127.0.0.1:4317": structured data wants whole addresses. */
  readonly origin: string;
  readonly url: URL;
}

/** The name of a department or leaf in the page's language. */
export const categoryName = ({ texts }: Context, name: string): string =>
  texts.lang === 'en' ? name : (ZH_CATEGORIES[name] ?? name);

export const money = ({ texts }: Context, amount: number): string =>
  new Intl.NumberFormat(texts.lang === 'en' ? 'en-US' : texts.lang, {
    style: 'currency',
    currency: 'USD',
    trailingZeroDisplay: 'stripIfInteger',
  } as Intl.NumberFormatOptions).format(amount);

export const count = ({ texts }: Context, value: number): string =>
  new Intl.NumberFormat(texts.lang).format(value);

export const picture = (item: SimulatedItem, size: number, isLazy = true): Html =>
  html`<img class="picture" src="${item.image}" alt="" width="${size}" height="${size}"${raw(isLazy ? ' loading="lazy"' : ' fetchpriority="high"')} decoding="async">`;

/** Five stars, filled to the rating; told in words to whoever does not see them. */
export function stars(context: Context, { rating, reviews }: SimulatedItem): Html {
  const label = context.texts.rated(rating.toFixed(1), count(context, reviews));
  return html`<span class="stars" role="img" aria-label="${label}" style="--rating:${rating}"></span>`;
}

export function price(context: Context, item: SimulatedItem): Html {
  if (item.listPrice === undefined) return html`<span class="price">${money(context, item.price)}</span>`;
  return html`<span class="price sale">${money(context, item.price)}</span> <s class="list-price"><span class="visually-hidden">${context.texts.was} </span>${money(context, item.listPrice)}</s>`;
}

export const discount = ({ price, listPrice }: SimulatedItem): number =>
  listPrice === undefined ? 0 : Math.round((1 - price / listPrice) * 100);

/** The item as GA4 wants it in `ecommerce.items`. */
export const analyticsItem = (item: SimulatedItem): Record<string, unknown> => ({
  item_id: item.id,
  item_name: item.name,
  item_brand: item.brand,
  item_category: item.category[0],
  item_category2: item.category[1],
  ...(item.variant === undefined ? {} : { item_variant: item.variant }),
  price: item.price,
});

export function card(context: Context, item: SimulatedItem, isLazy = true): Html {
  const off = discount(item);
  return html`<li class="card" data-item="${JSON.stringify(analyticsItem(item))}">
<a href="${item.url}">${picture(item, 280, isLazy)}${off > 0 && html`<span class="badge">−${off}%</span>`}
<span class="brand">${item.brand}</span><span class="name">${item.name}</span></a>
<p class="prices">${price(context, item)}</p>
<p class="rating">${stars(context, item)} <span aria-hidden="true">${count(context, item.reviews)}</span></p>
</li>
`;
}

/** A grid of cards. `listId` and `listName` are what analytics calls it. */
export const grid = (
  context: Context,
  items: readonly SimulatedItem[],
  listId: string,
  listName: string,
  eager = 0,
): Html =>
  html`<ul class="grid" role="list" data-list-id="${listId}" data-list-name="${listName}">
${items.map((item, i) => card(context, item, i >= eager))}</ul>`;

/** A titled row of cards with a way to see the rest. */
export const section = (
  context: Context,
  title: string,
  items: readonly SimulatedItem[],
  listId: string,
  more?: string,
): Html => html`<section class="section">
<div class="section-head"><h2>${title}</h2>${more !== undefined && html`<a href="${more}">${context.texts.seeAll}</a>`}</div>
${grid(context, items, listId, title)}
</section>`;

/** The place for a row of recommendations; empty and without height until something fills it. */
export const forYou = ({ texts }: Context): Html =>
  html`<inkling-recommendations class="for-you" count="8" heading="${texts.forYou}"></inkling-recommendations>`;

export interface Crumb {
  readonly name: string;
  readonly path: string;
}

export const breadcrumbs = (context: Context, crumbs: readonly Crumb[]): Html => {
  const links = crumbs.map(({ name, path }, i) =>
    i === crumbs.length - 1
      ? html`<li aria-current="page">${categoryName(context, name)}</li>`
      : html`<li><a href="${path}">${categoryName(context, name)}</a></li>`,
  );
  return html`<nav class="breadcrumbs" aria-label="${context.texts.youAreHere}"><ol role="list"><li><a href="/">${context.texts.home}</a></li>${links}</ol></nav>`;
};

export const breadcrumbData = (context: Context, crumbs: readonly Crumb[]): Html =>
  structuredData({
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: [{ name: 'Home', path: '/' }, ...crumbs].map(({ name, path }, i) => ({
      '@type': 'ListItem',
      position: i + 1,
      name,
      item: context.origin + path,
    })),
  });

export const productData = (context: Context, item: SimulatedItem): Html =>
  structuredData({
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: item.name,
    sku: item.id,
    description: item.description,
    image: context.origin + item.image,
    url: context.origin + item.url,
    brand: { '@type': 'Brand', name: item.brand },
    category: item.category.join(' > '),
    ...(item.variant === undefined ? {} : { color: item.variant }),
    offers: {
      '@type': 'Offer',
      price: item.price.toFixed(2),
      priceCurrency: item.currency,
      availability: 'https://schema.org/InStock',
      url: context.origin + item.url,
    },
    aggregateRating: {
      '@type': 'AggregateRating',
      ratingValue: item.rating,
      reviewCount: item.reviews,
    },
  });

const structuredData = (value: unknown): Html =>
  html`<script type="application/ld+json">${json(value)}</script>\n`;

export function itemCrumbs(item: SimulatedItem): Crumb[] {
  const [department, leaf] = categoryUrls(item);
  return [
    { name: item.category[0], path: department },
    { name: item.category[1], path: leaf },
    { name: item.name, path: item.url },
  ];
}
