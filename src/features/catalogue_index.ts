import type { Card, Catalogue } from '../contract/catalogue.ts';
import { canonicalPath } from '../contract/item.ts';
import { PRESETS, type Preset } from '../contract/preset.ts';
import type { ItemGraph } from './model_input.ts';
import { priceBands } from './price_bands.ts';

/** A catalogue made ready for look-ups by item index (1-based; 0 is padding). */
export interface CatalogueIndex {
  readonly V: number;
  readonly catalogue: Catalogue;
  readonly graph: ItemGraph;
  readonly attributes: AttributeIndex;
  /** Item index of an id, an alias or the item's path. */
  indexOf(itemId: string): number | undefined;
  card(index: number): Card;
  /** Name of the item's department, "" when it has no category. */
  departmentOf(index: number): string;
  /** The department of every item as the index of its tag + 1, 0 without: what a loop over all items reads. [V + 1] */
  readonly departments: Int32Array;
  /** What the site offers. */
  readonly preset: Preset;
  /** What the item is. */
  presetOf(index: number): Preset;
  /** Entity row of a followed brand's name, 0 = unknown. */
  brandRow(name: string): number;
}

/** Brand and category attributes of each item, with how telling each is. */
export interface AttributeIndex {
  /** Attributes of item i stand at [offsets[i], offsets[i + 1]). [V + 2] */
  readonly offsets: Int32Array;
  readonly attributes: Int32Array;
  /** ln(V / items that have it) / ln(V): 0 when all have it, 1 when one does. */
  readonly idf: Float32Array;
}

/** Catalogue neighbours as model/folder.ts decodes them. */
interface Neighbours {
  readonly neighbours: Int32Array; // [(V + 1), M]
  readonly weights: Float32Array; // [(V + 1), M]
}

/** @param given what the site offers; absent = what most of its items are */
export function indexCatalogue(
  catalogue: Catalogue,
  { neighbours, weights }: Neighbours,
  given?: Preset,
): CatalogueIndex {
  const { cards, brands, tags } = catalogue;
  const V = cards.length;
  const byId = new Map(cards.map(({ id }, i) => [id, i + 1]));
  // For what is no id: where an alias or path of one item is the id of another, the id wins.
  let byOther: Map<string, number> | undefined;
  const brandNames = new Map(brands.map((name, i) => [name.toLowerCase(), 1 + V + i]));
  const preset = given ?? commonest(cards);
  const withPadding = (row: (card: Card) => number) => Int32Array.from([0, ...cards.map(row)]);
  const graph: ItemGraph = {
    V,
    M: neighbours.length / (V + 1),
    neighbours,
    neighbourWeights: weights,
    brandRow: withPadding((card) => (card.brandIndex < 0 ? 0 : 1 + V + card.brandIndex)),
    tagRow: withPadding((card) => {
      const leaf = card.tagIndices.at(-1);
      return leaf === undefined ? 0 : 1 + V + brands.length + leaf;
    }),
    priceBand: Uint8Array.from([0, ...priceBands(cards.map((card) => card.price))]),
  };
  const departments = withPadding((card) => 1 + (card.tagIndices[0] ?? -1));
  return {
    V,
    catalogue,
    graph,
    attributes: indexAttributes(catalogue),
    indexOf(itemId) {
      const item = byId.get(itemId);
      if (item !== undefined) return item;
      byOther ??= otherNames(cards);
      return byOther.get(itemId);
    },
    card: (index) => cards[index - 1]!,
    departmentOf: (index) => tags[(departments[index] ?? 0) - 1]?.path ?? '',
    departments,
    preset,
    presetOf: (index) => cards[index - 1]?.preset ?? 'shop',
    brandRow: (name) => brandNames.get(name.toLowerCase()) ?? 0,
  };
}

/** Item index by canonical path and by alias. */
function otherNames(cards: readonly Card[]): Map<string, number> {
  const names = new Map<string, number>();
  cards.forEach((card, i) => {
    if (card.url) names.set(canonicalPath(card.url), i + 1);
    for (const alias of card.aliases) names.set(alias, i + 1);
  });
  return names;
}

/** What most of the cards are; a shop on a tie, and where nothing says otherwise. */
function commonest(cards: readonly Card[]): Preset {
  const isMost = (preset: Preset) => cards.filter((card) => card.preset === preset).length > cards.length / 2;
  return PRESETS.find(isMost) ?? 'shop';
}

function indexAttributes({ cards, brands, tags }: Catalogue): AttributeIndex {
  const V = cards.length;
  const counts = new Float32Array(brands.length + tags.length);
  const offsets = new Int32Array(V + 2);
  const attributes: number[] = [];
  cards.forEach(({ brandIndex, tagIndices }, i) => {
    if (brandIndex >= 0) attributes.push(brandIndex);
    for (const tag of tagIndices) attributes.push(brands.length + tag);
    offsets[i + 2] = attributes.length;
  });
  for (const attribute of attributes) counts[attribute]!++;
  const scale = Math.log(Math.max(2, V));
  return {
    offsets,
    attributes: Int32Array.from(attributes),
    idf: counts.map((count) => (count === 0 ? 0 : Math.log(V / count) / scale)),
  };
}
