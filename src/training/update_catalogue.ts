import type { Card, Catalogue } from '../contract/catalogue.ts';
import { indexCatalogue } from '../features/catalogue_index.ts';
import type { NeighbourTable } from '../model/folder.ts';
import type { TrainedTables } from '../model/load.ts';
import type { AttributeTable } from './attribute_files.ts';
import {
  attributeNames,
  brandAttribute,
  categoryAttribute,
  categoryPrefixes,
  hashText,
} from './attributes.ts';
import { tagItems } from './complete_categories.ts';
import type { FeedEntry } from './feeds/feed.ts';
import { type FeedItem, mergeVariants } from './merge_variants.ts';
import { fillEmptyRows } from './table.ts';

export interface CatalogueUpdate {
  readonly catalogue: Catalogue;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  readonly neighbours: NeighbourTable;
  readonly counts: CatalogueCounts;
}

export interface CatalogueCounts {
  /** Items of the feed, its variants taken together. */
  readonly items: number;
  /** Known items whose card says something else now. */
  readonly changed: number;
  /** New items, with a vector made of their attributes. */
  readonly added: number;
  /** Of the new ones: those without any attribute that the model knows, which it can neither rank nor read. */
  readonly addedWithoutVector: number;
  /** Items without a category in feed or model, and those of them that the tagger gave one. */
  readonly withoutCategory: number;
  readonly tagged: number;
  /** Known items that the feed no longer holds: kept, never recommended. */
  readonly withdrawn: number;
  readonly outOfStock: number;
}

export interface UpdateOptions {
  readonly D: number;
  /** Items that the feed does not hold stay as they are. */
  readonly partial: boolean;
}

/**
 * The catalogue as the feed has it now, without retraining. No row of an item moves: codebook and neighbours
 * point at them. New items come after all others, E_item = Σ attributes, as in training for an item
 * that nobody looked at. A known item whose brand, category or name changed keeps what was learnt of it and
 * exchanges its attributes.
 */
export function updateCatalogue(
  trained: TrainedTables,
  attributes: AttributeTable,
  entries: readonly FeedEntry[],
  { D, partial }: UpdateOptions,
): CatalogueUpdate {
  const before = trained.catalogue;
  const { indexOf } = indexCatalogue(before, trained.neighbours);
  const merged = mergeVariants(entries, indexOf).map((item) => withKnownCategory(item, before));
  const { items, tagged } = trained.tagger ? tagItems(merged, trained.tagger) : { items: merged, tagged: 0 };
  const known = new Map(
    items.flatMap((item) => (item.known === undefined ? [] : [[item.known, item] as const])),
  );
  const added = items
    .filter((item) => item.known === undefined)
    .sort((a, b) => hashText(a.id) - hashText(b.id) || (a.id < b.id ? -1 : 1));
  const kept = before.cards.map((card, i): CardItem => {
    const item = known.get(i + 1);
    if (item) return renewed(card, item);
    return partial ? card : { ...card, inStock: false };
  });
  const catalogue = placeItems([...kept, ...added.map(({ known: _, ...item }) => item)], before);
  const sum = attributeSums(attributes, D);
  const entities = layOutRows(trained, catalogue, sum, D);
  const V = catalogue.cards.length;
  const isEmpty = (row: number) => entities.subarray(row * D, (row + 1) * D).every((value) => value === 0);
  return {
    catalogue,
    entities,
    neighbours: lengthened(trained.neighbours, before.cards.length, V),
    counts: {
      items: items.length,
      changed: catalogue.cards.slice(0, kept.length).filter((card, i) => differs(card, before.cards[i]!))
        .length,
      added: added.length,
      addedWithoutVector: added.filter((_, i) => isEmpty(1 + before.cards.length + i)).length,
      withoutCategory: merged.filter(({ category }) => !category?.length).length,
      tagged,
      withdrawn: partial ? 0 : before.cards.length - known.size,
      outOfStock: items.filter(({ inStock }) => !inStock).length,
    },
  };
}

/** A feed without categories takes none away: in a shop without any they are the clusters of the training. */
function withKnownCategory(item: FeedItem, { cards }: Catalogue): FeedItem {
  const category = item.known === undefined ? undefined : cards[item.known - 1]!.category;
  return item.category?.length || !category ? item : { ...item, category };
}

type CardItem = Omit<Card, 'brandIndex' | 'tagIndices'>;

