import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import { Prng } from './prng.ts';

/**
 * Shoppers whose next item follows from one group of features, as often as is asked for, and else from nothing:
 * what says whether a model finds a group's effect where there is one, and leaves the group alone where there is
 * none. Frozen: planted_groups.test.ts holds the hash of what comes out, from before the first model was trained.
 */

/** The feature groups of the fusion, in gate order. */
const GROUPS = ['basic', 'behaviour', 'tags', 'relations'] as const;
export type PlantedGroup = (typeof GROUPS)[number];

/** How often the next item follows the planted group. */
export const EFFECTS = { none: 0, small: 0.15, large: 0.5 } as const;
export type Effect = keyof typeof EFFECTS;

export interface PlantedOptions {
  readonly seed: number;
  readonly count: number;
  readonly group: PlantedGroup;
  readonly effect: Effect;
}

/** One shopper: a session of views, maybe some brands followed before, and what the browser tells. */
export interface PlantedShopper {
  readonly interactions: readonly Interaction[];
  readonly context: {
    readonly language: string;
    readonly device: 'phone' | 'other';
    readonly timeZone: string;
  };
}

const ITEMS = 400;
const BRANDS = 25;
const DEPARTMENTS = 4;
const LEAVES = 20;
const PRICES = 50;
/** What each item may lead to. */
const SUCCESSORS = 3;
const ZONES = [
  'Africa/Lagos',
  'America/Lima',
  'Asia/Shanghai',
  'Australia/Perth',
  'Europe/Madrid',
  'Pacific/Auckland',
];
const LANGUAGES = ['en', 'es', 'zh', 'fr'];
const [SHORTEST, LONGEST] = [4, 10];
/** Brands that a shopper follows, at most; one in three follows none. */
const MOST_FOLLOWED = 2;
const MINUTE_MS = 60_000;
/** 6 January 2025, a Monday, 9 o'clock in UTC. */
const START = Date.UTC(2025, 0, 6, 9);
/** Which items attract whom is one for all shoppers, whatever their seed. */
const WORLD_SEED = 2025;

const brandOf = (item: number): number => item % BRANDS;
const leafOf = (item: number): number => Math.floor((item * LEAVES) / ITEMS);

/** The catalogue of all these shoppers. */
export function plantedCatalogue(): Item[] {
  const prng = new Prng(WORLD_SEED).fork(0);
  return Array.from({ length: ITEMS }, (_, item) => ({
    id: `item-${item}`,
    name: `Item ${item}`,
    brand: `Brand ${brandOf(item)}`,
    category: [`Department ${leafOf(item) % DEPARTMENTS}`, `Leaf ${leafOf(item)}`],
    price: 1 + prng.integer(PRICES),
    currency: 'EUR',
  }));
}

/** Secret rules of the world: what follows from each group. */
interface World {
  /** Items of each time zone. */
  readonly ofZone: readonly (readonly number[])[];
  /** What each item leads to. */
  readonly successors: readonly (readonly number[])[];
  readonly ofLeaf: readonly (readonly number[])[];
  readonly ofBrand: readonly (readonly number[])[];
}

/** The same shoppers for the same options. */
export function simulatePlanted({ seed, count, group, effect }: PlantedOptions): PlantedShopper[] {
  const world = buildWorld();
  const root = new Prng(seed).fork(GROUPS.indexOf(group));
  return Array.from({ length: count }, (_, shopper) =>
    simulate(world, group, EFFECTS[effect], root.fork(shopper)),
  );
}

function buildWorld(): World {
  const prng = new Prng(WORLD_SEED).fork(1);
  const all = Array.from({ length: ITEMS }, (_, item) => item);
  const mixed = prng.shuffle([...all]);
  const grouped = (groups: number, of: (item: number) => number) =>
    Array.from({ length: groups }, (_, each) => all.filter((item) => of(item) === each));
  return {
    ofZone: ZONES.map((_, zone) => mixed.filter((_item, place) => place % ZONES.length === zone)),
    successors: all.map(() => Array.from({ length: SUCCESSORS }, () => prng.integer(ITEMS))),
    ofLeaf: grouped(LEAVES, leafOf),
    ofBrand: grouped(BRANDS, brandOf),
  };
}

function simulate(world: World, group: PlantedGroup, effect: number, prng: Prng): PlantedShopper {
  const zone = prng.integer(ZONES.length);
  const context = {
    language: prng.pick(LANGUAGES),
    device: prng.chance(0.5) ? ('phone' as const) : ('other' as const),
    timeZone: ZONES[zone]!,
  };
  const followed = Array.from({ length: prng.integer(MOST_FOLLOWED + 1) }, () => prng.integer(BRANDS));
  const length = SHORTEST + prng.integer(LONGEST - SHORTEST + 1);
  const views = [prng.integer(ITEMS)];
  while (views.length < length) {
    const pool = prng.chance(effect) ? poolOf(world, group, { zone, followed, views }) : [];
    const next = pool.length > 0 ? prng.pick(pool) : prng.integer(ITEMS);
    if (!views.includes(next)) views.push(next);
  }
  const follows = followed.map(
    (brand, i): Interaction => ({ kind: 'follow', tokens: [`Brand ${brand}`], at: START + i * 1_000 }),
  );
  return {
    interactions: [
      ...follows,
      ...views.map(
        (item, i): Interaction => ({ kind: 'view', itemId: `item-${item}`, at: START + (i + 1) * MINUTE_MS }),
      ),
    ],
    context,
  };
}

/** What may follow from a group; nothing where the shopper has none of it. */
function poolOf(
  world: World,
  group: PlantedGroup,
  { zone, followed, views }: { zone: number; followed: readonly number[]; views: readonly number[] },
): readonly number[] {
  const last = views.at(-1)!;
  switch (group) {
    case 'basic':
      return world.ofZone[zone]!;
    case 'behaviour':
      return world.successors[last]!;
    case 'tags':
      return world.ofLeaf[mostFrequent(views.map(leafOf))]!;
    case 'relations':
      return followed.flatMap((brand) => world.ofBrand[brand]!);
  }
}

/** Of several the one that came first. */
function mostFrequent(list: readonly number[]): number {
  const count = (value: number) => list.filter((other) => other === value).length;
  return list.reduce((best, value) => (count(value) > count(best) ? value : best));
}
