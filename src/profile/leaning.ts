import type { Card } from '../contract/catalogue.ts';
import type { Facts, Taste, Wishes } from '../contract/wishes.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { topItems } from './best_items.ts';

/** What a shopper said, made ready for one catalogue. */
export interface Leaning {
  /** Neither recommended nor a part of the profile. */
  isNever(item: number): boolean;
  /** How much of its lead an item keeps, in (0, 1]. */
  keep(item: number): number;
  /** What the share of a category path is multiplied by. */
  tasteWeight(path: string): number;
  /** Shares of the departments that a list should have, with what was stated; they add up to 1 again. */
  wanted(shares: ReadonlyMap<string, number>): Map<string, number>;
  /** Departments that the shopper stated an interest in. */
  readonly stated: ReadonlySet<string>;
}

/** What each word makes of an interest's share; "less" leaves as much of an item's lead. */
const WEIGHTS: Readonly<Record<Taste, number>> = { less: 0.25, never: 0, right: 1.5 };
/** What a stated fact that an item does not fit leaves of its lead. */
const UNFIT = 0.5;
/** The share that a stated interest has at least, before all are scaled to 1. */
const STATED = 0.15;
/** Leads are counted from the score of the item at this place: below it nothing is shown anyway. */
const DEPTH = 200;

const WOMEN = /\b(?:wom[ae]n|ladies|lady|girls?|female)|女/i;
const MEN = /\b(?:m[ae]n|boys?|male)\b|\b(?:men|boy)s|男/i;
const CHILDREN = /\b(?:kids?|child(?:ren)?|bab(?:y|ies)|toddlers?|infants?)\b|童|婴/i;
const ADULTS_ONLY = /\b(?:wines?|beers?|whiske?y|spirits|liquors?|gin|vodka|tobacco)\b|酒|烟/i;
const SIZE = /^(?:x{0,4}[sl]|m|\d{2}(?:[.,]5)?)$/i;

/** Undefined where nothing was said: then there is nothing to do. */
export function leaningOf({ tastes, facts }: Wishes, index: CatalogueIndex): Leaning | undefined {
  if (Object.keys(tastes).length === 0 && Object.keys(facts).length === 0) return undefined;
  const { tags } = index.catalogue;
  const byTag = tags.map(({ path }) => (Object.hasOwn(tastes, path) ? tastes[path] : undefined));
  const tasteOf = (item: number): Taste | undefined => {
    // The narrowest category that something was said of decides.
    for (const tag of [...index.card(item).tagIndices].reverse()) if (byTag[tag]) return byTag[tag];
    return undefined;
  };
  const tasteWeight = (path: string): number => (Object.hasOwn(tastes, path) ? WEIGHTS[tastes[path]!] : 1);
  const stated = new Set((facts.interests ?? []).map((path) => path.split(' > ')[0]!));
  return {
    isNever: (item) => tasteOf(item) === 'never',
    keep: (item) => (tasteOf(item) === 'less' ? WEIGHTS.less : 1) * fitOf(index.card(item), tags, facts),
    tasteWeight,
    stated,
    wanted(shares) {
      const result = new Map(shares);
      for (const department of stated) result.set(department, Math.max(STATED, shares.get(department) ?? 0));
      for (const [path, share] of result) result.set(path, share * tasteWeight(path));
      const total = [...result.values()].reduce((sum, share) => sum + share, 0) || 1;
      for (const [path, share] of result) result.set(path, share / total);
      return result;
    },
  };
}

/**
 * The scores with each item's lead over the rest as large as the shopper wants it. [V + 1]
 * @param isRival which items the rest is made of
 */
export function leanScores(
  scores: Float32Array,
  { keep }: Pick<Leaning, 'keep'>,
  isRival: (item: number) => boolean = () => true,
): Float32Array {
  const floor = topItems(scores, DEPTH, isRival).at(-1)?.score ?? 0;
  return scores.map((score, item) =>
    item > 0 && score > floor ? floor + keep(item) * (score - floor) : score,
  );
}

/** How well an item fits what was stated: 1, and half as much for every fact that it contradicts. */
function fitOf(card: Card, tags: readonly { readonly path: string }[], facts: Facts): number {
  const { minPrice = 0, maxPrice = Infinity, gender, ageBand, sizes = [] } = facts;
  const words = `${card.name} ${card.tagIndices.map((tag) => tags[tag]!.path).join(' ')}`;
  const itemSizes = (card.variant ?? '').split(/[\s/,]+/).filter((word) => SIZE.test(word));
  const contradictions = [
    card.price !== undefined && (card.price < minPrice || card.price > maxPrice),
    gender === 'women' && MEN.test(words) && !WOMEN.test(words),
    gender === 'men' && WOMEN.test(words) && !MEN.test(words),
    ageBand === 'under-18' && ADULTS_ONLY.test(words),
    ageBand !== undefined && ageBand !== 'under-18' && CHILDREN.test(words),
    sizes.length > 0 &&
      itemSizes.length > 0 &&
      !itemSizes.some((size) => sizes.some((own) => own.toLowerCase() === size.toLowerCase())),
  ];
  return UNFIT ** contradictions.filter(Boolean).length;
}
