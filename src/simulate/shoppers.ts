import { invalid } from '../contract/error.ts';
import { type Interaction, SESSION_GAP_MS } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import { buildMarket, type Market } from './market.ts';
import { Prng } from './prng.ts';
import { simulateSession } from './session.ts';

export interface SimulateOptions {
  readonly seed: number;
  readonly count: number;
  /** Number of the first shopper, 0 by default: later ones of the same market, whom nothing was trained on. */
  readonly first?: number;
  readonly catalogue: readonly Item[];
  /** Start of the first week, ms since the epoch. */
  readonly startAt?: number;
  readonly weeks?: number;
  /** Mean number of sessions of a shopper. */
  readonly meanSessions?: number;
}

export interface SimulatedShopper {
  readonly id: string;
  /** Oldest first. */
  readonly interactions: readonly Interaction[];
  readonly truth: Truth;
}

/** What the shopper is, as the simulator knows it: what tests compare inferences with. */
export interface Truth {
  readonly interests: readonly TrueInterest[];
  /** Brand that the shopper prefers wherever it is sold. */
  readonly brand?: string;
  /** Preferred place in a leaf's prices, 0 = cheapest, 1 = dearest. */
  readonly priceBand: number;
  /** When an interest was swapped for another, ms since the epoch. */
  readonly driftAt?: number;
  /** Start times of sessions spent shopping for somebody else. */
  readonly giftSessions: readonly number[];
  /** Positions in `interactions` of accidental views. */
  readonly noise: readonly number[];
}

export interface TrueInterest {
  /** Category path joined by " > ". */
  readonly path: string;
  readonly department: string;
  readonly weight: number;
  /** Index of the leaf in the market. */
  readonly leaf: number;
  /** Whether it holds before the drift, after it or throughout. */
  readonly when: 'before' | 'after' | 'always';
}

const WEEK_MS = 7 * 86_400_000;
/** 6 January 2025, a Monday. */
const DEFAULT_START = Date.UTC(2025, 0, 6);
const DEFAULT_WEEKS = 12;
const DEFAULT_SESSIONS = 5;
const DRIFTS = 0.35;
const GIFT_SESSION = 0.04;

/**
 * Shoppers with one to three interests each, a favourite brand, a price band, interests that drift
 * over the weeks, sessions for gifts and accidental views; the same for the same options.
 *
 * @throws InklingError `invalid-argument`
 */
export const simulateShoppers = (options: SimulateOptions): SimulatedShopper[] => [...eachShopper(options)];

/** The same shoppers one by one: a million of them would not fit into memory. @throws InklingError `invalid-argument` */
export function* eachShopper(options: SimulateOptions): Generator<SimulatedShopper> {
  const { seed, count, catalogue, first = 0 } = options;
  if (!(Number.isInteger(count) && count >= 0))
    throw invalid(`count of shoppers is ${count}, must be a whole number >= 0`);
  if (catalogue.length === 0) throw invalid('catalogue is empty, must hold at least one item');
  const market = buildMarket(catalogue, new Prng(seed));
  for (let i = 0; i < count; i++) yield simulateShopper(market, first + i, options);
}

function simulateShopper(market: Market, index: number, options: SimulateOptions): SimulatedShopper {
  const prng = new Prng(options.seed).fork(index);
  const start = options.startAt ?? DEFAULT_START;
  const weeks = options.weeks ?? DEFAULT_WEEKS;
  const driftAt = prng.chance(DRIFTS)
    ? start + Math.round((0.3 + 0.4 * prng.next()) * weeks) * WEEK_MS
    : undefined;
  const interests = drawInterests(market, driftAt !== undefined, prng);
  const brands = market.leaves[interests[0]!.leaf]!.brands;
  const brand = brands.length > 0 && prng.chance(0.7) ? prng.pick(brands) : undefined;
  const taste = { interests, priceBand: prng.next(), ...(brand === undefined ? {} : { brand }) };

  const interactions: Interaction[] = [];
  const giftSessions: number[] = [];
  const noise: number[] = [];
  let free = 0;
  for (const planned of drawSessionTimes(start, weeks, options.meanSessions ?? DEFAULT_SESSIONS, prng)) {
    const at = Math.max(planned, free);
    const giftLeaf = prng.chance(GIFT_SESSION) ? drawGiftLeaf(market, interests, prng) : undefined;
    const isGift = giftLeaf !== undefined;
    if (isGift) giftSessions.push(at);
    const leaf = giftLeaf ?? drawLeaf(interests, at, driftAt, prng);
    const session = simulateSession(market, { ...taste, leaf, at, isGift }, prng);
    for (const position of session.noise) noise.push(interactions.length + position);
    interactions.push(...session.interactions);
    free = session.interactions.at(-1)!.at + SESSION_GAP_MS + 60_000;
  }
  const truth = { ...taste, giftSessions, noise, ...(driftAt === undefined ? {} : { driftAt }) };
  return { id: `s${String(index + 1).padStart(6, '0')}`, interactions, truth };
}

/** One to three leaves; a shopper who drifts has one that ends and one that begins instead. */
function drawInterests(market: Market, drifts: boolean, prng: Prng): TrueInterest[] {
  const wanted = Math.min(1 + prng.weighted([0.45, 0.35, 0.2]), market.leaves.length);
  const demand = market.leaves.map(({ items }) =>
    items.reduce((sum, item) => sum + market.popularity[item]!, 0),
  );
  const chosen: number[] = [];
  const draw = () => {
    const open = demand.map((weight, leaf) => (chosen.includes(leaf) ? 0 : weight));
    const leaf = prng.weighted(open);
    chosen.push(leaf);
    return leaf;
  };
  const toInterest = (leaf: number, weight: number, when: TrueInterest['when']): TrueInterest => {
    const { path, department } = market.leaves[leaf]!;
    return { path, department, weight, leaf, when };
  };
  const interests = Array.from({ length: wanted }, (_, i) =>
    toInterest(draw(), 1 / (i + 1), drifts && i === 0 ? 'before' : 'always'),
  );
  if (drifts && chosen.length < market.leaves.length) interests.push(toInterest(draw(), 1, 'after'));
  return interests;
}

function drawLeaf(
  interests: readonly TrueInterest[],
  at: number,
  driftAt: number | undefined,
  prng: Prng,
): number {
  const phase = driftAt !== undefined && at >= driftAt ? 'after' : 'before';
  const live = interests.filter(({ when }) => when === 'always' || when === phase);
  const open = live.length > 0 ? live : interests;
  return open[prng.weighted(open.map(({ weight }) => weight))]!.leaf;
}

/** A leaf of a department that the shopper has no interest in; undefined when there is none. */
function drawGiftLeaf(market: Market, interests: readonly TrueInterest[], prng: Prng): number | undefined {
  const own = new Set(interests.map(({ department }) => department));
  const others = market.leaves.flatMap(({ department }, leaf) => (own.has(department) ? [] : [leaf]));
  return others.length > 0 ? prng.pick(others) : undefined;
}

/** Times between 8 and 23 o'clock, oldest first; at least one, the number geometric. */
function drawSessionTimes(start: number, weeks: number, mean: number, prng: Prng): number[] {
  let sessions = 1;
  while (prng.chance(1 - 1 / mean) && sessions < 12 * mean) sessions++;
  return Array.from({ length: sessions }, () => {
    const day = prng.integer(weeks * 7);
    return start + day * 86_400_000 + Math.floor((8 + 15 * prng.next()) * 3_600_000);
  }).sort((a, b) => a - b);
}
