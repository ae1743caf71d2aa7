import { type Item, normaliseItem } from '../../contract/item.ts';
import type { Preset } from '../../contract/preset.ts';
import { canonical, isThisAddress, pathOf, pictureOf } from '../url.ts';
import { categoryOf, isObject, type Loose, listOf, nameOf, priceOf, textOf } from '../values.ts';

/** A schema.org node that is an item, whatever syntax it was written in. */
export interface ProductNode {
  readonly node: Loose;
  /** What sites that offer such things are. */
  readonly presets: readonly Preset[];
  /** Stands inside an ItemList or beside another product, so it is not what the page is about. */
  readonly isListed?: boolean | undefined;
  /** Of a ProductGroup: what it comes in. */
  readonly variants?: readonly Loose[];
  /** The group that it is a variant of. */
  readonly group?: Loose | undefined;
}

/** What the page says beside its main product, for that one alone. */
export interface PageSays {
  readonly here: string | undefined;
  /** From its breadcrumbs. */
  category(name: string | undefined): readonly string[];
}

/**
 * @param preset what is offered: articles and courses have an author in place of a brand, a section in place of a category
 * @param page given for the page's main product only, for what it leaves out
 */
export function itemOf(
  { node, variants = [], group = {} }: ProductNode,
  preset: Preset,
  page?: PageSays,
): Item | undefined {
  const isSold = preset === 'shop';
  const offers = [node, ...variants].flatMap((each) => offersOf(each.offers));
  const chosen = variants.find((each) => [each, ...offersOf(each.offers)].some(isChosen));
  // The price of what this very address chooses, else of what comes first.
  const asked = [...(chosen ? offersOf(chosen.offers) : []), ...offers.filter(isChosen), ...offers];
  const url = addressOf(node) ?? page?.here;
  const name = firstOf(nameOf, isSold ? undefined : node.headline, node.name, group.name);
  const category = listOf(
    node.category ??
      group.category ??
      (isSold ? [] : firstOf(nameOf, node.articleSection, node.about, node.genre)),
  ).flatMap((part) => categoryOf(nameOf(part) ?? ''));
  const { color, size, material } = chosen ?? node;
  const image = listOf(node.image ?? node.thumbnailUrl ?? chosen?.image)[0];
  return normaliseItem({
    id: idOf(node) ?? firstOf(textOf, offers[0]?.sku) ?? canonical(url),
    name,
    brand: firstOf(
      nameOf,
      node.brand,
      node.manufacturer,
      group.brand,
      group.manufacturer,
      ...(isSold ? [] : [node.author, node.creator, node.provider, node.publisher]),
    ),
    category: category.length > 0 ? category : page?.category(name),
    price: firstOf(priceOf, ...asked.flatMap(pricesOf)),
    currency: firstOf(
      textOf,
      ...asked.flatMap((offer) => [offer, ...specificationsOf(offer)]).map((each) => each.priceCurrency),
    ),
    variant: [color, size, material].flatMap((part) => nameOf(part) ?? []).join(' / '),
    url,
    image: pictureOf(isObject(image) ? (image.url ?? image.contentUrl) : image),
    preset: isSold ? undefined : preset,
  });
}

/** The id that the shop itself states. */
export const idOf = (node: Loose): string | undefined =>
  firstOf(textOf, node.sku, node.productID, node.productGroupID, node.mpn, node.courseCode);

/** The path of the item's own page. */
export const addressOf = (node: Loose): string | undefined =>
  firstOf(
    (value) => pathOf(isObject(value) ? value['@id'] : value),
    node.url,
    node['@id'],
    node.mainEntityOfPage,
  );

/** Of values, or lists of them, the first that means something. */
function firstOf<T>(read: (value: unknown) => T | undefined, ...values: readonly unknown[]): T | undefined {
  for (const value of values.flatMap(listOf)) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Offer, array of Offer or AggregateOffer, as one flat list; an AggregateOffer's own low price comes first. */
const offersOf = (value: unknown): Loose[] =>
  listOf(value)
    .filter(isObject)
    .flatMap((offer) => [offer, ...listOf(offer.offers).filter(isObject)]);

const isChosen = ({ url }: Loose): boolean => isThisAddress(url);

const pricesOf = (offer: Loose): unknown[] => [
  offer.price,
  offer.lowPrice,
  ...specificationsOf(offer).map(({ price }) => price),
];

/** Not the price that is struck through. */
const specificationsOf = (offer: Loose): Loose[] =>
  listOf(offer.priceSpecification)
    .filter(isObject)
    .filter(({ priceType }) => !/List|Strike|SRP/.test(String(priceType)));
