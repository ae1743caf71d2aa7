import { DAY_MS } from '../contract/config.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { KeptInterest } from '../contract/worker_api.ts';
import { fadingOf } from '../features/local_graph.ts';
import { sharedCategory, type Tag } from '../features/tagger.ts';
import { clusterItems } from '../profile/own_clusters.ts';
import type { Snapshot } from './snapshot.ts';

/** What a day's look over the whole history yields; kept until the next, or until something of the history goes. */
export interface Consolidation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Hash of the manifest of the model whose vectors it goes by. */
  readonly model: string;
  /** Database keys of the interactions that it has looked at. */
  readonly interactionIds: readonly number[];
  /** Categories of own items that have none, by the company that they keep. */
  readonly tags: ReadonlyMap<string, Tag>;
  /** Interests of steps that are beyond what the model reads, strongest first. */
  readonly kept: readonly KeptInterest[];
}

/** So many of the shopper's own items are clustered, those that count most. */
const MAX_ITEMS = 100;
/** One item is no company: a group needs so many with a category to give it to others, or to be told. */
const MIN_TAGGED = 2;
const MAX_KEPT = 5;
/** Weaker than this is no interest any more. */
const MIN_SHARE = 0.02;

/** Whether a day's look is due: once a day, and anew when the model is another. */
export const isDue = (last: Consolidation | undefined, model: string, now: number): boolean =>
  last?.model !== model || Math.floor(last.at / DAY_MS) !== Math.floor(now / DAY_MS);

/** Whether nothing that it was at has been removed or marked since. */
export function isOf({ interactionIds }: Consolidation, interactions: readonly StoredInteraction[]): boolean {
  const left = new Set(interactions.filter(({ gift, notMe }) => !gift && !notMe).map(({ id }) => id));
  return interactionIds.every((id) => left.has(id));
}

/**
 * Clusters the shopper's own items. Each counts what its steps have not faded to (half in thirty days); a cluster's
 * category is the deepest that three fifths of its weight lie in, and that share is how sure it is.
 */
export function consolidate({ model, steps }: Snapshot, now: number): Consolidation {
  const { index, entities, folder } = model;
  const { T, D } = folder.manifest;
  const weights = new Map<number, number>();
  const latest = new Map<number, number>();
  for (const { item, at } of steps) {
    weights.set(item, (weights.get(item) ?? 0) + fadingOf(now - at));
    latest.set(item, at);
  }
  const items = [...weights.keys()].sort((a, b) => weights.get(b)! - weights.get(a)!).slice(0, MAX_ITEMS);
  const total = items.reduce((sum, item) => sum + weights.get(item)!, 0);
  const read = new Set(steps.slice(-T).map(({ item }) => item));
  const tags = new Map<string, Tag>();
  const kept: KeptInterest[] = [];
  for (const cluster of clusterItems(items, entities, D)) {
    const pathOf = (item: number) => index.catalogue.tags[index.card(item).tagIndices.at(-1) ?? -1]?.path;
    // A tag that was guessed here is no ground for another guess.
    const grounds = cluster.filter((item) => pathOf(item) && !index.card(item).tagConfidence);
    const tag = sharedCategory(grounds.map((item) => [pathOf(item)!, weights.get(item)!]));
    if (!tag || grounds.length < MIN_TAGGED) continue;
    for (const item of cluster) if (!grounds.includes(item)) tags.set(index.card(item).id, tag);
    const share = (cluster.reduce((sum, item) => sum + weights.get(item)!, 0) / total) * tag.confidence;
    if (share < MIN_SHARE || cluster.some((item) => read.has(item))) continue;
    const at = Math.max(...cluster.map((item) => latest.get(item)!));
    kept.push({ path: tag.category.join(' > '), share, at });
  }
  return {
    at: now,
    model: folder.manifestHash,
    interactionIds: steps.flatMap(({ interactionIds }) => interactionIds),
    tags,
    kept: kept.sort((a, b) => b.share - a.share).slice(0, MAX_KEPT),
  };
}

/** What was stored as one, if it looks like it; a damaged one counts as none. */
export function parseConsolidation(stored: unknown): Consolidation | undefined {
  const { at, model, interactionIds, tags, kept } = (stored ?? {}) as Partial<Consolidation>;
  const isWhole =
    Number.isFinite(at) &&
    typeof model === 'string' &&
    tags instanceof Map &&
    [interactionIds, kept].every(Array.isArray);
  return isWhole ? (stored as Consolidation) : undefined;
}
