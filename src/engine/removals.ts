import { now } from '../contract/clock.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import { relationKey } from '../contract/relation.ts';
import type { RowKey } from '../contract/worker_api.ts';
import type { InklingStore } from '../store/inkling_store.ts';
import { RemovalStore } from '../store/removal_store.ts';

/** What the panel's answers remove by. */
export interface Removals extends Pick<RemovalStore, 'await'> {
  remove(keys: readonly RowKey[]): Promise<void>;
}

export function removalsOf(store: InklingStore): Removals {
  const removals = new RemovalStore(store);
  return { remove: (keys) => removeRows(store, keys), await: (awaited) => removals.await(awaited) };
}

/** Removes interactions by their ids and relations by their keys, a follow by either. */
async function removeRows(store: InklingStore, keys: readonly RowKey[]): Promise<void> {
  const chosen = new Set(keys);
  const isFollowOf = ({ kind, tokens }: StoredInteraction) =>
    kind === 'follow' && tokens?.some((target) => chosen.has(relationKey({ kind: 'follow_brand', target })));
  const interactions = await store.interactions();
  await store.remove(
    interactions.filter((row) => chosen.has(row.id) || isFollowOf(row)).map(({ id }) => id),
    (await store.relations()).filter((row) => chosen.has(relationKey(row))),
  );
}

/**
 * Removes what a panel was left with in the middle of, once it can no longer be taken back; asks again at that moment.
 * @param removed told when something is gone
 */
export async function finishRemovals(store: InklingStore, removed: () => void): Promise<void> {
  const removals = new RemovalStore(store);
  const awaited = await removals.awaited();
  if (!awaited) return;
  const wait = awaited.dueAt - now();
  if (wait > 0) {
    // Should it fail then, the next page tries.
    setTimeout(() => void finishRemovals(store, removed).catch(() => undefined), wait);
    return;
  }
  await removeRows(store, awaited.keys);
  await removals.await({ keys: [], dueAt: 0 });
  removed();
}

/** What is too old goes, and what a panel was left in the middle of removing. No answer depends on its working out. */
export async function sweep(store: InklingStore, mayRecord: boolean, removed: () => void): Promise<void> {
  if (mayRecord) await store.expire(now()).catch(() => 0);
  await finishRemovals(store, removed).catch(() => undefined);
}
