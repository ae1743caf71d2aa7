import type { IDBPObjectStore, StoreNames } from 'idb';
import { now } from '../contract/clock.ts';
import { DAY_MS } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';
import { type Interaction, SESSION_GAP_MS, type StoredInteraction } from '../contract/interaction.ts';
import type { Item, SeenItem } from '../contract/item.ts';
import type { LedgerEntry, OutboxEntry } from '../contract/records.ts';
import { Connection, completed, databaseExists, deleteDatabase } from './connection.ts';
import { INKLING, type InklingSchema } from './schema.ts';

/** Behaviour older than this is deleted, and so is what comes on top of so many rows. */
export const RETENTION_MS = 180 * DAY_MS;
export const MAX_INTERACTIONS = 5_000;
const MAX_ITEMS = 5_000;

/** Every object store, for counting and emptying. */
const STORES = [
  'interactions',
  'items',
  'relations',
  'profile',
  'ledger',
  'outbox',
  'settings',
  'adaptation',
] as const satisfies readonly StoreNames<InklingSchema>[];

type Writable<Name extends StoreNames<InklingSchema>> = IDBPObjectStore<
  InklingSchema,
  ArrayLike<StoreNames<InklingSchema>>,
  Name,
  'readwrite'
>;

/**
 * Database `inkling`. Whether something may be written is the caller's to know: it reads
 * `GuardStore.choice()` before every `append`.
 *
 * Every method may reject with an InklingError `store-unavailable`, `store-blocked` or `store-full`.
 */
export class InklingStore {
  /** For the modules that hold the rarer methods; one connection for all of them. */
  readonly connection = new Connection<InklingSchema>(INKLING);
  #latest: Latest | undefined;

  /** Creates the database if it is absent: the caller has checked consent. */
  static async open(): Promise<InklingStore> {
    const store = new InklingStore();
    await store.connection.write(async () => undefined);
    return store;
  }

  static exists(): Promise<boolean> {
    return databaseExists(INKLING.name);
  }

  /**
   * Deletes the database. Its stores are emptied first, so that nothing is left to read even while
   * another tab holds the empty rest. @throws InklingError `store-blocked` when one does.
   */
  static async destroy(): Promise<void> {
    const store = new InklingStore();
    await store.#empty().catch(() => undefined); // damaged: deleting is all that can be done
    store.close();
    await deleteDatabase(INKLING.name);
  }

  /** Whether a database that could not be opened was deleted and made anew. */
  get rebuilt(): boolean {
    return this.connection.rebuilt;
  }

  /**
   * Appends a batch in one transaction: all of it is stored, or none. When the browser's storage is full
   * the oldest tenth makes room, once.
   */
  async append(interactions: readonly Interaction[], items: readonly Item[] = []): Promise<void> {
    try {
      await this.#append(interactions, items);
    } catch (error) {
      if (!(error instanceof InklingError && error.code === 'store-full')) throw error;
      await this.#expireOldestTenth();
      await this.#append(interactions, items);
    }
  }

  /** All interactions, oldest first. */
  interactions(): Promise<StoredInteraction[]> {
    return this.connection.read([], (db) => db.getAllFromIndex('interactions', 'at'));
  }

  items(): Promise<SeenItem[]> {
    return this.connection.read([], (db) => db.getAll('items'));
  }

