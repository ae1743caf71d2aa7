import { now } from '../contract/clock.ts';
import type { StorageReport } from '../contract/worker_api.ts';
import { forgottenBudget } from '../privacy/accountant.ts';
import type { GuardStore } from '../store/guard_store.ts';
import { InklingStore } from '../store/inkling_store.ts';

const CACHE_PREFIX = 'inkling';

/** The two databases, as the worker holds them. `store` stays usable: it opens again by itself. */
export interface Databases {
  readonly guard: GuardStore;
  readonly store: InklingStore;
}

/**
 * Deletes database `inkling` and Inkling's caches, keeps the guard, and counts what is left.
 *
 * Safe at any moment of a release, without waiting for one: see release_protocol.ts. The database is
 * made anew (empty) only while recording is allowed; otherwise it stays absent.
 *
 * @throws InklingError `store-blocked` when another tab keeps the database open; it is empty even so.
 */
export async function clearDevice({ guard, store }: Databases): Promise<StorageReport> {
  await deleteCaches();
  await InklingStore.destroy();
  // A guard that cannot be read is no consent; the report below says what is wrong with it.
  const choice = await guard.choice().catch(() => undefined);
  if (choice?.record) await store.connection.write(async () => undefined);
  return storageReport({ guard, store });
}

/**
 * Deletes everything, choice and budget too, but for one guard row: a budget that begins a full period
 * from now. Without that row "forget" would be a way to a second release in one period.
 */
export async function forgetDevice({ guard, store }: Databases, periodDays: number): Promise<StorageReport> {
  // The guard first: from here on no spend is committed, so nothing of the old outbox can leave.
  await guard.startOver(forgottenBudget(now(), periodDays));
  return clearDevice({ guard, store });
}

/** What is on this device, row by row. Creates nothing. */
export async function storageReport({ guard, store }: Databases): Promise<StorageReport> {
  const rows = { ...(await store.rowCounts()), ...(await guard.rowCounts()) };
  const [choice, budget] = [await guard.choice(), await guard.budget()];
  const exists = Object.values(rows).some((count) => count > 0);
  const usageBytes = await estimateUsage();
  return {
    rows,
    ...(exists ? { guard: { ...(choice && { choice }), ...(budget && { budget }) } } : {}),
    ...(usageBytes === undefined ? {} : { usageBytes }),
  };
}

async function deleteCaches(): Promise<void> {
  if (typeof caches === 'undefined') return; // absent without a secure context
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function estimateUsage(): Promise<number | undefined> {
  const storage = (globalThis as { navigator?: { storage?: StorageManager } }).navigator?.storage;
  try {
    return (await storage?.estimate())?.usage;
  } catch {
    return undefined; // only for display
  }
}
