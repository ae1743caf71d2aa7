import type { Card, Catalogue } from '../contract/catalogue.ts';
import type { SeenItem } from '../contract/item.ts';
import { type Tagger, tagOf } from './tagger.ts';

/** What a trained model holds of its items; rows of entities: padding, V items, brands, tags. */
export interface ItemTables {
  readonly catalogue: Catalogue;
  readonly entities: Float32Array; // [R, D]
  readonly neighbours: { readonly neighbours: Int32Array; readonly weights: Float32Array }; // [(V + 1), M]
}

/**
 * The tables with the items that pages showed and the catalogue does not hold yet, after its own. Each has
 * the category that its page gives, else the tagger's; its vector is that of its brand plus that of its
 * category, as for items of the catalogue that nobody looked at. One with neither stays unknown. They
 * count as history and are never recommended: whether they are sold still, only the catalogue knows.
 *
 * @param isKnown whether the catalogue holds the item, by any of its ids
 */
export function withNewcomers(
  tables: ItemTables,
  seen: readonly SeenItem[],
  isKnown: (itemId: string) => boolean,
  tagger: Tagger | undefined,
): ItemTables {
  const { cards, brands, tags } = tables.catalogue;
  const V = cards.length;
  const [rows, D] = rowsOf(tables);
  const tagRows = new Map(tags.map(({ path }, i) => [path, i]));
  const added: Card[] = [];
  const vectors: Float32Array[] = [];
  for (const { seenAt: _, ...item } of seen) {
    if (isKnown(item.id)) continue;
    const category = item.category ?? (tagger && tagOf(item, tagger)) ?? [];
    const tagIndices = category.flatMap((_, i) => tagRows.get(category.slice(0, i + 1).join(' > ')) ?? []);
    const brandIndex = item.brand === undefined ? -1 : brands.indexOf(item.brand);
    const leaf = tagIndices.at(-1);
    if (brandIndex < 0 && leaf === undefined) continue;
    const vector = new Float32Array(D);
    const add = (row: number) => {
      for (let d = 0; d < D; d++) vector[d]! += tables.entities[row * D + d]!;
    };
    if (brandIndex >= 0) add(1 + V + brandIndex);
    if (leaf !== undefined) add(1 + V + brands.length + leaf);
    added.push({ ...item, brandIndex, tagIndices, aliases: [], inStock: false });
    vectors.push(vector);
  }
  if (added.length === 0) return tables;
  const own = (1 + V) * D;
  const entities = new Float32Array((rows + added.length) * D);
  entities.set(tables.entities.subarray(0, own));
  for (const [i, vector] of vectors.entries()) entities.set(vector, own + i * D);
  entities.set(tables.entities.subarray(own), own + added.length * D);
  const lengthen = <A extends Int32Array | Float32Array>(from: A, to: A): A => {
    to.set(from);
    return to;
  };
  const { neighbours, weights } = tables.neighbours;
  const size = (neighbours.length / (V + 1)) * (V + 1 + added.length);
  return {
    catalogue: { cards: [...cards, ...added], brands, tags },
    entities,
    neighbours: {
      neighbours: lengthen(neighbours, new Int32Array(size)),
      weights: lengthen(weights, new Float32Array(size)),
    },
  };
}

function rowsOf({ catalogue, entities }: ItemTables): [rows: number, D: number] {
  const rows = 1 + catalogue.cards.length + catalogue.brands.length + catalogue.tags.length;
  return [rows, entities.length / rows];
}
