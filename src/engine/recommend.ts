import type { ParsedQuery } from '../contract/recommend_query.ts';
import type { Recommendation } from '../contract/worker_api.ts';
import { hiddenItems } from '../profile/rules.ts';
import { candidatesOf, departmentShares, varied, varietyOf } from '../profile/variety.ts';
import { type Snapshot, scoresOf } from './snapshot.ts';

/**
 * What a page may show: pins first, then the best of what the rules let through, varied.
 *
 * Rules, strongest first: excluded, never wanted, turned down (and in the cart) and sold-out items never; pins always;
 * then prices within the band, and nothing that was seen or bought unless the query or the model wants
 * repeats; and only what the site offers: a shop's row holds no posts of its blog.
 *
 * Without behaviour it is the departments that the shopper stated an interest in, and nothing else; without these
 * either, it is empty: then there is no opinion, and pins alone would look like one.
 */
export function recommendations(snapshot: Snapshot, query: ParsedQuery): Recommendation[] {
  const { model, steps, input, inference, explainer, interactions, leaning } = snapshot;
  const isNew = steps.length === 0;
  if (isNew && !leaning?.stated.size) return [];
  const { index, folder } = model;
  const { count, filter } = query;
  const toItems = (ids: readonly string[]) => ids.flatMap((id) => index.indexOf(id) ?? []);
  const excluded = toItems(query.exclude);
  /** Items that the rules let through when repeats are wanted or not. */
  const open = (wantsRepeats: boolean) => {
    const hidden = hiddenItems(interactions, index, wantsRepeats);
    return (item: number) =>
      !hidden.has(item) && !excluded.includes(item) && !leaning?.isNever(item) && index.card(item).inStock;
  };
  const scores = scoresOf(snapshot);
  const pins = [...new Set(toItems(query.pin))].filter(open(true));
  const pinned = pins.slice(0, count).map((item) => ({ item, score: scores[item]! }));

  const isOpen = open(query.includeSeen || folder.manifest.repeats === true);
  const looked = departmentShares(input, inference.history, index);
  const surroundings = { index, wanted: leaning?.wanted(looked) ?? looked, stated: leaning?.stated, pinned };
  const candidates = candidatesOf(scores, count, surroundings, (item) => {
    const { price } = index.card(item);
    // An unknown price may lie outside of either bound.
    const isInBand = (price ?? 0) >= filter.minPrice && (price ?? Infinity) <= filter.maxPrice;
    const isOurs = index.presetOf(item) === index.preset;
    const isMeant = !isNew || leaning?.stated.has(index.departmentOf(item)) === true;
    return isOurs && isInBand && isMeant && isOpen(item) && !pins.includes(item);
  });
  const list = varied(candidates, count, varietyOf(query.diversity), surroundings);
  return list.map(({ item, score }) => {
    const { brandIndex: _b, tagIndices: _t, aliases: _a, inStock: _s, ...card } = index.card(item);
    const department = index.departmentOf(item);
    const isOnlyStated = leaning?.stated.has(department) && !looked.has(department);
    return {
      id: card.id,
      score,
      reasons: explainer.ofItem(item),
      ...(isOnlyStated ? { stated: department } : {}),
      item: card,
    };
  });
}
