import type { LedgerEntry, OutboxEntry } from '../contract/records.ts';
import { completed } from './connection.ts';
import type { InklingStore } from './inkling_store.ts';

/** What one release writes: its ledger rows (a genesis row first, when there was none) and its bytes. */
export interface ComposedRelease {
  readonly entries: readonly LedgerEntry[];
  readonly outgoing: OutboxEntry;
}

/** A release that was written just now. */
export interface WrittenRelease {
  readonly outgoing: OutboxEntry;
  /** Whether nothing else waited in the outbox. */
  readonly isAlone: boolean;
  /** Whether it is surely still there: false when it may have been cleared since. */
  isThere(): boolean;
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
   * @returns what was written; undefined when there was a row
   */
  async appendOnce(
    period: number,
    compose: (last: LedgerEntry | undefined) => ComposedRelease,
  ): Promise<WrittenRelease | undefined> {
    const { connection } = this.#store;
    return connection.write(async (db) => {
      const { losses } = connection;
      const tx = db.transaction(['ledger', 'outbox'], 'readwrite', { durability: 'strict' });
      // Both now: asked of a transaction that was aborted meanwhile, it would look like a closing connection,
      // and `write` would compose a second time.
      const [ledger, outbox] = [tx.objectStore('ledger'), tx.objectStore('outbox')];
      const write = async () => {
        // Asked at once, answered in one turn.
        const [found, last, waiting] = await Promise.all([
          ledger.index('period').getKey(period),
          ledger.openCursor(null, 'prev'),
          outbox.count(),
        ]);
        if (found !== undefined) return undefined;
        const asked: Promise<unknown>[] = [];
        let composed: ComposedRelease;
        try {
          composed = compose(last?.value);
          const { entries, outgoing } = composed;
          // add, not put: a row that is there already is an error, never replaced.
          for (const entry of entries) asked.push(ledger.add(entry));
          asked.push(outbox.add(outgoing));
        } catch (error) {
          // Without this the rows before the failing one would still commit.
          abortQuietly(tx);
          for (const request of asked) request.catch(() => undefined); // they fail with the transaction
          throw error;
        }
        await Promise.all(asked);
        const isThere = () => connection.losses === losses;
        return { outgoing: composed.outgoing, isAlone: waiting === 0, isThere };
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
   * Changes an outbox entry in one transaction. An entry that is gone (cleared meanwhile) stays gone, and
   * undefined is returned.
   *
   * Relaxed, and so is `remove`: it outlives a page and a browser that die, but perhaps not a power cut. Which
   * release may leave, and with which bytes, stands in what `appendOnce` and the guard wrote strictly. Here it
   * is only booked how often it was tried and what came of it: where that is lost the same bytes are sent once
   * more, on a later page and after its random wait, and a receiver stores them once.
   */
  updateOutgoing(
    period: number,
    change: (row: OutboxEntry) => OutboxEntry,
  ): Promise<OutboxEntry | undefined> {
    return this.#store.connection.read<OutboxEntry | undefined>(undefined, async (db) => {
      const tx = db.transaction('outbox', 'readwrite', { durability: 'relaxed' });
      const update = async () => {
        const row = await tx.store.get(period);
        if (!row) return undefined;
        const changed = change(row);
        if (changed !== row) await tx.store.put(changed);
        return changed;
      };
      return completed(tx, update());
    });
  }

  /** Deletes an outbox entry, as durably as `updateOutgoing` changes one. One that is gone is passed over. */
  remove(period: number): Promise<void> {
    return this.#store.connection.read(undefined, async (db) => {
      const tx = db.transaction('outbox', 'readwrite', { durability: 'relaxed' });
      await completed(tx, tx.store.delete(period));
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
