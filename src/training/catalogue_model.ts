import type { Card, Catalogue } from '../contract/catalogue.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { categoryPrefixes, hashText } from './attributes.ts';

/** An item of the shop's catalogue: what a card holds beyond its place in the table. */
export interface CatalogueItem extends Item {
  /** Other ids of the same item. */
  readonly aliases?: readonly string[];
  readonly inStock?: boolean;
}

/**
 * The model's catalogue of a shop's items: cards in table order, names of the brand and tag rows.
 * Cards are ordered by a hash of the id, so that a row's number says nothing about the item.
 */
export function buildCatalogue(items: readonly CatalogueItem[]): Catalogue {
  const byId = new Map<string, CatalogueItem>();
  for (const given of items) {
    const item = normaliseItem(given);
    const { aliases = [], inStock = true } = given;
    if (item && !byId.has(item.id)) byId.set(item.id, { ...item, aliases, inStock });
  }
  const sorted = [...byId.values()].sort((a, b) => hashText(a.id) - hashText(b.id) || (a.id < b.id ? -1 : 1));
  const brands = unique(sorted.flatMap(({ brand }) => brand ?? []));
  const paths = unique(sorted.flatMap(categoryPrefixes));
  const brandIndices = new Map(brands.map((brand, i) => [brand, i]));
  const tagIndices = new Map(paths.map((path, i) => [path, i]));
  return {
    cards: sorted.map(
      ({ aliases = [], inStock = true, ...item }): Card => ({
        ...item,
        brandIndex: item.brand === undefined ? -1 : brandIndices.get(item.brand)!,
        tagIndices: categoryPrefixes(item).map((path) => tagIndices.get(path)!),
        aliases,
        inStock,
      }),
    ),
    brands,
    tags: paths.map((path) => ({ path, depth: path.split(' > ').length })),
  };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
