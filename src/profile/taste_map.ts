import type { TasteMap } from '../contract/panel_worker.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { hash, mix } from '../features/hashed_text.ts';
import { normaliseInPlace } from './interests.ts';
import { principalPlane, project } from './principal_plane.ts';

const MAX_ITEMS = 240;
/** As many as signs can be told apart; the items of all others are one group. */
const MAX_DEPARTMENTS = 12;
/** Fewer are a list, not a map. */
const MIN_ITEMS = 12;

export interface TasteMapInputs {
  readonly index: CatalogueIndex;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  readonly D: number;
  /** Profiles, any length [D], and when they were so, oldest first. */
  readonly profiles: readonly { readonly at: number; readonly profile: Float32Array }[];
}

/**
 * Some of the catalogue's items, and the shopper over time, in the plane in which these items differ most. Which items
 * depends on the catalogue alone: evenly of each department, by the hash of their ids. What counts is the
 * direction of a vector, for items and shopper alike; no items where there are too few for a map.
 */
export function tasteMap({ index, entities, D, profiles }: TasteMapInputs): TasteMap {
  const groups = sampled(index);
  const chosen = groups.flatMap(({ items }, department) => items.map((item) => ({ item, department })));
  if (chosen.length < MIN_ITEMS) return { departments: [], items: [], path: [], explained: 0 };
  const rows = chosen.map(({ item }) => normaliseInPlace(entities.slice(item * D, (item + 1) * D)));
  const plane = principalPlane(rows);
  return {
    departments: groups.map(({ name }) => name),
    items: chosen.map(({ item, department }, i) => ({
      name: index.card(item).name,
      department,
      ...project(rows[i]!, plane),
    })),
    path: profiles.map(({ at, profile }) => ({ at, ...project(normaliseInPlace(profile.slice()), plane) })),
    explained: plane.explained,
  };
}

/** The largest departments with their share of the items that are shown; under "" those of all others. */
function sampled(index: CatalogueIndex): { readonly name: string; readonly items: readonly number[] }[] {
  const all = new Map<string, number[]>();
  for (let item = 1; item <= index.V; item++) {
    const name = index.departmentOf(item);
    const items = all.get(name) ?? [];
    items.push(item);
    all.set(name, items);
  }
  const named = [...all].filter(([name]) => name !== '');
  named.sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  const rest = [...named.splice(MAX_DEPARTMENTS).flatMap(([, items]) => items), ...(all.get('') ?? [])];
  const groups = [...named, ...(rest.length > 0 ? [['', rest] as const] : [])].map(([name, items]) => {
    const order = new Map(items.map((item) => [item, mix(hash(index.card(item).id))]));
    return { name, items: [...items].sort((a, b) => order.get(a)! - order.get(b)!) };
  });
  // Of small departments all items are shown; what they leave goes to the others.
  let left = MAX_ITEMS;
  const shown = new Map<string, number>();
  [...groups]
    .sort((a, b) => a.items.length - b.items.length)
    .forEach(({ name, items }, i) => {
      const count = Math.min(items.length, Math.floor(left / (groups.length - i)));
      shown.set(name, count);
      left -= count;
    });
  return groups.map(({ name, items }) => ({ name, items: items.slice(0, shown.get(name)) }));
}
