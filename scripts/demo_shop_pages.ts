import { DEPARTMENTS, type Department, type SimulatedItem } from '../src/simulate/catalogue.ts';
import { type Html, html } from './demo_shop_html.ts';
import {
  analyticsItem,
  breadcrumbData,
  breadcrumbs,
  type Context,
  type Crumb,
  categoryName,
  count,
  discount,
  forYou,
  grid,
  itemCrumbs,
  money,
  picture,
  price,
  productData,
  section,
  stars,
} from './demo_shop_parts.ts';
import { departmentOf, inOrder, SORTS, type Sort, sortItems } from './demo_shop_shelves.ts';

/** What a page brings to the layout. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly description: string;
  /** Structured data and Open Graph. */
  readonly head?: Html;
  readonly body: Html;
}

const PAGE_SIZE = 24;
const HERO_PICTURES = 8;

/** The page at a path, or undefined when the path is no page of the shop. */
export function pageFor(context: Context): Page | undefined {
  const [first = '', second, third, ...rest] = context.url.pathname.split('/').slice(1);
  if (rest.length > 0) return undefined;
  if (first === 'c' && second) return categoryPage(context, second, third);
  if (first === 'item' && second && third === undefined) {
    const item = context.shelves.item(second);
    return item ? itemPage(context, item) : notFoundPage(context);
  }
  if (second !== undefined) return undefined;
  switch (first) {
    case '':
      return homePage(context);
    case 'search':
      return searchPage(context);
    case 'cart':
      return cartPage(context);
    case 'checkout':
      return checkoutPage(context);
    case 'profile':
      return profilePage(context);
    default:
      return undefined;
  }
}

function homePage(context: Context): Page {
  const { texts, shelves } = context;
  const onSale = inOrder(
    shelves.front,
    'discount',
    (a, b) => discount(b) - discount(a) || b.reviews - a.reviews,
  );
  const loved = sortItems(shelves.front, 'popular').filter(({ rating }) => rating >= 4.7);
  const faces = facesOf(sortItems(shelves.front, 'rating'));
  return {
    status: 200,
    title: `${texts.shop}: ${texts.tagline}`,
    description: texts.intro,
    body: html`<section class="hero">
<div><h1>${texts.tagline}</h1><p>${texts.intro}</p><a class="button" href="#departments">${texts.browse}</a></div>
<div class="collage" aria-hidden="true">${faces.slice(0, HERO_PICTURES).map((item) => picture(item, 160, false))}</div>
</section>
${forYou(context)}
<section class="section" id="departments"><h2>${texts.departments}</h2>
<ul class="departments" role="list">${DEPARTMENTS.map(
      (department, i) => html`<li><a href="/c/${department.slug}">${picture(faces[i]!, 96)}
<span><b>${categoryName(context, department.name)}</b>
<small>${department.leaves
        .slice(0, 3)
        .map((leaf) => categoryName(context, leaf.name))
        .join(' · ')}</small></span></a></li>
`,
    )}</ul></section>
${section(context, texts.onSale, oneEach(onSale, 10), 'sale')}
${section(context, texts.loved, oneEach(loved, 10), 'loved')}`,
  };
}

/** One item a department to stand for it; neighbours differ in colour. */
function facesOf(items: readonly SimulatedItem[]): SimulatedItem[] {
  const faces: SimulatedItem[] = [];
  for (const { name } of DEPARTMENTS) {
    const own = items.filter(({ category }) => category[0] === name);
    const recent = faces.slice(-5).map(({ hue }) => hue);
    faces.push(own.find(({ hue }) => !recent.includes(hue)) ?? own[0]!);
  }
  return faces;
}

/** The first items of different leaves, so that a row shows the breadth of the shop. */
function oneEach(items: readonly SimulatedItem[], size: number): SimulatedItem[] {
  const leaves = new Set<string>();
  return items
    .filter(({ category: [, leaf] }) => !leaves.has(leaf) && leaves.add(leaf).size <= size)
    .slice(0, size);
}

function categoryPage(context: Context, slug: string, leafSlug: string | undefined): Page {
  const { texts, shelves, url } = context;
  const department = departmentOf(slug);
  const leaf = department?.leaves.find((each) => each.slug === leafSlug);
  if (!department || (leafSlug !== undefined && !leaf)) return notFoundPage(context);
  const crumbs: Crumb[] = [
    { name: department.name, path: `/c/${department.slug}` },
    ...(leaf ? [{ name: leaf.name, path: `/c/${department.slug}/${leaf.slug}` }] : []),
  ];
  const name = categoryName(context, (leaf ?? department).name);
  const all = shelves.shelf(department.name, leaf?.name);
  const brands = [...new Set(all.map(({ brand }) => brand))].sort((a, b) => a.localeCompare(b, 'en'));
  const sort = SORTS.find((each) => each === url.searchParams.get('sort')) ?? 'popular';
  const brand = brands.find((each) => each === url.searchParams.get('brand'));
  const saleOnly = url.searchParams.has('sale');
  const shown = sortItems(all, sort).filter(
    (item) => (brand === undefined || item.brand === brand) && (!saleOnly || item.listPrice !== undefined),
  );
  const pages = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(url.searchParams.get('page'))) || 1));
  const items = shown.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return {
    status: 200,
    title: `${name} · ${texts.shop}`,
    description: `${name}: ${texts.items(all.length)}. ${texts.intro}`,
    head: breadcrumbData(context, crumbs),
    body: html`${breadcrumbs(context, crumbs)}
<div class="title"><h1>${name}</h1><p>${texts.items(shown.length)}</p></div>
${leafChips(context, department, leaf?.slug)}
${toolbar(context, brands, { sort, brand, saleOnly })}
${items.length > 0 ? grid(context, items, leaf?.slug ?? department.slug, (leaf ?? department).name, 4) : html`<p class="empty">${texts.nothingHere}</p>`}
${pages > 1 && pager(context, page, pages)}`,
  };
}

