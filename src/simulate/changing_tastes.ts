import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import { buildMarket, type Market } from './market.ts';
import { Prng } from './prng.ts';
import { simulateSession } from './session.ts';

/** A shopper of two interests who shops once for somebody else and then takes up another interest. */
export interface ChangingShopper {
  /** The two interests, session by session in turn for four weeks, and the gift session among them; oldest first. */
  readonly before: readonly Interaction[];
  /** Part of `before`: the session spent shopping for somebody else. */
  readonly gift: readonly Interaction[];
  /** A month later, the new interest alone; oldest first. */
  readonly after: readonly Interaction[];
  /** Departments, all different. */
  readonly truth: {
    readonly interests: readonly [string, string];
    readonly gift: string;
    readonly next: string;
  };
}

export interface ChangingOptions {
  readonly seed: number;
  readonly count: number;
  readonly catalogue: readonly Item[];
}

const DAY_MS = 86_400_000;
/** 6 January 2025, a Monday. */
const START = Date.UTC(2025, 0, 6, 9);
const SESSIONS = 8;
const SESSION_EVERY_MS = (28 / SESSIONS) * DAY_MS;
/** After which of the sessions the gift is looked for. */
const GIFT_AFTER = 5;
const MONTH_MS = 30 * DAY_MS;
/** Sessions of the new interest: some are a single look. */
const NEXT_SESSIONS = 6;

/** The same shoppers for the same options. The catalogue needs four departments. */
export function simulateChangingShoppers({ seed, count, catalogue }: ChangingOptions): ChangingShopper[] {
  const market = buildMarket(catalogue, new Prng(seed));
  return Array.from({ length: count }, (_, i) => simulate(market, new Prng(seed).fork(i)));
}

function simulate(market: Market, prng: Prng): ChangingShopper {
  const [first, second, gift, next] = prng.shuffle([...market.departments.keys()]) as [
    string,
    string,
    string,
    string,
  ];
  const leafIn = (department: string) =>
    prng.pick(market.leaves.flatMap((leaf, i) => (leaf.department === department ? [i] : [])));
  const leaves = [leafIn(first), leafIn(second)];
  const priceBand = prng.next();
  const session = (leaf: number, at: number, isGift = false) =>
    simulateSession(market, { leaf, at, priceBand, isGift }, prng).interactions;

  const before: Interaction[] = [];
  let bought: readonly Interaction[] = [];
  for (let i = 0; i < SESSIONS; i++) {
    const at = START + i * SESSION_EVERY_MS;
    before.push(...session(leaves[i % 2]!, at));
    if (i !== GIFT_AFTER) continue;
    bought = session(leafIn(gift), at + DAY_MS, true);
    before.push(...bought);
  }
  const later = START + SESSIONS * SESSION_EVERY_MS + MONTH_MS;
  const leaf = leafIn(next);
  const after = Array.from({ length: NEXT_SESSIONS }, (_, i) => session(leaf, later + i * DAY_MS)).flat();
  return { before, gift: bought, after, truth: { interests: [first, second], gift, next } };
}