/** What the feed says now, under the id that the model was trained with; ids that were known stay so. */
function renewed(card: Card, { known: _, ...item }: FeedItem): CardItem {
  const aliases = [...new Set([item.id, ...item.aliases, ...card.aliases])].filter(
    (alias) => alias !== card.id,
  );
  return { ...item, id: card.id, aliases };
}

/** Cards of the items, in their order; new brands and categories come after those that were there. */
function placeItems(items: readonly CardItem[], before: Catalogue): Catalogue {
  const extend = (own: readonly string[], found: readonly string[]): string[] => {
    const known = new Set(own);
    return [...own, ...[...new Set(found)].filter((name) => !known.has(name)).sort()];
  };
  const brands = extend(
    before.brands,
    items.flatMap(({ brand }) => brand ?? []),
  );
  const paths = extend(
    before.tags.map(({ path }) => path),
    items.flatMap(categoryPrefixes),
  );
  const brandRows = new Map(brands.map((brand, i) => [brand, i]));
  const tagRows = new Map(paths.map((path, i) => [path, i]));
  return {
    brands,
    tags: paths.map((path) => ({ path, depth: path.split(' > ').length })),
    cards: items.map((item) => {
      const { brandIndex: _b, tagIndices: _t, ...plain } = item as CardItem & Partial<Card>;
      return {
        ...plain,
        brandIndex: item.brand === undefined ? -1 : brandRows.get(item.brand)!,
        tagIndices: categoryPrefixes(item).map((path) => tagRows.get(path)!),
      };
    }),
  };
}

/** Adds, `times` over, the embeddings of the attributes that the model has. */
type AddAttributes = (target: Float32Array, names: Iterable<string>, times: number) => void;

function attributeSums({ names, embeddings }: AttributeTable, D: number): AddAttributes {
  const rows = new Map(names.map((name, a) => [name, a]));
  return (target, wanted, times) => {
    for (const name of wanted) {
      const a = rows.get(name);
      if (a === undefined) continue;
      for (let d = 0; d < D; d++) target[d]! += times * embeddings[a * D + d]!;
    }
  };
}

/** Rows of padding, items, brands and tags of the new catalogue. [R, D] */
function layOutRows(
  { catalogue: before, entities: old }: TrainedTables,
  after: Catalogue,
  addAttributes: AddAttributes,
  D: number,
): Float32Array {
  const [V0, V] = [before.cards.length, after.cards.length];
  const table = new Float32Array((1 + V + after.brands.length + after.tags.length) * D);
  const copy = (from: number, count: number, to: number) =>
    table.set(old.subarray(from * D, (from + count) * D), to * D);
  copy(0, 1 + V0, 0);
  copy(1 + V0, before.brands.length, 1 + V);
  copy(1 + V0 + before.brands.length, before.tags.length, 1 + V + after.brands.length);
  const row = (r: number) => table.subarray(r * D, (r + 1) * D);
  after.cards.forEach((card, i) => {
    const now = attributeNames(card);
    const then = i < V0 ? attributeNames(before.cards[i]!) : new Set<string>();
    addAttributes(
      row(1 + i),
      [...then].filter((name) => !now.has(name)),
      -1,
    );
    addAttributes(
      row(1 + i),
      [...now].filter((name) => !then.has(name)),
      1,
    );
  });
  after.brands.slice(before.brands.length).forEach((brand, i) => {
    addAttributes(row(1 + V + before.brands.length + i), [brandAttribute(brand)], 1);
  });
  after.tags.slice(before.tags.length).forEach(({ path }, i) => {
    const parts = path.split(' > ');
    const prefixes = parts.map((_, depth) => categoryAttribute(parts.slice(0, depth + 1).join(' > ')));
    addAttributes(row(1 + V + after.brands.length + before.tags.length + i), prefixes, 1);
  });
  fillEmptyRows(table, after, D);
  return table;
}

/** The neighbours of the known items, and none yet of the new ones. */
function lengthened({ neighbours, weights }: NeighbourTable, V0: number, V: number): NeighbourTable {
  const size = (neighbours.length / (V0 + 1)) * (V + 1);
  const longer = { neighbours: new Int32Array(size), weights: new Float32Array(size) };
  longer.neighbours.set(neighbours);
  longer.weights.set(weights);
  return longer;
}

const differs = (a: Card, b: Card): boolean => JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b));

const sorted = (card: Card): unknown => Object.entries(card).sort(([a], [b]) => (a < b ? -1 : 1));
