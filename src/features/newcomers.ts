import type { Card, Catalogue } from '../contract/catalogue.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Tag } from './tagger.ts';

/** What a trained model holds of its items; rows of entities: padding, V items, brands, tags. */
export interface ItemTables {
  readonly catalogue: Catalogue;
  readonly entities: Float32Array; // [R, D]
  readonly neighbours: { readonly neighbours: Int32Array; readonly weights: Float32Array }; // [(V + 1), M]
}

/**
 * The tables with the items that pages showed and the catalogue does not hold yet, after its own. Each has
 * the category that its page gives, else one that was guessed; its vector is that of its brand plus that of its
 * category, as for items of the catalogue that nobody looked at. One with neither stays unknown. They
 * count as history and are never recommended: whether they are sold still, only the catalogue knows.
 *
 * @param isKnown whether the catalogue holds the item, by any of its ids
 * @param guess   asked for the category of an item whose page gives none
 */
export function withNewcomers(
  tables: ItemTables,
  seen: readonly SeenItem[],
  isKnown: (itemId: string) => boolean,
  guess: (item: SeenItem) => Tag | undefined,
): ItemTables {
  const { cards, brands, tags } = tables.catalogue;
  const V = cards.length;
  const own = 1 + V;
  const D = tables.entities.length / (own + brands.length + tags.length);
  const rowOf = (row: number) => tables.entities.subarray(row * D, (row + 1) * D);
  const added: Card[] = [];
  const vectors: number[] = [];
  for (const shown of seen) {
    const { seenAt: _, ...item } = shown;
    if (isKnown(item.id)) continue;
    const guessed = item.category ? undefined : guess(shown);
    const category = item.category ?? guessed?.category ?? [];
    const prefixes = category.map((_, i) => category.slice(0, i + 1).join(' > '));
    const tagIndices = prefixes
      .map((prefix) => tags.findIndex(({ path }) => path === prefix))
      .filter((index) => index >= 0);
    const brandIndex = brands.indexOf(item.brand ?? '');
    const leaf = tagIndices.at(-1) ?? -1;
    if (brandIndex + leaf === -2) continue;
    // Row 0 is padding, all zero: it stands for what the item has not.
    const ofBrand = rowOf(brandIndex < 0 ? 0 : own + brandIndex);
    const ofTag = rowOf(leaf < 0 ? 0 : own + brands.length + leaf);
    added.push({
      ...item,
      brandIndex,
      tagIndices,
      aliases: [],
      inStock: false,
      ...(guessed && { tagConfidence: guessed.confidence }),
    });
    for (let d = 0; d < D; d++) vectors.push(ofBrand[d]! + ofTag[d]!);
  }
  if (added.length === 0) return tables;
  const entities = new Float32Array(tables.entities.length + vectors.length);
  entities.set(tables.entities.subarray(0, own * D));
  entities.set(vectors, own * D);
  entities.set(tables.entities.subarray(own * D), own * D + vectors.length);
  const { neighbours, weights } = tables.neighbours;
  const longer = {
    neighbours: new Int32Array((neighbours.length / own) * (own + added.length)),
    weights: new Float32Array((neighbours.length / own) * (own + added.length)),
  };
  longer.neighbours.set(neighbours);
  longer.weights.set(weights);
  return { catalogue: { cards: [...cards, ...added], brands, tags }, entities, neighbours: longer };
}
