import type { RowKey } from '../contract/worker_api.ts';
import type { InklingStore } from './inkling_store.ts';

/** Key in `settings`. */
const REMOVALS = 'removals';

/** What is to be removed once it can no longer be taken back. */
export interface AwaitedRemovals {
  readonly keys: readonly RowKey[];
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/**
 * Removals that a shopper has ordered and may still take back, on disk: a page that goes away takes its worker with it,
 * timers and all, and the next page must know what was promised. Goes with database `inkling`.
 */
export class RemovalStore {
  readonly #connection: InklingStore['connection'];

  constructor({ connection }: InklingStore) {
    this.#connection = connection;
  }

  /** Undefined when none are, or nobody can tell which. */
  async awaited(): Promise<AwaitedRemovals | undefined> {
    const stored = await this.#connection.read<unknown>(undefined, (db) => db.get('settings', REMOVALS));
    const { keys, dueAt } = (stored ?? {}) as Partial<AwaitedRemovals>;
    return Array.isArray(keys) && keys.length > 0 && typeof dueAt === 'number' ? { keys, dueAt } : undefined;
  }

  /** In place of what was awaited; none = nothing is. */
  async await({ keys, dueAt }: AwaitedRemovals): Promise<void> {
    await this.#connection.read(undefined, async (db) => {
      if (keys.length > 0) await db.put('settings', { keys: [...keys], dueAt }, REMOVALS);
      else await db.delete('settings', REMOVALS);
    });
  }
}
