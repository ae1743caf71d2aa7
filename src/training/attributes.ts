import type { Item } from '../contract/item.ts';

/** What items have in common: each attribute gets an embedding, which its items share. */
export interface Attributes {
  /** `brand:…`, `category:…`, `brand+leaf:…` or `word:<bucket>`. */
  readonly names: readonly string[];
  /** Attribute indices of each item, ascending; same order as the items. */
  readonly ofItems: readonly (readonly number[])[];
  /** Index of an attribute, or undefined when too few items have it. */
  indexOf(name: string): number | undefined;
}

/** An attribute of fewer items says little that the item's own embedding does not. */
export const MIN_ITEMS = 5;
/** Words share embeddings by hash, so that an unseen word finds a row too. */
const WORD_BUCKETS = 4096;
const MAX_WORDS = 8;

export const brandAttribute = (brand: string): string => `brand:${brand}`;
export const categoryAttribute = (path: string): string => `category:${path}`;

/** The attributes that at least five items have. */
export function collectAttributes(items: readonly Item[], minItems: number = MIN_ITEMS): Attributes {
  const named = items.map(attributeNames);
  const counts = new Map<string, number>();
  for (const names of named) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names = [...counts.keys()].filter((name) => counts.get(name)! >= minItems).sort();
  const indices = new Map(names.map((name, i) => [name, i]));
  const ofItems = named.map((own) =>
    [...own].flatMap((name) => indices.get(name) ?? []).sort((a, b) => a - b),
  );
  return { names, ofItems, indexOf: (name) => indices.get(name) };
}

/** Category paths of an item from the widest to its leaf, each joined by " > ". */
export const categoryPrefixes = ({ category = [] }: Item): string[] =>
  category.map((_, depth) => category.slice(0, depth + 1).join(' > '));

/** 32-bit FNV-1a over UTF-16 code units: spreads words over buckets and items over rows. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Lower-case words of a name, at least two characters each. */
export const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);

/** Names of all attributes of an item, whether enough items share them or not. */
export function attributeNames(item: Item): Set<string> {
  const { brand, name } = item;
  const prefixes = categoryPrefixes(item);
  const leaf = prefixes.at(-1);
  return new Set([
    ...(brand === undefined ? [] : [brandAttribute(brand)]),
    ...prefixes.map(categoryAttribute),
    ...(brand === undefined || leaf === undefined ? [] : [`brand+leaf:${brand}:${leaf}`]),
    ...wordsOf(name)
      .slice(0, MAX_WORDS)
      .map((word) => `word:${hashText(word) % WORD_BUCKETS}`),
  ]);
}