  /** What was learnt from them goes with them. */
  remove(ids: readonly number[]): Promise<void> {
    return this.connection.read(undefined, async (db) => {
      const tx = db.transaction(['interactions', 'adaptation'], 'readwrite');
      const store = tx.objectStore('interactions');
      const removing = ids.map((id) => store.delete(id));
      await completed(tx, Promise.all([...removing, tx.objectStore('adaptation').clear()]));
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

  /** Deletes what is too old or too much, and returns how many interactions that were. */
  expire(now: number): Promise<number> {
    return this.connection.read(0, async (db) => {
      const tx = db.transaction(['interactions', 'items', 'adaptation'], 'readwrite');
      const cutoff = now - RETENTION_MS;
      const expiring = async () => {
        const [deleted] = await Promise.all([
          deleteOldest(tx.objectStore('interactions'), 'at', cutoff, MAX_INTERACTIONS),
          deleteOldest(tx.objectStore('items'), 'seenAt', cutoff, MAX_ITEMS),
        ]);
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

  #append(interactions: readonly Interaction[], items: readonly Item[]): Promise<void> {
    // Clone first. add() throws synchronously on an unclonable value, and the rows
    // added before it would still commit.
    const batch = [...structuredClone(interactions)].sort((a, b) => a.at - b.at);
    const seen = structuredClone(items);
    const seenAt = now();
    return this.connection.write(async (db) => {
      const tx = db.transaction(['interactions', 'items'], 'readwrite', { durability: 'relaxed' });
      // Await nothing foreign before tx.done: an idle transaction commits itself.
      const store = tx.objectStore('interactions');
      const latest = continues(this.#latest, batch[0]) ? this.#latest : undefined;
      const adding = latest ? addAtOnce(store, batch, latest) : addInOrder(store, batch);
      const upserting = seen.map((item) => upsert(tx.objectStore('items'), item, seenAt));
      // A page that is being left has no later turn: what was asked in this one is written even so.
      if (latest && seen.length === 0) tx.commit();
      const [last] = await completed(tx, Promise.all([adding, ...upserting]));
      this.#latest = last ?? this.#latest;
    });
  }

  #expireOldestTenth(): Promise<number> {
    return this.connection.read(0, async (db) => {
      const tx = db.transaction('interactions', 'readwrite');
      const shrink = async () => deleteOldest(tx.store, 'at', 0, Math.floor((await tx.store.count()) * 0.9));
      return completed(tx, shrink());
    });
  }

  #empty(): Promise<void> {
    return this.connection.read(undefined, async (db) => {
      const tx = db.transaction(STORES, 'readwrite', { durability: 'strict' });
      await completed(tx, Promise.all(STORES.map((name) => tx.objectStore(name).clear())));
    });
  }
}

/** Where the last row that this connection wrote stands in time. */
type Latest = Pick<StoredInteraction, 'at' | 'session'>;

/** Whether the next interaction surely belongs to the session of the last one, so that nothing needs looking up. */
const continues = (latest: Latest | undefined, next: Interaction | undefined): boolean =>
  latest !== undefined && next !== undefined && next.at >= latest.at && next.at - latest.at <= SESSION_GAP_MS;

/** Adds interactions after `latest`, every request in this turn. */
async function addAtOnce(
  store: Writable<'interactions'>,
  batch: readonly Interaction[],
  latest: Latest,
): Promise<Latest> {
  let last = latest;
  const adding = batch.map((interaction) => {
    const session = interaction.at - last.at <= SESSION_GAP_MS ? last.session : interaction.at;
    last = { at: interaction.at, session };
    return store.add(row(interaction, session));
  });
  await Promise.all(adding);
  return last;
}

/** Adds interactions, each in the session of the one just before it in time, or in a new one. */
async function addInOrder(
  store: Writable<'interactions'>,
  batch: readonly Interaction[],
): Promise<Latest | undefined> {
  let last: Latest | undefined;
  for (const interaction of batch) {
    const before = await store.index('at').openCursor(IDBKeyRange.upperBound(interaction.at), 'prev');
    const isSameSession = before !== null && interaction.at - before.value.at <= SESSION_GAP_MS;
    const session = isSameSession ? before.value.session : interaction.at;
    await store.add(row(interaction, session));
    last = { at: interaction.at, session };
  }
  return last;
}

/** The key is the database's to give, which the type of a stored row cannot say. */
const row = (interaction: Interaction, session: number) => ({ ...interaction, session }) as StoredInteraction;

/** Keeps what an earlier page said and this one leaves out. */
async function upsert(store: Writable<'items'>, item: Item, seenAt: number): Promise<void> {
  const known = await store.get(item.id);
  // A page without a name gives the id for one: an earlier real name is better.
  const name = item.name === item.id ? (known?.name ?? item.name) : item.name;
  await store.put({ ...known, ...item, name, seenAt });
}

/** Deletes, oldest first, what is older than `cutoff` or comes before the newest `keep`. */
async function deleteOldest<Name extends 'interactions' | 'items'>(
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
