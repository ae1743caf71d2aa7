import type { LedgerEntry, OutboxEntry } from '../contract/records.ts';
import { completed } from './connection.ts';
import type { InklingStore } from './inkling_store.ts';

/** What one release writes: its ledger rows (a genesis row first, when there was none) and its bytes. */
export interface ComposedRelease {
  readonly entries: readonly LedgerEntry[];
  readonly outgoing: OutboxEntry;
}

/** Ledger and outbox, for `export/` in the worker; apart from InklingStore so that pages need not carry it. */
export class ReleaseStore {
  readonly #store: InklingStore;

  constructor(store: InklingStore) {
    this.#store = store;
  }

  /**
   * Writes ledger rows and outbox entry of a period in ONE strict transaction, unless the ledger already
   * has a row for the period: then nothing is composed and nothing written. Both stores hold the
   * release afterwards, or neither does.
   *
   * @param compose is called inside the transaction, at most once, with the ledger's last row. It must
   *   be synchronous. When it throws, nothing is written and the error comes through as it is.
   */
  async appendOnce(
    period: number,
    compose: (last: LedgerEntry | undefined) => ComposedRelease,
  ): Promise<'written' | 'found'> {
    return this.#store.connection.write(async (db) => {
      const tx = db.transaction(['ledger', 'outbox'], 'readwrite', { durability: 'strict' });
      // Both now: asked of a transaction that was aborted meanwhile, it would look like a closing connection,
      // and `write` would compose a second time.
      const [ledger, outbox] = [tx.objectStore('ledger'), tx.objectStore('outbox')];
      const write = async () => {
        if ((await ledger.index('period').getKey(period)) !== undefined) return 'found' as const;
        const last = (await ledger.openCursor(null, 'prev'))?.value;
        try {
          const { entries, outgoing } = compose(last);
          // add, not put: a row that is there already is an error, never replaced. Async, so that one that
          // throws leaves none of the others with a rejection that nobody hears.
          const writes = [...entries.map((entry) => () => ledger.add(entry)), () => outbox.add(outgoing)];
          await Promise.all(writes.map(async (add) => add()));
        } catch (error) {
          // Without this the rows before the failing one would still commit.
          abortQuietly(tx);
          throw error;
        }
        return 'written' as const;
      };
      return completed(tx, write());
    });
  }

  /** Whether the ledger has a row for the period. */
  has(period: number): Promise<boolean> {
    return this.#store.connection.read(
      false,
      async (db) => (await db.getKeyFromIndex('ledger', 'period', period)) !== undefined,
    );
  }

  outbox(): Promise<OutboxEntry[]> {
    return this.#store.outbox();
  }

  ledger(): Promise<LedgerEntry[]> {
    return this.#store.ledger();
  }

  /**
   * Changes an outbox entry in one strict transaction; `change` returning undefined deletes it.
   * An entry that is gone (cleared meanwhile) stays gone, and undefined is returned.
   */
  updateOutgoing(
    period: number,
    change: (row: OutboxEntry) => OutboxEntry | undefined,
  ): Promise<OutboxEntry | undefined> {
    return this.#store.connection.read<OutboxEntry | undefined>(undefined, async (db) => {
      const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' });
      const update = async () => {
        const row = await tx.store.get(period);
        if (!row) return undefined;
        const changed = change(row);
        if (changed === undefined) await tx.store.delete(period);
        else if (changed !== row) await tx.store.put(changed);
        return changed;
      };
      return completed(tx, update());
    });
  }
}

function abortQuietly(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // Already aborted by the failing request itself.
  }
}
