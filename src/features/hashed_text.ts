import type { Card, Catalogue, Tag } from '../contract/catalogue.ts';
import type { Codebook } from '../contract/codebook.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Lexicon } from '../contract/lexicon.ts';

/**
 * Item vectors from words alone, for a shop that has trained no model: each word points in a
 * direction that its hash fixes (feature hashing, Weinberger et al. 2009), an item is the weighted
 * sum of its words. No table, no language list; the same everywhere.
 */

const NAME_WEIGHT = 0.5;
const BRAND_WEIGHT = 0.7;
const CATEGORY_WEIGHT = 1;

/** How much more a word's department counts than the word itself. */
const DEPARTMENT_WEIGHT = 2;

/** Unit vector of the codebook row that a word belongs to. */
export type WordRows = ReadonlyMap<string, Float32Array>;

/** The lexicon made ready for look-ups; a word that two rows claim belongs to neither. */
export function indexLexicon(lexicon: Lexicon, { rows }: Codebook): WordRows {
  const found = new Map<string, Float32Array>();
  const claimed = new Set<string>();
  lexicon.forEach((text, k) => {
    const vector = unit(Float32Array.from(rows[k]?.embedding ?? []));
    for (const word of new Set(words(text))) {
      if (claimed.has(word)) found.delete(word);
      else found.set(word, vector);
      claimed.add(word);
    }
  });
  return found;
}

/** The words of a text: lower-cased runs of letters and digits; runs of Han or kana as pairs of characters. */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(run)) {
      const characters = [...run];
      if (characters.length === 1) found.push(run);
      for (let i = 0; i + 1 < characters.length; i++) found.push(characters[i]! + characters[i + 1]!);
    } else {
      found.push(stem(run));
    }
  }
  return found;
}

/** Adds `weight` times the word's direction, entries ±1/√D, to `sum`. [D] */
export function addWord(sum: Float32Array, word: string, weight: number): void {
  const D = sum.length;
  const step = weight / Math.sqrt(D);
  let state = hash(word);
  for (let d = 0; d < D; d++) {
    state = mix(state + d);
    sum[d]! += state & 1 ? step : -step;
  }
}

/**
 * Adds the words' directions, each weighed by `weight` / √(number of words), and for a word of the
 * lexicon its department's direction too: words that were never seen together still meet there. [D]
 */
export function addText(sum: Float32Array, text: string, weight: number, rows?: WordRows): void {
  const list = words(text);
  const each = weight / Math.sqrt(list.length);
  for (const word of list) {
    addWord(sum, word, each);
    const row = rows?.get(word);
    if (row) for (let d = 0; d < sum.length; d++) sum[d]! += DEPARTMENT_WEIGHT * each * row[d]!;
  }
}

/** The text's vector at unit length; all 0 when it has no words. [D] */
export function embedText(text: string, D: number, rows?: WordRows): Float32Array {
  const sum = new Float32Array(D);
  addText(sum, text, 1, rows);
  return unit(sum);
}

/**
 * Catalogue and entity table of the items that this shop's pages showed, so that a base model ranks
 * them as a trained one ranks its own. Rows: padding, items, brands, tags, each at unit length.
 */
export function tablesOfSeenItems(
  items: readonly SeenItem[],
  D: number,
  rows?: WordRows,
): { catalogue: Catalogue; entities: Float32Array } {
  const brands = [...new Set(items.flatMap((item) => (item.brand ? [item.brand] : [])))];
  const paths = [...new Set(items.flatMap((item) => pathsOf(item.category ?? [])))];
  const tags: Tag[] = paths.map((path) => ({ path, depth: path.split(' > ').length }));
  const cards: Card[] = items.map(({ seenAt: _, ...item }) => ({
    ...item,
    brandIndex: item.brand ? brands.indexOf(item.brand) : -1,
    tagIndices: pathsOf(item.category ?? []).map((path) => paths.indexOf(path)),
    aliases: [],
    inStock: true,
  }));
  const entities = new Float32Array((1 + cards.length + brands.length + tags.length) * D);
  const put = (row: number, vector: Float32Array) => entities.set(unit(vector), row * D);
  cards.forEach((card, i) => {
    const sum = new Float32Array(D);
    addText(sum, card.name, NAME_WEIGHT, rows);
    if (card.brand) addText(sum, card.brand, BRAND_WEIGHT, rows);
    addText(sum, (card.category ?? []).join(' '), CATEGORY_WEIGHT, rows);
    put(1 + i, sum);
  });
  brands.forEach((brand, i) => {
    put(1 + cards.length + i, embedText(brand, D));
  });
  paths.forEach((path, i) => {
    put(1 + cards.length + brands.length + i, embedText(path, D, rows));
  });
  return { catalogue: { cards, brands, tags }, entities };
}

/** Every prefix of a category path, widest first: ["Home", "Home > Lamps"]. */
const pathsOf = (category: readonly string[]): string[] =>
  category.map((_, i) => category.slice(0, i + 1).join(' > '));

/** Plural and singular meet; nothing cleverer, since the language is not known. */
const stem = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** Finaliser of MurmurHash3: every input bit reaches every output bit. */
export function mix(value: number): number {
  let state = value | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
