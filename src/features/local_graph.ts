import { DAY_MS } from '../contract/config.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { SeenItem } from '../contract/item.ts';
import type { CatalogueIndex } from './catalogue_index.ts';
import { roleOf } from './steps.ts';

/**
 * What this shopper's own visits say of which items go together, by item id, strongest first. Weights lie in (0, 1).
 * For items that no model has neighbours for: those of a shop without a model, and new ones.
 */
export type LocalGraph = ReadonlyMap<string, readonly (readonly [itemId: string, weight: number])[]>;

/** Neighbours kept of each item. */
export const LOCAL_NEIGHBOURS = 8;
/** What happened so long ago counts half. */
const HALF_LIFE_MS = 30 * DAY_MS;
/** Steps of a session that may lie between two items that go together. */
const REACH = 5;
/** Standing on a page together counts so much, in all, beside having been looked at one after the other. */
const SHOWN = 0.5;
/** A page with more items than this is an index, not a choice. */
const MAX_SHOWN = 60;

/** What became half as much by each half-life. @param ageMs negative counts as none */
export const fadingOf = (ageMs: number): number => 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS);

/**
 * Joins items that were looked at within one session, and items that pages showed together. Items that one page shows
 * are written in one batch and have one `seenAt`; the page that showed an item last is the one that counts.
 *
 * @param interactions oldest first
 * @param isWanted     whether an item's neighbours are asked for
 */
export function localGraph(
  interactions: readonly StoredInteraction[],
  seen: readonly SeenItem[],
  now: number,
  isWanted: (itemId: string) => boolean,
): LocalGraph {
  const edges = new Map<string, Map<string, number>>();
  const add = (from: string, to: string, weight: number) => {
    if (from === to || !isWanted(from)) return;
    const row = edges.get(from) ?? new Map<string, number>();
    row.set(to, (row.get(to) ?? 0) + weight);
    edges.set(from, row);
  };
  const join = (a: string, b: string, weight: number) => {
    add(a, b, weight);
    add(b, a, weight);
  };
  for (const { ids, at } of sessionsOf(interactions)) {
    ids.forEach((id, i) => {
      for (let gap = 1; gap <= REACH && i >= gap; gap++) join(ids[i - gap]!, id, fadingOf(now - at) / gap);
    });
  }
  const pages = new Map<number, SeenItem[]>();
  for (const item of seen) pages.set(item.seenAt, [...(pages.get(item.seenAt) ?? []), item]);
  for (const [at, page] of pages) {
    if (page.length > MAX_SHOWN) continue;
    const weight = (SHOWN * fadingOf(now - at)) / (page.length - 1);
    page.forEach(({ id }, i) => {
      for (let before = 0; before < i; before++) join(page[before]!.id, id, weight);
    });
  }
  return new Map(
    Array.from(edges, ([id, row]) => [
      id,
      Array.from(row, ([to, sum]) => [to, sum / (1 + sum)] as const)
        .sort((a, b) => b[1] - a[1])
        .slice(0, LOCAL_NEIGHBOURS),
    ]),
  );
}

/**
 * Writes local neighbours into the rows of a catalogue's graph: of items from `first` on, which no model has neighbours
 * for. The model's own rows stay as they are.
 */
export function addLocalEdges({ graph, indexOf }: CatalogueIndex, first: number, local: LocalGraph): void {
  const { M, neighbours, neighbourWeights } = graph;
  for (const [id, row] of local) {
    const item = indexOf(id) ?? 0;
    if (item < first) continue;
    const known = row.flatMap(([to, weight]) => {
      const neighbour = indexOf(to);
      return neighbour === undefined || neighbour === item ? [] : [[neighbour, weight] as const];
    });
    known.slice(0, M).forEach(([neighbour, weight], m) => {
      neighbours[item * M + m] = neighbour;
      neighbourWeights[item * M + m] = weight;
    });
  }
}

/** Items of each session in their order, runs of one item as one, and when it began. */
function sessionsOf(interactions: readonly StoredInteraction[]): { ids: string[]; at: number }[] {
  const sessions = new Map<number, string[]>();
  for (const { itemId, kind, session, gift, notMe } of interactions) {
    if (itemId === undefined || gift || notMe || typeof roleOf(kind) !== 'number') continue;
    const ids = sessions.get(session) ?? [];
    if (ids.at(-1) !== itemId) ids.push(itemId);
    sessions.set(session, ids);
  }
  return Array.from(sessions, ([at, ids]) => ({ ids, at }));
}