function leafChips(context: Context, department: Department, current: string | undefined): Html {
  const chip = (path: string, name: string, isCurrent: boolean): Html =>
    html`<li><a href="${path}"${isCurrent && html` aria-current="page"`}>${categoryName(context, name)}</a></li>`;
  const base = `/c/${department.slug}`;
  return html`<ul class="chips" role="list">${chip(base, context.texts.all, current === undefined)}${department.leaves.map(
    ({ slug, name }) => chip(`${base}/${slug}`, name, slug === current),
  )}</ul>`;
}

interface Filters {
  readonly sort: Sort;
  readonly brand: string | undefined;
  readonly saleOnly: boolean;
}

function toolbar({ texts }: Context, brands: readonly string[], { sort, brand, saleOnly }: Filters): Html {
  const option = (value: string, label: string, isSelected: boolean): Html =>
    html`<option value="${value}"${isSelected && html` selected`}>${label}</option>`;
  return html`<form class="toolbar" method="get" data-autosubmit>
<label>${texts.sort} <select name="sort">${SORTS.map((each) => option(each, texts.sorts[each], each === sort))}</select></label>
<label>${texts.brand} <select name="brand"><option value="">${texts.anyBrand}</option>${brands.map((each) => option(each, each, each === brand))}</select></label>
<label class="check"><input type="checkbox" name="sale" value="1"${saleOnly && html` checked`}> ${texts.saleOnly}</label>
<button class="button quiet">${texts.apply}</button>
</form>`;
}

function pager({ texts, url }: Context, page: number, pages: number): Html {
  const link = (to: number, label: string, rel: string): Html => {
    if (to < 1 || to > pages) return html`<span></span>`;
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(to));
    return html`<a class="button quiet" rel="${rel}" href="?${query.toString()}">${label}</a>`;
  };
  return html`<nav class="pager" aria-label="${texts.page(page, pages)}">${link(page - 1, texts.previous, 'prev')}<span>${texts.page(page, pages)}</span>${link(page + 1, texts.next, 'next')}</nav>`;
}

function itemPage(context: Context, item: SimulatedItem): Page {
  const { texts, shelves, origin } = context;
  const crumbs = itemCrumbs(item);
  const title = `${item.name} · ${item.brand}`;
  const brandUrl = `${crumbs[0]!.path}?brand=${encodeURIComponent(item.brand)}`;
  return {
    status: 200,
    title: `${title} · ${texts.shop}`,
    description: item.description,
    head: html`<meta property="og:type" content="product">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${item.description}">
<meta property="og:url" content="${origin + item.url}">
<meta property="og:image" content="${origin + item.image}">
<meta property="product:price:amount" content="${item.price.toFixed(2)}">
<meta property="product:price:currency" content="${item.currency}">
<link rel="canonical" href="${origin + item.url}">
${productData(context, item)}${breadcrumbData(context, crumbs)}`,
    body: html`${breadcrumbs(context, crumbs)}
<article class="item" data-item="${JSON.stringify(analyticsItem(item))}" data-url="${item.url}" data-image="${item.image}">
<div class="item-picture">${picture(item, 640, false)}${discount(item) > 0 && html`<span class="badge">−${discount(item)}%</span>`}</div>
<div class="item-facts">
<p class="brand"><a href="${brandUrl}">${item.brand}</a></p>
<h1>${item.name}</h1>
<p class="rating">${stars(context, item)} <span>${item.rating.toFixed(1)} · ${texts.reviews(count(context, item.reviews))}</span></p>
<p class="prices">${price(context, item)}</p>
<p class="description">${item.description}</p>
${item.variant !== undefined && html`<p class="variant"><span class="swatch" style="--hue:${item.hue}"></span>${texts.colour}: ${item.variant}</p>`}
<form class="buy" data-buy>
<label class="visually-hidden" for="quantity">${texts.quantity}</label>
<input id="quantity" name="quantity" type="number" min="1" max="99" value="1" inputmode="numeric">
<button class="button" type="submit">${texts.add}</button>
<button class="button quiet icon" type="button" data-wish aria-pressed="false" aria-label="${texts.wish}" title="${texts.wish}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 20.5S3.5 15.6 3.5 9.3A4.8 4.8 0 0 1 12 6.6a4.8 4.8 0 0 1 8.5 2.7c0 6.3-8.5 11.2-8.5 11.2Z"/></svg></button>
</form>
<p class="status" role="status" data-status></p>
<noscript><p>${texts.needsScript}</p></noscript>
<ul class="delivery" role="list">${texts.delivery.map((line) => html`<li>${line}</li>`)}</ul>
</div>
</article>
${section(context, texts.related, shelves.related(item, 5), 'related', crumbs[1]!.path)}
${forYou(context)}`,
  };
}

