import type { Item } from '../contract/item.ts';
import { type Tagger, tagOf } from '../features/tagger.ts';
import type { NeighbourTable } from '../model/folder.ts';
import { clusterItems } from './item_clusters.ts';
import { judgeTagger, type TaggerQuality, trainTagger } from './train_tagger.ts';

/** Fewer items with a category teach nothing that would hold for others. */
const MIN_TAGGED = 50;

/** Items of which as many as possible have a category, and what will tag those to come. */
export interface Categorised<I extends Item> {
  readonly items: readonly I[];
  readonly tagger?: Tagger;
  /** Items that brought no category. */
  readonly without: number;
  /** How many of those have one now. */
  readonly tagged: number;
  /** On items held out; absent when the categories are clusters, which nothing can be held against. */
  readonly quality?: TaggerQuality;
  /** Names of the clusters, in a shop whose items bring no category at all. */
  readonly clusters: readonly string[];
}

/**
 * Gives each item without a category the tagger's, which learns from the items that have one. A category
 * that is guessed is an item's category like any other: it shapes the item's vector, and what is kept out of the
 * codebook is kept out whoever gave its name.
 */
export function completeCategories<I extends Item>(items: readonly I[], seed: number): Categorised<I> {
  const without = items.filter(({ category }) => !category?.length).length;
  const untouched = { items, without, tagged: 0, clusters: [] };
  if (items.length - without < MIN_TAGGED) return untouched;
  const tagger = trainTagger(items, seed);
  return { ...untouched, ...tagItems(items, tagger), tagger, quality: judgeTagger(items, seed) };
}

/**
 * The same for a shop whose items bring no category at all: their clusters become its categories.
 * @param table neighbours of the items, in their order
 */
export function clusterCategories<I extends Item>(
  items: readonly I[],
  table: NeighbourTable,
  seed: number,
): Categorised<I> {
  const names = clusterItems(items, table, seed);
  const named = items.map((item, i) => (names[i] === undefined ? item : { ...item, category: [names[i]] }));
  const clusters = [...new Set(names.flatMap((name) => name ?? []))];
  return {
    items: named,
    without: items.length,
    tagged: names.filter((name) => name !== undefined).length,
    clusters,
    ...(clusters.length > 0 ? { tagger: trainTagger(named, seed) } : {}),
  };
}

/** The items, those without a category with the tagger's. */
export function tagItems<I extends Item>(
  items: readonly I[],
  tagger: Tagger,
): { items: I[]; tagged: number } {
  let tagged = 0;
  const completed = items.map((item) => {
    const tag = item.category?.length ? undefined : tagOf(item, tagger);
    if (!tag) return item;
    tagged++;
    return { ...item, category: tag.category };
  });
  return { items: completed, tagged };
}
