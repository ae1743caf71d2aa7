import type { FeedEntry, FeedSource } from './feed.ts';
import { toEntry } from './product.ts';

/** Attributes of a Google Merchant product that are read, by their names in lower case with underscores. */
export const GOOGLE_ATTRIBUTES = [
  'id',
  'title',
  'brand',
  'product_type',
  'google_product_category',
  'price',
  'sale_price',
  'sale_price_effective_date',
  'availability',
  'link',
  'image_link',
  'item_group_id',
  'mpn',
  'gtin',
  'color',
  'size',
  'material',
] as const;

export type GoogleAttribute = (typeof GOOGLE_ATTRIBUTES)[number];

/**
 * An entry of Google's product data specification. The shop's own `product_type` is the category; Google's
 * taxonomy stands in for it where it is written out (as a number it names nothing).
 */
export function googleEntry(
  given: Readonly<Partial<Record<GoogleAttribute, string>>>,
  line: number,
  source: FeedSource,
): FeedEntry | undefined {
  const taxonomy = given.google_product_category?.trim();
  // Several product types may stand in one field, separated by commas; the first is the main one.
  const [type] = (given.product_type ?? '').split(/,(?=[^,]*>)/);
  const raw = {
    id: given.id,
    name: given.title,
    brand: given.brand,
    category: type?.trim() || (taxonomy && /^\d+$/.test(taxonomy) ? undefined : taxonomy),
    price: given.price,
    salePrice: given.sale_price,
    saleDates: given.sale_price_effective_date,
    variant: [given.color, given.size, given.material].filter((part) => part?.trim()).join(' / '),
    link: given.link,
    image: given.image_link,
    inStock: isInStock(given.availability),
    group: given.item_group_id,
    aliases: [given.mpn, given.gtin],
  };
  return toEntry(raw, line, source);
}

/** What may be ordered counts as in stock; so does what says nothing. */
export const isInStock = (availability: string | undefined): boolean =>
  !/^(https?:\/\/schema\.org\/)?(out[ _-]?of[ _-]?stock|sold[ _-]?out|discontinued)$/i.test(
    availability?.trim() ?? '',
  );