function searchPage(context: Context): Page {
  const { texts, shelves, url } = context;
  const query = (url.searchParams.get('q') ?? '').trim().slice(0, 100);
  const found = shelves.search(query).slice(0, 48);
  const title = query ? texts.results(query) : texts.search;
  return {
    status: 200,
    title: `${title} · ${texts.shop}`,
    description: texts.intro,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="title" data-search="${query}"><h1>${title}</h1>${found.length > 0 && html`<p>${texts.items(found.length)}</p>`}</div>
${
  found.length > 0
    ? grid(context, found, 'search', 'Search results', 4)
    : html`${query !== '' && html`<p class="empty">${texts.noResults}</p>`}
${grid(context, oneEach(sortItems(shelves.front, 'popular'), 10), 'loved', 'Most loved')}`
}`,
  };
}

/** Line, sums and empty state as templates: the cart itself is known to the browser only. */
function cartPage(context: Context): Page {
  const { texts } = context;
  return {
    status: 200,
    title: `${texts.cart} · ${texts.shop}`,
    description: texts.intro,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="title"><h1>${texts.cart}</h1></div>
<noscript><p class="empty">${texts.needsScript}</p></noscript>
<div class="cart" data-cart aria-live="polite"></div>
<template id="cart-line"><li class="cart-line"><a data-link><img class="picture" alt="" width="96" height="96"></a>
<div><a class="name" data-link></a><p class="brand"></p><button type="button" class="text-button" data-remove>${texts.remove}</button></div>
<label><span class="visually-hidden">${texts.quantity}</span><input type="number" min="1" max="99" inputmode="numeric"></label>
<p class="price"></p></li></template>
<template id="cart-empty"><div class="empty"><p>${texts.cartEmpty}</p><a class="button" href="/">${texts.keepShopping}</a></div></template>
<template id="cart-sums">${sums(context)}<a class="button" href="/checkout">${texts.checkout}</a></template>
${forYou(context)}`,
  };
}

function checkoutPage(context: Context): Page {
  const { texts } = context;
  const method = (value: string, label: string, cost: string, isChecked: boolean): Html =>
    html`<label class="choice"><input type="radio" name="delivery" value="${value}"${isChecked && html` checked`}><span>${label}</span><span>${cost}</span></label>`;
  return {
    status: 200,
    title: `${texts.checkout} · ${texts.shop}`,
    description: texts.intro,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="title"><h1>${texts.checkout}</h1></div>
<noscript><p class="empty">${texts.needsScript}</p></noscript>
<form class="checkout" data-checkout hidden>
<fieldset><legend>${texts.deliveryMethod}</legend>${method('standard', texts.standard, texts.free, true)}${method('express', texts.express, money(context, 9), false)}</fieldset>
${sums(context)}
<button class="button">${texts.order}</button>
<p class="note">${texts.checkoutNote}</p>
</form>
<template id="cart-empty"><div class="empty"><p>${texts.cartEmpty}</p><a class="button" href="/">${texts.keepShopping}</a></div></template>
<template id="thanks"><div class="empty" tabindex="-1"><h2>${texts.thanks}</h2><p>${texts.thanksText}</p><a class="button" href="/">${texts.keepShopping}</a></div></template>`,
  };
}

const sums = ({ texts }: Context): Html =>
  html`<dl class="sums"><div><dt>${texts.subtotal}</dt><dd data-sum="subtotal"></dd></div><div><dt>${texts.shipping}</dt><dd data-sum="shipping"></dd></div><div class="total"><dt>${texts.total}</dt><dd data-sum="total"></dd></div></dl>`;

function profilePage(context: Context): Page {
  const { texts } = context;
  return {
    status: 200,
    title: `${texts.profile} · ${texts.shop}`,
    description: texts.profileText,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<h1 class="visually-hidden">${texts.profile}</h1>
<inkling-panel></inkling-panel>`,
  };
}

export function notFoundPage(context: Context): Page {
  const { texts, shelves } = context;
  return {
    status: 404,
    title: `${texts.notFound} · ${texts.shop}`,
    description: texts.notFoundText,
    head: html`<meta name="robots" content="noindex">`,
    body: html`<div class="title"><h1>${texts.notFound}</h1><p>${texts.notFoundText}</p></div>
${grid(context, oneEach(sortItems(shelves.front, 'popular'), 5), 'loved', 'Most loved')}`,
  };
}
