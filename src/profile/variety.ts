import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import { BestItems, type Ranked } from './best_items.ts';
import { likeness } from './likeness.ts';

/** How far a list may leave the order of the scores, and for what. */
export interface Variety {
  /** Weight of unlikeness in [0, 1]: 0 = the scores alone, 1 = unlikeness alone. */
  readonly diversity: number;
  /** Weight of the divergence between the list's departments and the shopper's, >= 0. */
  readonly calibration: number;
}

/** On the frontiers of both weights alone, this much calibration costs what one diversity does. */
const CALIBRATION_PER_DIVERSITY = 2;

/** Both weights of the one number that a page gives. */
export const varietyOf = (diversity: number): Variety => ({
  diversity,
  calibration: CALIBRATION_PER_DIVERSITY * diversity,
});

/** What a list is fitted to: the catalogue's attributes and the shopper's departments. */
export interface Surroundings {
  readonly index: CatalogueIndex;
  /** Share of each department, from `departmentShares`. */
  readonly wanted: ReadonlyMap<string, number>;
  /** Of these, those that the shopper stated. */
  readonly stated?: ReadonlySet<string> | undefined;
  /** Items that stand first, whatever they score. */
  readonly pinned?: readonly Ranked[];
}

/** Steck's alpha: a department that the list lacks costs much, not infinitely much. */
const SMOOTHING = 0.01;

/**
 * The `count` items that are good together, pinned ones first, the others picked one by one from the
 * candidates:
 *
 *   argmax_i (1 - δ)·r_i - δ·max_{j in S} like(i, j) - κ·KL(p || q_{S + i})
 *
 * with S what stands already, δ the diversity and κ the calibration; r is the score, brought to [0, 1] over
 * the candidates, like the share of common attributes, p the departments wanted and q those of the list.
 * With both weights 0 the candidates' order stands. A stated department is owed its share of the list as it grows:
 * until it has it, its items count as the best.
 *
 * Sources: maximal marginal relevance, Carbonell and Goldstein 1998; calibration, Steck 2018, eq. 4-6.
 *
 * @param candidates best first
 */
export function varied(
  candidates: readonly Ranked[],
  count: number,
  { diversity, calibration }: Variety,
  { index, wanted, stated, pinned = [] }: Surroundings,
): Ranked[] {
  const left = candidates.map((ranked) => ({ ...ranked, like: 0 }));
  const low = candidates[Math.min(poolSize(count), candidates.length) - 1]?.score ?? 0;
  const span = (candidates[0]?.score ?? 0) - low || 1;
  const list: Ranked[] = [];
  const counts = new Map<string, number>();
  const place = ({ item, score }: Ranked): void => {
    list.push({ item, score });
    const department = index.departmentOf(item);
    counts.set(department, (counts.get(department) ?? 0) + 1);
    for (const other of left) other.like = Math.max(other.like, likeness(other.item, item, index.attributes));
  };
  pinned.forEach(place);
  while (list.length < count && left.length > 0) {
    const values = left.map(({ item, score, like }) => {
      const department = index.departmentOf(item);
      // The model alone would never let in what it has seen nothing of, however plainly it was stated.
      const isOwed =
        stated?.has(department) &&
        (counts.get(department) ?? 0) + 0.5 <= (wanted.get(department) ?? 0) * (list.length + 1);
      const relevance = isOwed ? 1 : (score - low) / span;
      return (
        (1 - diversity) * relevance -
        diversity * like -
        calibration * divergence(wanted, counts, list.length + 1, department)
      );
    });
    place(left.splice(values.indexOf(Math.max(...values)), 1)[0]!);
  }
  return list;
}

/**
 * KL(p || (1 - alpha)·q + alpha·p) in nats: how far the departments of a list lie from the wanted ones;
 * 0 when they are the same, or when nothing is wanted.
 *
 * @param counts  items of each department
 * @param total   items of all, the extra one with them
 * @param extra   department of one more item
 */
export function divergence(
  wanted: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  total: number,
  extra?: string,
): number {
  let sum = 0;
  for (const [department, p] of wanted) {
    const q = ((counts.get(department) ?? 0) + (department === extra ? 1 : 0)) / total;
    sum += p * Math.log(p / ((1 - SMOOTHING) * q + SMOOTHING * p));
  }
  return sum;
}

/** Departments of the history, each by how much of the attention lies in it; they add up to 1. */
export function departmentShares(
  { items }: Pick<ModelInput, 'items'>,
  history: ArrayLike<number>,
  index: CatalogueIndex,
): Map<string, number> {
  const shares = new Map<string, number>();
  let total = 0;
  items.forEach((item, t) => {
    const department = item > 0 ? index.departmentOf(item) : '';
    const share = history[t]!;
    if (department === '' || !(share > 0)) return;
    shares.set(department, (shares.get(department) ?? 0) + share);
    total += share;
  });
  for (const [department, share] of shares) shares.set(department, share / total);
  return shares;
}

/** Best items from which a list of `count` is picked: enough to choose among, too few to fall far. */
const poolSize = (count: number): number => 2 * count + 20;

/**
 * What a list of `count` is picked from: the best items, and of each department that deserves a place in it
 * (wanted to at least half a place) its own best, so that a smaller interest is not shut out by the larger.
 * Best first. One walk over the catalogue, however many departments are wanted.
 */
export function candidatesOf(
  scores: Float32Array,
  count: number,
  { index, wanted }: Surroundings,
  keep: (item: number) => boolean,
): Ranked[] {
  const best = new BestItems(scores, poolSize(count));
  const ofPath = new Map<string, BestItems>();
  for (const [department, share] of wanted)
    if (share * count >= 0.5) ofPath.set(department, new BestItems(scores, Math.ceil(share * count)));
  const ofDepartment = ['', ...index.catalogue.tags.map(({ path }) => path)].map((path) => ofPath.get(path));
  for (let item = 1; item < scores.length; item++) {
    const own = ofDepartment[index.departments[item]!];
    const isBest = best.takes(item);
    const isOwnBest = own?.takes(item) === true;
    if (!(isBest || isOwnBest) || !keep(item)) continue;
    if (isBest) best.add(item);
    if (isOwnBest) own?.add(item);
  }
  const list = best.list();
  const pool = new Set(list.map(({ item }) => item));
  const others = [...ofPath.values()].flatMap((own) => own.list());
  return [...list, ...others.filter(({ item }) => !pool.has(item)).sort((a, b) => b.score - a.score)];
}
