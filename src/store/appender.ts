import { now } from '../contract/clock.ts';
import { InklingError } from '../contract/error.ts';
import { type Interaction, SESSION_GAP_MS, type StoredInteraction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { RelationChange } from '../contract/relation.ts';
import { Connection, completed } from './connection.ts';
import { deleteOldest, type Writable } from './delete_oldest.ts';
import { INKLING, type InklingSchema } from './schema.ts';

/** What a page records. */
export type Recorded = Interaction | RelationChange;

/**
 * Appends to database `inkling`: all that a page does there, apart from InklingStore so that pages need not
 * carry the rest. Whether something may be written is the caller's to know.
 *
 * Every method may reject with an InklingError `store-unavailable`, `store-blocked` or `store-full`.
 */
export class Appender {
  readonly #connection: Connection<InklingSchema>;
  #latest: Latest | undefined;

  constructor(connection = new Connection<InklingSchema>(INKLING)) {
    this.#connection = connection;
  }

  /** Creates the database if it is absent: the caller has checked consent. */
  static async open(): Promise<Appender> {
    const appender = new Appender();
    await appender.#connection.write(async () => undefined);
    return appender;
  }

  /**
   * Appends a batch in one transaction: all of it is stored, or none. When the browser's storage is full
   * the oldest tenth makes room, once.
   */
  async append(rows: readonly Recorded[], items: readonly Item[] = []): Promise<void> {
    try {
      await this.#append(rows, items);
    } catch (error) {
      if (!(error instanceof InklingError && error.code === 'store-full')) throw error;
      await this.#expireOldestTenth();
      await this.#append(rows, items);
    }
  }

  close(): void {
    this.#connection.close();
  }

  #append(rows: readonly Recorded[], items: readonly Item[]): Promise<void> {
    // Clone first. add() throws synchronously on an unclonable value, and the rows
    // added before it would still commit.
    const sorted = [...structuredClone(rows)].sort((a, b) => a.at - b.at);
    const batch = sorted.filter((row): row is Interaction => !('target' in row));
    const seen = structuredClone(items);
    const seenAt = now();
    return this.#connection.write(async (db) => {
      const tx = db.transaction(['interactions', 'items', 'relations'], 'readwrite', {
        durability: 'relaxed',
      });
      // Await nothing foreign before tx.done: an idle transaction commits itself.
      const store = tx.objectStore('interactions');
      const latest = continues(this.#latest, batch[0]) ? this.#latest : undefined;
      const adding = latest ? addAtOnce(store, batch, latest) : addInOrder(store, batch);
      const relating = sorted.map((row) => relate(tx.objectStore('relations'), row));
      const upserting = seen.map((item) => upsert(tx.objectStore('items'), item, seenAt));
      // A page that is being left has no later turn: what was asked in this one is written even so.
      if (latest && seen.length === 0) tx.commit();
      const [last] = await completed(tx, Promise.all([adding, ...relating, ...upserting]));
      this.#latest = last ?? this.#latest;
    });
  }

  #expireOldestTenth(): Promise<number> {
    return this.#connection.read(0, async (db) => {
      const tx = db.transaction('interactions', 'readwrite');
      const shrink = async () => deleteOldest(tx.store, 'at', 0, Math.floor((await tx.store.count()) * 0.9));
      return completed(tx, shrink());
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

/** What a row changes of the relations: an unfollow ends every kind of follow of that name. */
function relate(store: Writable<'relations'>, row: Recorded): Promise<unknown> | undefined {
  if ('target' in row) {
    const key: [string, string] = [row.target, row.kind];
    return row.off ? store.delete(key) : store.put(row, key);
  }
  if (row.kind !== 'unfollow' || !row.tokens) return undefined;
  return Promise.all(
    row.tokens.map((name) => store.delete(IDBKeyRange.bound([name, 'follow'], [name, 'follow~']))),
  );
}

/** Keeps what an earlier page said and this one leaves out. */
async function upsert(store: Writable<'items'>, item: Item, seenAt: number): Promise<void> {
  const known = await store.get(item.id);
  // A page without a name gives the id for one: an earlier real name is better.
  const name = item.name === item.id ? (known?.name ?? item.name) : item.name;
  await store.put({ ...known, ...item, name, seenAt });
}
