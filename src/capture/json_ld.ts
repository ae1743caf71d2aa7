import { type Item, normaliseItem } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import { presetOfPage, presetsOf } from './item_types.ts';
import { canonical, pathOf, pictureOf } from './url.ts';
import { categoryOf, isObject, type Loose, listOf, nameOf, priceOf, textOf } from './values.ts';

/** What a page's JSON-LD says it offers. */
export interface PageProducts {
  readonly items: readonly Item[];
  /** THE product of the page; absent on lists, carts and pages that sell nothing. */
  readonly main?: Item;
  /** The main product states this very address: it cannot be a left-over of the page before. */
  readonly isStatedHere?: boolean;
  /** What the items are; absent where there are none. */
  readonly preset?: Preset | undefined;
}

const SELECTOR = 'script[type="application/ld+json"]';
const CRUMBS = /(?:^|[/:#])BreadcrumbList$/;
const HOME = /^(?:home(?: ?page)?|start(?:seite)?|accueil|inicio|首页)$/i;
/** Deeper nesting is a cycle of somebody's generator, not a shop. */
const MAX_DEPTH = 8;

/** The raw text of all blocks: equal text means that nothing new is to be read. */
export const jsonLdText = (root: ParentNode = document): string =>
  [...root.querySelectorAll(SELECTOR)].map((script) => script.textContent).join('\n');

/**
 * Reads every item of the page. A malformed block is skipped alone; the others still count.
 * @param wanted what the site offers; without it what this page offers is read
 */
export function readJsonLd(root: ParentNode = document, wanted?: Preset): PageProducts {
  const found: Found = { products: [], crumbs: [] };
  for (const script of root.querySelectorAll(SELECTOR)) {
    try {
      collect(JSON.parse(script.textContent ?? ''), false, 0, found);
    } catch {
      // Shops ship broken JSON daily; what the other blocks say is still true.
    }
  }
  const preset = wanted ?? presetOfPage(found.products);
  const products = preset ? found.products.filter(({ presets }) => presets.includes(preset)) : [];
  const here = pathOf(location.href);
  const isHere = ({ node }: Found['products'][number]): boolean =>
    canonical(addressOf(node)) === canonical(here);
  const alone = products.filter((product) => !product.isListed);
  const main = alone.length === 1 ? alone[0] : alone.find(isHere);
  const items: Item[] = [];
  let mainItem: Item | undefined;
  for (const product of products) {
    const item = itemOf(
      product.node,
      preset !== 'shop' && preset,
      product === main ? { here, crumbs: found.crumbs } : undefined,
    );
    if (!item) continue;
    items.push(item);
    if (product === main) mainItem = item;
  }
  if (!mainItem || !main) return { items, preset };
  return { items, preset, main: mainItem, isStatedHere: isHere(main) };
}

interface Found {
  /** `isListed`: stands inside an ItemList or beside another product, so it is not what the page is about. */
  readonly products: {
    readonly node: Loose;
    readonly isListed: boolean;
    readonly presets: readonly Preset[];
  }[];
  readonly crumbs: Loose[];
}

function collect(value: unknown, isListed: boolean, depth: number, found: Found): void {
  if (depth > MAX_DEPTH) return;
  for (const node of listOf(value)) {
    if (Array.isArray(node)) collect(node, isListed, depth + 1, found);
    else if (isObject(node)) collectNode(node, isListed, depth + 1, found);
  }
}

function collectNode(node: Loose, isListed: boolean, depth: number, found: Found): void {
  const within = (names: readonly string[], areListed: boolean): void => {
    for (const name of names) collect(node[name], areListed, depth, found);
  };
  const type = node['@type'];
  const presets = presetsOf(type);
  if (listOf(type).some((name) => CRUMBS.test(String(name)))) found.crumbs.push(node);
  else if (presets.length > 0) {
    found.products.push({ node, isListed, presets });
    within(['isRelatedTo', 'isSimilarTo', 'isAccessoryOrSparePartFor'], true);
  } else {
    within(['@graph', 'mainEntity', 'breadcrumb', 'item'], isListed);
    within(['itemListElement'], true);
  }
}

/**
 * @param preset given for what is not sold: it has an author or teacher in place of a brand, a section in place of a category
 * @param page given for the page's main product only: its path and breadcrumbs speak for that one alone
 */
function itemOf(
  node: Loose,
  preset: Preset | false | undefined,
  page?: { readonly here: string | undefined; readonly crumbs: readonly Loose[] },
): Item | undefined {
  const offers = offersOf(node.offers);
  const offer = offers[0] ?? {};
  const url = addressOf(node) ?? page?.here;
  const name = (preset && textOf(node.headline)) || textOf(node.name);
  const first = (values: readonly unknown[]) => values.map(nameOf).find(Boolean);
  const brand = preset ? [node.author, node.creator, node.provider, node.publisher] : [];
  const own = listOf(
    node.category ?? (preset && first([node.articleSection, node.about, node.genre])),
  ).flatMap((part) => categoryOf(nameOf(part) ?? ''));
  const category = own.length > 0 ? own : page && breadcrumbOf(page.crumbs, name, page.here);
  const variant = [node.color, node.size, node.material].flatMap((part) => nameOf(part) ?? []);
  const image = listOf(node.image ?? node.thumbnailUrl)[0];
  return normaliseItem({
    id:
      [node.sku, node.productID, node.productGroupID, node.mpn, offer.sku].map(textOf).find(Boolean) ??
      canonical(url),
    name,
    brand: first([node.brand, node.manufacturer, ...brand]),
    category,
    price: offers.flatMap((each) => offerPrice(each) ?? [])[0],
    currency: offers.flatMap((each) => offerCurrency(each) ?? [])[0],
    variant: variant.join(' / '),
    url,
    image: pictureOf(isObject(image) ? (image.url ?? image.contentUrl) : image),
    preset: preset || undefined,
  });
}

/** Offer, array of Offer or AggregateOffer, as one flat list; an AggregateOffer's own low price comes first. */
function offersOf(value: unknown): Loose[] {
  return listOf(value)
    .filter(isObject)
    .flatMap((offer) => [offer, ...listOf(offer.offers).filter(isObject)]);
}

const specifications = (offer: Loose): Loose[] => listOf(offer.priceSpecification).filter(isObject);

const offerPrice = (offer: Loose): number | undefined =>
  [offer.price, offer.lowPrice, ...specifications(offer).map(({ price }) => price)].flatMap(
    (price) => priceOf(price) ?? [],
  )[0];

const offerCurrency = (offer: Loose): string | undefined =>
  textOf(offer.priceCurrency) ?? textOf(specifications(offer)[0]?.priceCurrency);

const addressOf = (node: Loose): string | undefined =>
  pathOf(node.url) ?? pathOf(node['@id']) ?? pathOf(idOf(node.mainEntityOfPage));

const idOf = (value: unknown): unknown => (isObject(value) ? value['@id'] : value);

/** The names between Home and the item itself. */
function breadcrumbOf(
  crumbs: readonly Loose[],
  name: string | undefined,
  here: string | undefined,
): string[] {
  const trails = crumbs.map((list) => {
    const steps = listOf(list.itemListElement)
      .filter(isObject)
      .map((step) => ({
        position: Number(step.position) || 0,
        name: textOf(step.name) ?? nameOf(step.item),
        path: pathOf(isObject(step.item) ? (step.item['@id'] ?? step.item.url) : (step.item ?? step.url)),
      }))
      .sort((a, b) => a.position - b.position);
    return steps.filter((step, i) => {
      const isHome = i === 0 && (step.path === '/' || HOME.test(step.name ?? ''));
      // By convention the last step is the page itself, and may go without an address.
      const isSelf =
        i === steps.length - 1 &&
        (step.path === undefined ||
          canonical(step.path) === canonical(here) ||
          step.name?.toLowerCase() === name?.toLowerCase());
      return !isHome && !isSelf;
    });
  });
  const longest = trails.reduce<(typeof trails)[number]>((a, b) => (b.length > a.length ? b : a), []);
  return longest.flatMap((step) => step.name ?? []);
}
