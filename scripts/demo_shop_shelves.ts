import { DEPARTMENTS, type Department, type SimulatedItem } from '../src/simulate/catalogue.ts';

/** The catalogue as its shop's database would answer. */
export interface Shelves {
  readonly items: readonly SimulatedItem[];
  /** A part of a large shop, for pages that show its breadth: ids are given after a shuffle, so any part is like the whole. */
  readonly front: readonly SimulatedItem[];
  item(slug: string): SimulatedItem | undefined;
  /** Items of a department, or of one of its leaves. */
  shelf(department: string, leaf?: string): readonly SimulatedItem[];
  /** Items of the same leaf, those of the same brand first. */
  related(item: SimulatedItem, count: number): SimulatedItem[];
  /** Items in which every word of the query occurs, best match first. */
  search(query: string): SimulatedItem[];
}

const FRONT = 20_000;

export function arrangeShelves(items: readonly SimulatedItem[]): Shelves {
  const bySlug = new Map(items.map((item) => [item.slug, item]));
  const byShelf = new Map<string, SimulatedItem[]>();
  for (const item of items)
    for (const name of [item.category[0], item.category.join(' > ')]) {
      const own = byShelf.get(name);
      if (own) own.push(item);
      else byShelf.set(name, [item]);
    }
  const shelf = (department: string, leaf?: string): readonly SimulatedItem[] =>
    byShelf.get(leaf === undefined ? department : `${department} > ${leaf}`) ?? [];
  return {
    items,
    front: items.slice(0, FRONT),
    item: (slug) => bySlug.get(slug),
    shelf,
    related(item, count) {
      const others = shelf(...item.category).filter(({ id }) => id !== item.id);
      const own = (other: SimulatedItem): number => Number(other.brand === item.brand);
      return others.sort((a, b) => own(b) - own(a) || b.rating - a.rating).slice(0, count);
    },
    search(query) {
      // "shirts" finds "shirt": a plural s is the one form that matters here.
      const words = query
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean)
        .map((word) => ` ${word.length > 3 ? word.replace(/s$/, '') : word}`);
      if (words.length === 0) return [];
      return items
        .flatMap((item) => {
          const name = ` ${item.name.toLowerCase()}`;
          const rest = ` ${[item.brand, ...item.category, item.variant].join(' ').toLowerCase()}`;
          return words.every((word) => name.includes(word) || rest.includes(word))
            ? [{ item, score: words.filter((word) => name.includes(word)).length }]
            : [];
        })
        .sort((a, b) => b.score - a.score || b.item.reviews - a.item.reviews)
        .map(({ item }) => item);
    },
  };
}

export const departmentOf = (slug: string): Department | undefined =>
  DEPARTMENTS.find((department) => department.slug === slug);

/** Addresses of an item's department and leaf. */
export function categoryUrls({ category: [name, leafName] }: SimulatedItem): [string, string] {
  const department = DEPARTMENTS.find((each) => each.name === name)!;
  const leaf = department.leaves.find((each) => each.name === leafName)!;
  return [`/c/${department.slug}`, `/c/${department.slug}/${leaf.slug}`];
}

export const SORTS = ['popular', 'rating', 'price', '-price', 'name'] as const;
export type Sort = (typeof SORTS)[number];

type Order = (a: SimulatedItem, b: SimulatedItem) => number;

const kept = new WeakMap<readonly SimulatedItem[], Map<string, readonly SimulatedItem[]>>();

/** A copy in an order, made once for each list and name: a large shelf takes a second to sort. The id breaks ties. */
export function inOrder(
  items: readonly SimulatedItem[],
  name: string,
  order: Order,
): readonly SimulatedItem[] {
  const lists = kept.get(items) ?? new Map<string, readonly SimulatedItem[]>();
  kept.set(items, lists);
  const known = lists.get(name);
  if (known) return known;
  const sorted = [...items].sort((a, b) => order(a, b) || (a.id < b.id ? -1 : 1));
  lists.set(name, sorted);
  return sorted;
}

/** In the wanted order, so that a page reads the same twice. */
export function sortItems(items: readonly SimulatedItem[], sort: Sort): readonly SimulatedItem[] {
  const order: Record<Sort, Order> = {
    popular: (a, b) => b.reviews - a.reviews,
    rating: (a, b) => b.rating - a.rating || b.reviews - a.reviews,
    price: (a, b) => a.price - b.price,
    '-price': (a, b) => b.price - a.price,
    name: (a, b) => a.name.localeCompare(b.name, 'en'),
  };
  return inOrder(items, sort, order[sort]);
}
