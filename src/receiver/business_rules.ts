import { readFile } from 'node:fs/promises';
import type { Card } from '../contract/catalogue.ts';
import { InklingError, invalid } from '../contract/error.ts';
import { integer, optionalNumber, record } from '../contract/parse.ts';

/** What a shop wants of every list, whatever the scores say. The file is `docs/recommendations.md`. */
export interface BusinessRules {
  /** Items that are in no list, by id or alias, brand, or category and all below it. */
  readonly exclude: Selection;
  /** Only these are; empty = all. */
  readonly only: Selection;
  /** Items that are out of stock, too. */
  readonly outOfStock: boolean;
  readonly minPrice: number;
  readonly maxPrice: number;
  /** Items that stand at a place, first = 1, of all rows or of some. */
  readonly pin: readonly Pin[];
}

export interface Selection {
  readonly items: readonly string[];
  readonly brands: readonly string[];
  /** Names joined by " > ", widest first. */
  readonly categories: readonly string[];
}

export interface Pin {
  readonly item: string;
  readonly position: number;
  /** Rows of the codebook; absent = all. */
  readonly rows?: readonly number[];
}

export const NO_RULES: BusinessRules = parseRules({});

/** @throws InklingError `invalid-argument`, which names the key. */
export function parseRules(input: unknown): BusinessRules {
  const given = known(record(input, 'rules'), 'rules', [
    'exclude',
    'only',
    'outOfStock',
    'minPrice',
    'maxPrice',
    'pin',
  ]);
  const pins = given.pin ?? [];
  if (!Array.isArray(pins)) throw invalid(`rules.pin is ${typeof pins}, must be an array`);
  const { outOfStock = false } = given;
  if (typeof outOfStock !== 'boolean')
    throw invalid(`rules.outOfStock is ${typeof outOfStock}, must be true or false`);
  return {
    exclude: selection(given.exclude, 'exclude'),
    only: selection(given.only, 'only'),
    outOfStock,
    minPrice: optionalNumber(given.minPrice, 'rules.minPrice') ?? 0,
    maxPrice: optionalNumber(given.maxPrice, 'rules.maxPrice') ?? Number.POSITIVE_INFINITY,
    pin: pins.map((value: unknown, i) => {
      const name = `rules.pin[${i}]`;
      const pin = known(record(value, name), name, ['item', 'position', 'rows']);
      const { rows } = pin;
      if (rows !== undefined && !Array.isArray(rows)) throw invalid(`${name}.rows is no array`);
      return {
        item: text(pin.item, `${name}.item`),
        position: integer(pin.position ?? 1, `${name}.position`, 1, 200),
        ...(rows && { rows: rows.map((row: unknown) => integer(row, `${name}.rows`, 0, 31)) }),
      };
    }),
  };
}

/** The rules of a file. @throws InklingError `invalid-argument` */
export async function readRules(
  file: string,
): Promise<{ readonly rules: BusinessRules; readonly text: string }> {
  try {
    const content = await readFile(file, 'utf8');
    return { rules: parseRules(JSON.parse(content)), text: content };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InklingError('invalid-argument', `rules ${file} cannot be used: ${why}`, { cause });
  }
}

/** Whether an item may be in a list. */
export function isAllowed(card: Card, rules: BusinessRules): boolean {
  const { exclude, only, outOfStock, minPrice, maxPrice } = rules;
  if (!card.inStock && !outOfStock) return false;
  if (card.price !== undefined && (card.price < minPrice || card.price > maxPrice)) return false;
  if (isSelected(card, exclude)) return false;
  const isOpen = [only.items, only.brands, only.categories].every(({ length }) => length === 0);
  return isOpen || isSelected(card, only);
}

/** Whether an id names the item. */
export const isNamed = (card: Card, id: string): boolean => card.id === id || card.aliases.includes(id);

function isSelected(card: Card, { items, brands, categories }: Selection): boolean {
  const path = (card.category ?? []).join(' > ');
  return (
    items.some((id) => isNamed(card, id)) ||
    (card.brand !== undefined && brands.includes(card.brand)) ||
    categories.some((category) => path === category || path.startsWith(`${category} > `))
  );
}

function selection(input: unknown, name: string): Selection {
  const given = known(record(input ?? {}, `rules.${name}`), `rules.${name}`, [
    'items',
    'brands',
    'categories',
  ]);
  const list = (key: string) => {
    const value = given[key] ?? [];
    if (!Array.isArray(value)) throw invalid(`rules.${name}.${key} is ${typeof value}, must be an array`);
    return value.map((one: unknown) => text(one, `rules.${name}.${key}`));
  };
  return { items: list('items'), brands: list('brands'), categories: list('categories') };
}

function known(
  given: Record<string, unknown>,
  name: string,
  keys: readonly string[],
): Record<string, unknown> {
  for (const key of Object.keys(given))
    if (!keys.includes(key)) throw invalid(`${name} has "${key}", must be one of ${keys.join(', ')}`);
  return given;
}

/** Ids may be numbers, too. */
function text(value: unknown, name: string): string {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw invalid(`${name} is ${typeof value}, must be text`);
  return String(value);
}
