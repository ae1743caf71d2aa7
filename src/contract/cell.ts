import { type Card, type Catalogue, parseCard } from './catalogue.ts';
import { invalid } from './error.ts';
import { integer, optionalNumber, optionalString, record } from './parse.ts';

/**
 * A part of a catalogue that is too large to send whole: items that lie close together, what goes with them, and the
 * cards of both, so that a page that shows one of them needs nothing else. A list of what shoppers of a codebook row
 * like has the same form.
 */
export interface Cell {
  /** Of the cell's items and of their neighbours, but for those of the pool, which everyone has. */
  readonly cards: readonly CellCard[];
  /** Of the cell's own items, strongest first, by item index. */
  readonly neighbours: ReadonlyMap<number, readonly Neighbour[]>;
}

export interface CellCard {
  /** Among all items, 1-based. */
  readonly index: number;
  /** What the item's vector is made of (model/coded/codes.ts). */
  readonly codes: Uint8Array;
  readonly card: Card;
}

export interface Neighbour {
  readonly index: number;
  /** In (0, 1]. */
  readonly weight: number;
}

export const CELL_FORMAT = 'inkling-cell/1';

/**
 * Parses the JSON of a cell. Cards name brand and category by index alone; their names are filled in.
 * @param items of the whole catalogue
 * @throws InklingError `invalid-argument`
 */
export function parseCell(input: unknown, { brands, tags }: Omit<Catalogue, 'cards'>, items: number): Cell {
  const given = record(input, 'cell');
  if (given.format !== CELL_FORMAT) throw invalid(`cell format is not "${CELL_FORMAT}"`);
  if (!Array.isArray(given.cards)) throw invalid('cell has no array cards');
  const cards = given.cards.map((value: unknown, i): CellCard => {
    const fields = record(value, `card ${i}`);
    const { brand, category, ...card } = parseCard(fields, `card ${i}`, brands.length, tags.length);
    const leaf = tags[card.tagIndices.at(-1) ?? -1];
    const named = {
      ...card,
      ...(card.brandIndex >= 0 ? { brand: brands[card.brandIndex]! } : brand !== undefined && { brand }),
      ...(leaf ? { category: leaf.path.split(' > ') } : category && { category }),
    };
    return {
      index: integer(fields.index, `index of card ${i}`, 1, items),
      codes: parseCodes(fields.codes),
      card: named,
    };
  });
  const neighbours = Object.entries(record(given.neighbours ?? {}, 'neighbours of the cell'));
  return {
    cards,
    neighbours: new Map(
      neighbours.map(([item, list]) => [
        integer(Number(item), 'item of the cell', 1, items),
        parseList(list, items),
      ]),
    ),
  };
}

/** The text of a cell's file. */
export function writeCell({ cards, neighbours }: Cell): string {
  const lines = cards.map(({ index, codes, card }) => {
    const { brand, category, aliases, inStock, brandIndex, tagIndices, ...rest } = card;
    return JSON.stringify({
      index,
      codes: Array.from(codes, hex).join(''),
      ...rest,
      ...(brandIndex < 0 ? brand !== undefined && { brand } : { brandIndex }),
      ...(tagIndices.length === 0 ? category && { category } : { tagIndices }),
      ...(aliases.length ? { aliases } : {}),
      ...(inStock ? {} : { inStock }),
    });
  });
  const lists = [...neighbours].map(
    ([item, list]) =>
      `"${item}":${JSON.stringify(list.map(({ index, weight }) => [index, Number(weight.toFixed(4))]))}`,
  );
  return `{"format":"${CELL_FORMAT}","cards":[\n${lines.join(',\n')}\n],"neighbours":{${lists.join(',')}}}\n`;
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

function parseCodes(value: unknown): Uint8Array {
  const text = optionalString(value, 'codes of a card', 16) ?? '';
  if (!/^[0-9a-f]{16}$/.test(text)) throw invalid('codes of a card must be 16 hex digits');
  return Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function parseList(value: unknown, items: number): Neighbour[] {
  if (!Array.isArray(value)) throw invalid('neighbours of an item must be an array');
  return value.map((pair: unknown) => {
    const [index, weight] = Array.isArray(pair) ? pair : [];
    const given = optionalNumber(weight, 'weight of a neighbour') ?? 0;
    if (!(given > 0 && given <= 1)) throw invalid(`weight of a neighbour is ${given}, must be in (0, 1]`);
    return { index: integer(index, 'a neighbour', 1, items), weight: given };
  });
}
