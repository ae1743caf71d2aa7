import { invalid } from './error.ts';
import { type Item, normaliseItem } from './item.ts';
import { record } from './parse.ts';

/** One card of catalogue.json: what a row of recommendations shows. `cards[i]` is item index i + 1. */
export interface Card extends Item {
  /** Index into `Catalogue.brands`, or -1. */
  readonly brandIndex: number;
  /** Indices into `Catalogue.tags` of the item's category path, widest first. */
  readonly tagIndices: readonly number[];
  /** Other ids of the same item (SKU, variant, group, path). */
  readonly aliases: readonly string[];
  readonly inStock: boolean;
  /** How sure the categories are, below 1; absent where page or catalogue tells them. */
  readonly tagConfidence?: number;
}

export interface Catalogue {
  readonly cards: readonly Card[];
  /** Names of the brand rows, in table order. */
  readonly brands: readonly string[];
  /** Names of the tag rows, in table order; `path` is joined by " > ". */
  readonly tags: readonly Tag[];
}

/** A category of the shop: a department (depth 1) or a path below one. */
export interface Tag {
  readonly path: string;
  readonly depth: number;
}

export const CATALOGUE_FORMAT = 'inkling-catalogue/1';

/** Parses catalogue.json. @throws InklingError `invalid-argument` */
export function parseCatalogue(input: unknown): Catalogue {
  const given = record(input, 'catalogue');
  if (given.format !== CATALOGUE_FORMAT) throw invalid(`catalogue format is not "${CATALOGUE_FORMAT}"`);
  const { cards, brands, tags } = given;
  if (!Array.isArray(cards) || !Array.isArray(brands) || !Array.isArray(tags))
    throw invalid('catalogue needs the arrays cards, brands and tags');
  return {
    brands: brands.map(String),
    tags: tags.map((path: unknown) => ({ path: String(path), depth: String(path).split(' > ').length })),
    cards: cards.map((value: unknown, i) => parseCard(value, `card ${i}`, brands.length, tags.length)),
  };
}

/** A card of a catalogue with so many brands and tags. @throws InklingError `invalid-argument` */
export function parseCard(value: unknown, name: string, brands: number, tags: number): Card {
  const card = record(value, name);
  const item = normaliseItem(card as unknown as Item);
  if (!item) throw invalid(`${name} has no id`);
  // Of thousands of cards a copy each would be half of the time.
  return Object.assign(item, {
    brandIndex: within(card.brandIndex, brands) ?? -1,
    tagIndices: list(card.tagIndices)
      .map((t) => within(t, tags))
      .filter((t) => t !== undefined),
    aliases: list(card.aliases).map(String),
    inStock: card.inStock !== false,
  });
}

/** The catalogue as the text of its file. */
export function writeCatalogue({ cards, brands, tags }: Catalogue): string {
  const lines = cards.map((card) => {
    const { aliases, inStock, ...rest } = card;
    return JSON.stringify({
      ...rest,
      ...(aliases.length ? { aliases } : {}),
      ...(inStock ? {} : { inStock }),
    });
  });
  const head = `{"format":"${CATALOGUE_FORMAT}","brands":${JSON.stringify(brands)},"tags":${JSON.stringify(tags.map((tag) => tag.path))},"cards":[\n`;
  return `${head}${lines.join(',\n')}\n]}\n`;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const within = (value: unknown, length: number): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < length ? value : undefined;
