import type { StoredInteraction } from '../contract/interaction.ts';
import type { Item, SeenItem } from '../contract/item.ts';
import type { LedgerEntry, OutboxEntry } from '../contract/records.ts';
import type { Relation } from '../contract/relation.ts';
import { Appender, type Recorded } from './appender.ts';
import { Connection, completed } from './connection.ts';
import { deleteOldest, type Writable } from './delete_oldest.ts';
import { destroyInkling, inklingExists } from './destroy.ts';
import { INKLING, type InklingSchema, RETENTION_MS, STORES } from './schema.ts';

/** What comes on top of so many rows is deleted, as what is older than RETENTION_MS is. */
export const MAX_INTERACTIONS = 5_000;
const MAX_ITEMS = 5_000;

/**
 * Database `inkling`. Whether something may be written is the caller's to know: it reads
 * `GuardStore.choice()` before every `append`.
 *
 * Every method may reject with an InklingError `store-unavailable`, `store-blocked` or `store-full`.
 */
export class InklingStore {
  /** For the modules that hold the rarer methods; one connection for all of them. */
  readonly connection = new Connection<InklingSchema>(INKLING);
  readonly #appender = new Appender(this.connection);

  /** Creates the database if it is absent: the caller has checked consent. */
  static async open(): Promise<InklingStore> {
    const store = new InklingStore();
    await store.connection.write(async () => undefined);
    return store;
  }

  static readonly exists = inklingExists;
  static readonly destroy = destroyInkling;

  /** Whether a database that could not be opened was deleted and made anew. */
  get rebuilt(): boolean {
    return this.connection.rebuilt;
  }

  /** See `Appender`. */
  append(rows: readonly Recorded[], items: readonly Item[] = []): Promise<void> {
    return this.#appender.append(rows, items);
  }

  /** All interactions, oldest first. */
  interactions(): Promise<StoredInteraction[]> {
    return this.connection.read([], (db) => db.getAllFromIndex('interactions', 'at'));
  }

  items(): Promise<SeenItem[]> {
    return this.connection.read([], (db) => db.getAll('items'));
  }

  /** What is stored of relations; interactions tell of follows, too. */
  relations(): Promise<Relation[]> {
    return this.connection.read([], (db) => db.getAll('relations'));
  }

  /**
   * What was learnt from them goes with them, and so do items that nothing else here speaks of: that a page
   * showed one tells that it was looked at.
   */
  remove(ids: readonly number[], relations: readonly Relation[] = []): Promise<void> {
    return this.connection.read(undefined, async (db) => {
      const tx = db.transaction(['interactions', 'items', 'relations', 'adaptation'], 'readwrite');
      const [rows, items, related] = [
        tx.objectStore('interactions'),
        tx.objectStore('items'),
        tx.objectStore('relations'),
      ];
      const removing = async () => {
        const before = await rows.getAll();
        await Promise.all([...ids.map((id) => rows.delete(id)), removeRelations(related, relations)]);
        const [after, kept] = await Promise.all([rows.getAll(), related.getAll()]);
        const spoken = new Set([...after.map(({ itemId }) => itemId), ...kept.map(({ target }) => target)]);
        const chosen = new Set(ids);
        const silent = [
          ...before.filter(({ id }) => chosen.has(id)).map(({ itemId }) => itemId),
          ...relations.map(({ target }) => target),
        ].filter((id) => id !== undefined && !spoken.has(id));
        await Promise.all(silent.map((id) => items.delete(id as string)));
      };
      await completed(tx, Promise.all([removing(), tx.objectStore('adaptation').clear()]));
    });
  }

  /** Sets or takes away a mark; ids that are not there (any more) are passed over. */
  mark(ids: readonly number[], mark: 'gift' | 'notMe', on: boolean): Promise<void> {
    return this.connection.read(undefined, async (db) => {
      const tx = db.transaction(['interactions', 'adaptation'], 'readwrite');
      const store = tx.objectStore('interactions');
      const change = async (id: number) => {
        const row = await store.get(id);
        if (!row) return;
        const { [mark]: _, ...unmarked } = row;
        await store.put(on ? { ...unmarked, [mark]: true } : unmarked);
      };
      await completed(tx, Promise.all([...ids.map(change), tx.objectStore('adaptation').clear()]));
    });
  }

  /** Deletes what is too old or too much, and returns how many interactions and relations that were. */
  expire(now: number): Promise<number> {
    return this.connection.read(0, async (db) => {
      const tx = db.transaction(['interactions', 'items', 'relations', 'adaptation'], 'readwrite');
      const cutoff = now - RETENTION_MS;
      const relations = tx.objectStore('relations');
      const ending = async () =>
        removeRelations(
          relations,
          (await relations.getAll()).filter(({ at }) => at < cutoff),
        );
      const expiring = async () => {
        const [interactions, ended] = await Promise.all([
          deleteOldest(tx.objectStore('interactions'), 'at', cutoff, MAX_INTERACTIONS),
          ending(),
          deleteOldest(tx.objectStore('items'), 'seenAt', cutoff, MAX_ITEMS),
        ]);
        const deleted = interactions + ended;
        if (deleted > 0) await tx.objectStore('adaptation').clear();
        return deleted;
      };
      return completed(tx, expiring());
    });
  }

  /** Rows of every object store, `inkling/<store>`; zeros when there is no database. */
  rowCounts(): Promise<Record<string, number>> {
    const counted = (counts: readonly number[]) =>
      Object.fromEntries(STORES.map((name, i) => [`${INKLING.name}/${name}`, counts[i] ?? 0]));
    return this.connection.read(counted([]), async (db) => {
      const tx = db.transaction(STORES);
      return counted(await Promise.all(STORES.map((name) => tx.objectStore(name).count())));
    });
  }

  /** What was released, oldest first. */
  ledger(): Promise<LedgerEntry[]> {
    return this.connection.read([], (db) => db.getAll('ledger'));
  }

  /** What is on its way, and what was given up. */
  outbox(): Promise<OutboxEntry[]> {
    return this.connection.read([], (db) => db.getAll('outbox'));
  }

  close(): void {
    this.connection.close();
  }
}

async function removeRelations(
  store: Writable<'relations'>,
  relations: readonly Relation[],
): Promise<number> {
  await Promise.all(relations.map(({ target, kind }) => store.delete([target, kind])));
  return relations.length;
}
