import type { Interaction } from '../contract/interaction.ts';
import { drawItem, type Market } from './market.ts';
import type { Prng } from './prng.ts';

export interface SessionPlan {
  /** Leaf that the session starts in. */
  readonly leaf: number;
  readonly at: number;
  readonly brand?: string;
  readonly priceBand: number;
  readonly isGift: boolean;
}

export interface Session {
  readonly interactions: readonly Interaction[];
  /** Positions of accidental views. */
  readonly noise: readonly number[];
}

const MAX_INTERACTIONS = 12;
/** Where the next item comes from, seen from the one before. */
const NEXT = {
  sameLeaf: 0.44,
  companion: 0.22,
  complement: 0.08,
  sameBrand: 0.14,
  department: 0.08,
  noise: 0.04,
};

/** One visit: 1 to 12 interactions on items that hang together, and maybe a search, cart or purchase. */
export function simulateSession(market: Market, plan: SessionPlan, prng: Prng): Session {
  const interactions: Interaction[] = [];
  const noise: number[] = [];
  const carted: string[] = [];
  let at = plan.at;
  const add = (interaction: Omit<Interaction, 'at'>, pauseMs: number) => {
    if (interactions.length >= MAX_INTERACTIONS) return;
    interactions.push({ ...interaction, at });
    at += Math.round(pauseMs);
  };
  const taste = tasteOf(market, plan);
  let item = drawItem(market, market.leaves[plan.leaf]!.items, taste, prng);
  const tokens = searchTokens(market, item, plan);
  if (tokens.length > 0 && prng.chance(0.2)) add({ kind: 'search', tokens }, 6_000);

  const seen = new Set<number>();
  while (interactions.length < MAX_INTERACTIONS) {
    const { id: itemId, brand } = market.items[item]!;
    seen.add(item);
    if (prng.chance(0.25)) add({ kind: 'select', itemId }, 800);
    const dwellMs = Math.round(1_000 * Math.exp(3 + 0.9 * prng.normal()));
    add({ kind: 'view', itemId, dwellMs }, dwellMs + 1_000);
    if (prng.chance(0.02)) add({ kind: 'dislike', itemId }, 2_000);
    else if (prng.chance(0.14)) {
      add({ kind: 'cart_add', itemId, value: 1 }, 4_000);
      carted.push(itemId);
    } else if (prng.chance(0.06)) add({ kind: 'wishlist', itemId }, 3_000);
    if (brand !== undefined && brand === plan.brand && !plan.isGift && prng.chance(0.04))
      add({ kind: 'follow', tokens: [brand] }, 2_000);

    if (prng.chance(0.2)) break;
    const next = nextItem(market, item, taste, prng);
    if (next.isNoise) {
      // A slip of the finger: opened and left at once, and the walk goes on from where it was.
      if (interactions.length < MAX_INTERACTIONS) noise.push(interactions.length);
      add({ kind: 'view', itemId: market.items[next.item]!.id, dwellMs: 400 + prng.integer(1_200) }, 3_000);
    } else if (!seen.has(next.item)) item = next.item;
    else if (prng.chance(0.5)) break;
  }
  if (carted.length > 0 && prng.chance(0.55)) {
    for (const itemId of new Set(carted)) add({ kind: 'purchase', itemId, value: 1 }, 0);
  }
  return { interactions, noise };
}

/** How much more than its demand the shopper is drawn to an item: brand first, then price. */
function tasteOf(market: Market, { brand, priceBand, isGift }: SessionPlan): (item: number) => number {
  if (isGift) return () => 1;
  return (item) => {
    const distance = market.priceRank[item]! - priceBand;
    const isFavourite = brand !== undefined && market.items[item]!.brand === brand;
    return Math.exp(-4 * distance * distance) * (isFavourite ? 6 : 1);
  };
}

function nextItem(
  market: Market,
  item: number,
  taste: (item: number) => number,
  prng: Prng,
): { item: number; isNoise: boolean } {
  const { items, leaves, leafOf, companions } = market;
  const leaf = leaves[leafOf[item]!]!;
  const department = market.departments.get(leaf.department)!;
  const from = (shelf: readonly number[]) => ({ item: drawItem(market, shelf, taste, prng), isNoise: false });
  const ways = Object.keys(NEXT) as (keyof typeof NEXT)[];
  switch (ways[prng.weighted(Object.values(NEXT))]!) {
    case 'companion':
      if (companions[item]!.length > 0) return { item: prng.pick(companions[item]!), isNoise: false };
      return from(leaf.items);
    case 'complement':
      return from(leaf.complements.length > 0 ? leaves[prng.pick(leaf.complements)]!.items : leaf.items);
    case 'sameBrand': {
      const { brand } = items[item]!;
      const shelf = department.filter((other) => other !== item && items[other]!.brand === brand);
      return from(brand !== undefined && shelf.length > 0 ? shelf : leaf.items);
    }
    case 'department':
      return from(department);
    case 'noise':
      return { item: prng.integer(items.length), isNoise: true };
    default:
      return from(leaf.items);
  }
}

/** Words as somebody would type them: of the leaf's name, now and then with a brand. */
function searchTokens(market: Market, item: number, { brand, isGift }: SessionPlan): string[] {
  const leaf = market.leaves[market.leafOf[item]!]!;
  const words = leaf.path
    .split(' > ')
    .at(-1)!
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);
  return brand !== undefined && !isGift && leaf.brands.includes(brand)
    ? [brand.toLowerCase(), ...words]
    : words;
}
