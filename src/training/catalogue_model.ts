import type { Card, Catalogue } from '../contract/catalogue.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { categoryPrefixes, hashText } from './attributes.ts';

/**
 * The model's catalogue of a shop's items: cards in table order, names of the brand and tag rows.
 * Cards are ordered by a hash of the id, so that a row's number says nothing about the item.
 */
export function buildCatalogue(items: readonly Item[]): Catalogue {
  const byId = new Map<string, Item>();
  for (const given of items) {
    const item = normaliseItem(given);
    if (item && !byId.has(item.id)) byId.set(item.id, item);
  }
  const sorted = [...byId.values()].sort((a, b) => hashText(a.id) - hashText(b.id) || (a.id < b.id ? -1 : 1));
  const brands = unique(sorted.flatMap(({ brand }) => brand ?? []));
  const paths = unique(sorted.flatMap(categoryPrefixes));
  const brandIndices = new Map(brands.map((brand, i) => [brand, i]));
  const tagIndices = new Map(paths.map((path, i) => [path, i]));
  return {
    cards: sorted.map(
      (item): Card => ({
        ...item,
        brandIndex: item.brand === undefined ? -1 : brandIndices.get(item.brand)!,
        tagIndices: categoryPrefixes(item).map((path) => tagIndices.get(path)!),
        aliases: [],
        inStock: true,
      }),
    ),
    brands,
    tags: paths.map((path) => ({ path, depth: path.split(' > ').length })),
  };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
