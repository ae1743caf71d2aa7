import { destroyInkling, inklingExists } from '../store/destroy.ts';

/** Deletes the database `inkling` and the cached model files, where there are any. The guard stays. */
export async function eraseWithoutWorker(): Promise<void> {
  if (await inklingExists()) await destroyInkling();
  const { caches } = globalThis as { caches?: CacheStorage };
  for (const name of (await caches?.keys()) ?? []) if (name.startsWith('inkling')) await caches?.delete(name);
}
