import type { IDBPObjectStore, StoreNames } from 'idb';
import type { InklingSchema } from './schema.ts';

export type Writable<Name extends StoreNames<InklingSchema>> = IDBPObjectStore<
  InklingSchema,
  ArrayLike<StoreNames<InklingSchema>>,
  Name,
  'readwrite'
>;

/** Deletes, oldest first, what is older than `cutoff` or comes before the newest `keep`. */
export async function deleteOldest<Name extends 'interactions' | 'items'>(
  store: Writable<Name>,
  index: keyof InklingSchema[Name]['indexes'] & string,
  cutoff: number,
  keep: number,
): Promise<number> {
  const excess = (await store.count()) - keep;
  const byTime = store.index(index as never);
  const tooOld = await byTime.count(IDBKeyRange.upperBound(cutoff, true) as never);
  const doomed = Math.max(excess, tooOld);
  if (doomed <= 0) return 0;
  const keys = await byTime.getAllKeys(null, doomed);
  await Promise.all(keys.map((key) => store.delete(key)));
  return keys.length;
}
