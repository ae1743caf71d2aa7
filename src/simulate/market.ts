import type { Item } from '../contract/item.ts';
import type { Prng } from './prng.ts';

/** What shoppers walk through: the catalogue by leaf, how popular items are, what goes with what. */
export interface Market {
  readonly items: readonly Item[];
  readonly leaves: readonly Leaf[];
  /** Leaf of each item. */
  readonly leafOf: Int32Array;
  /** Items of each leaf's department, by name. */
  readonly departments: ReadonlyMap<string, readonly number[]>;
  /** Share of the leaf's items that cost less, in [0, 1). */
  readonly priceRank: Float64Array;
  /** Relative demand of each item: long-tailed. */
  readonly popularity: Float64Array;
  /** For each item a few items of a complementary leaf that sell with it. */
  readonly companions: readonly (readonly number[])[];
}

export interface Leaf {
  /** Category path joined by " > ". */
  readonly path: string;
  readonly department: string;
  readonly items: readonly number[];
  /** Leaves of the same department that are shopped together with this one. */
  readonly complements: readonly number[];
  readonly brands: readonly string[];
}

/** Zipf exponent of demand inside the catalogue: the top tenth sells about half. */
const TAIL = 0.8;
const COMPANIONS = 3;

/** The market of a catalogue; the same for every shopper of one seed. */
export function buildMarket(items: readonly Item[], prng: Prng): Market {
  const order = prng.shuffle(items.map((_, i) => i));
  const popularity = new Float64Array(items.length);
  order.forEach((item, rank) => {
    popularity[item] = (rank + 1) ** -TAIL;
  });
  const { leaves, leafOf } = groupByLeaf(items);
  const companions = items.map((item, i) => {
    const { complements } = leaves[leafOf[i]!]!;
    if (complements.length === 0) return [];
    const shelf = leaves[prng.pick(complements)]!.items;
    const weights = shelf.map(
      (other) => popularity[other]! ** 0.5 * (items[other]!.brand === item.brand ? 4 : 1),
    );
    return Array.from({ length: COMPANIONS }, () => shelf[prng.weighted(weights)]!);
  });
  const departments = new Map<string, number[]>();
  for (const { department, items: shelf } of leaves)
    departments.set(department, [...(departments.get(department) ?? []), ...shelf]);
  const price = (i: number) => items[i]!.price ?? 0;
  const priceRank = Float64Array.from(items, (_, i) => {
    const shelf = leaves[leafOf[i]!]!.items;
    return shelf.filter((other) => price(other) < price(i)).length / shelf.length;
  });
  return { items, leaves, leafOf, departments, priceRank, popularity, companions };
}

/** Items from `from` drawn by demand, times `taste` of each. */
export function drawItem(
  market: Market,
  from: readonly number[],
  taste: (item: number) => number,
  prng: Prng,
): number {
  return from[prng.weighted(from.map((item) => market.popularity[item]! * taste(item)))]!;
}

function groupByLeaf(items: readonly Item[]): { leaves: Leaf[]; leafOf: Int32Array } {
  const byPath = new Map<string, number[]>();
  items.forEach((item, i) => {
    const path = (item.category ?? ['']).join(' > ');
    const members = byPath.get(path);
    if (members) members.push(i);
    else byPath.set(path, [i]);
  });
  const paths = [...byPath.keys()].sort();
  const department = (path: string) => path.split(' > ')[0]!;
  const leafOf = new Int32Array(items.length);
  const leaves = paths.map((path, leaf) => {
    const members = byPath.get(path)!;
    for (const item of members) leafOf[item] = leaf;
    const siblings = paths.flatMap((other, i) => (department(other) === department(path) ? [i] : []));
    const place = siblings.indexOf(leaf);
    // The two leaves after it in its department, cyclically: directed, so that order means something.
    const complements = [1, 2]
      .map((step) => siblings[(place + step) % siblings.length]!)
      .filter((other, i, all) => other !== leaf && all.indexOf(other) === i);
    const brands = [...new Set(members.flatMap((item) => items[item]!.brand ?? []))].sort();
    return { path, department: department(path), items: members, complements, brands };
  });
  return { leaves, leafOf };
}
