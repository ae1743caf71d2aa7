import type { Item } from '../contract/item.ts';
import { words } from '../features/hashed_text.ts';

/** A second term is named when it is at least this typical beside the first. */
const SECOND = 0.6;

/**
 * A name for each group of items: the one or two words that are most typical of its items' names, in the
 * spelling that is most common. Brands are left out; names are distinct.
 *
 * Typical is class-based TF-IDF (Grootendorst 2022): tf(t, c) · ln(1 + A / f(t)), with tf the share of the
 * group's words that are t, A the mean number of words of a group and f the frequency of t in all groups.
 */
export function typicalTerms(groups: readonly (readonly Item[])[]): string[] {
  const spellings = new Map<string, Map<string, number>>();
  const counts = groups.map((items) => countTerms(items, spellings));
  const sizes = counts.map((terms) => sum(terms.values()));
  const mean = sum(sizes) / Math.max(1, groups.length);
  const everywhere = new Map<string, number>();
  for (const terms of counts)
    for (const [term, count] of terms) everywhere.set(term, (everywhere.get(term) ?? 0) + count);
  const taken = new Set<string>();
  return counts.map((terms, c) => {
    const typical = [...terms]
      .map(([term, count]) => ({
        term,
        value: (count / sizes[c]!) * Math.log(1 + mean / everywhere.get(term)!),
      }))
      .sort((a, b) => b.value - a.value || (a.term < b.term ? -1 : 1));
    const ranked = wholeTerms(typical, terms);
    const label = (count: number): string =>
      ranked
        .slice(0, count)
        .map(({ term }) => mostCommon(spellings.get(term)!))
        .join(' & ');
    let count = (ranked[1]?.value ?? 0) >= SECOND * (ranked[0]?.value ?? 0) ? 2 : 1;
    while (taken.has(label(count)) && count < ranked.length) count++;
    let name = label(count) || `${c + 1}`;
    if (taken.has(name)) name = `${name} (${c + 1})`;
    taken.add(name);
    return name;
  });
}

/** How many items have each term; notes how the term was written. */
function countTerms(
  items: readonly Item[],
  spellings: Map<string, Map<string, number>>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, brand } of items) {
    const brandTerms = new Set(termsOf(brand ?? '').map(([term]) => term));
    const own = new Map(termsOf(name));
    for (const [term, spelling] of own) {
      if (brandTerms.has(term)) continue;
      counts.set(term, (counts.get(term) ?? 0) + 1);
      const known = spellings.get(term) ?? new Map<string, number>();
      spellings.set(term, known.set(spelling, (known.get(spelling) ?? 0) + 1));
    }
  }
  return counts;
}

/** Words that join others, in the languages that most shops write: too common in some names to fall out by count. */
const JOINING = new Set(
  'the and with for from into der die das und mit für von les des une pour avec los las del con para'.split(
    ' ',
  ),
);

/**
 * Terms of a text, each with its spelling: words of an alphabet, singular and lower case, three letters and
 * more; of a run of Han or kana every part of two to four characters, since where its words end is not known.
 */
function termsOf(text: string): [term: string, spelling: string][] {
  return [...text.normalize('NFKC').matchAll(/[\p{L}\p{M}\p{N}]+/gu)].flatMap(([run]): [string, string][] => {
    if (IDEOGRAPHIC.test(run)) return partsOf(run).map((part) => [part, part]);
    if (run.length < 3 || !/\p{L}/u.test(run) || JOINING.has(run.toLowerCase())) return [];
    return [[words(run)[0]!, run]];
  });
}

const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LONGEST_PART = 4;

function partsOf(run: string): string[] {
  const characters = [...run];
  return characters.flatMap((_, from) =>
    Array.from({ length: LONGEST_PART - 1 }, (_, i) => characters.slice(from, from + 2 + i))
      .filter((part, i) => part.length === 2 + i)
      .map((part) => part.join('')),
  );
}

/** A part of which nearly all stand in one longer part is half a word. */
const WHOLE = 0.8;

/** Without halves of words, and without what overlaps with a term before it. */
function wholeTerms(
  ranked: readonly { term: string; value: number }[],
  counts: ReadonlyMap<string, number>,
): { term: string; value: number }[] {
  const parts = [...counts.keys()].filter((term) => IDEOGRAPHIC.test(term));
  const isHalf = (term: string) =>
    IDEOGRAPHIC.test(term) &&
    parts.some(
      (longer) =>
        longer.length > term.length &&
        longer.includes(term) &&
        counts.get(longer)! >= WHOLE * counts.get(term)!,
    );
  const kept: { term: string; value: number }[] = [];
  for (const each of ranked) {
    if (kept.length === MAX_TERMS) break;
    const shares = (other: string) => IDEOGRAPHIC.test(other) && overlaps(other, each.term);
    if (!isHalf(each.term) && !kept.some(({ term }) => shares(term))) kept.push(each);
  }
  return kept;
}

const overlaps = (a: string, b: string): boolean =>
  partsOf(a).some((part) => part.length === 2 && b.includes(part));

/** More are never named. */
const MAX_TERMS = 6;

const mostCommon = (spellings: ReadonlyMap<string, number>): string =>
  [...spellings].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]![0];

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
