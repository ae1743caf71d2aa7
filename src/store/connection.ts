import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { InklingError } from '../contract/error.ts';
import type { Blueprint } from './schema.ts';

/** How long other tabs may take to let go; a closing connection first finishes its transactions. */
const BLOCKED_MS = 3_000;

/** Errors of `open` that no second try mends: damaged files. */
const BEYOND_REPAIR: ReadonlySet<string> = new Set(['UnknownError', 'NotReadableError']);

/**
 * One lazily opened database. It closes when another tab deletes or upgrades it, and opens again at the
 * next call. Reads never create it: what was cleared, or never consented to, stays absent.
 */
export class Connection<Schema extends DBSchema> {
  readonly #blueprint: Blueprint<Schema>;
  #opening: Promise<IDBPDatabase<Schema> | undefined> | undefined;
  #losses = 0;
  /** Whether this connection had to delete a database that could not be opened. */
  rebuilt = false;

  constructor(blueprint: Blueprint<Schema>) {
    this.#blueprint = blueprint;
  }

  /**
   * Runs `work` on the database, creating it if absent. `work` starts with its one transaction.
   * @throws InklingError `store-unavailable`, `store-blocked` or `store-full`
   */
  write<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    return this.#run(async () => work((await this.#open(true))!));
  }

  /** As `write`, but answers `absent` instead of creating the database. */
  read<T>(absent: T, work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    return this.#run(async () => {
      const db = await this.#open(false);
      return db ? work(db) : absent;
    });
  }

  /**
   * How often the connection was let go of. A database is deleted once every connection to it is closed
   * (Indexed Database API 3.0, "deleting a database"): while this stays the same, nobody has cleared it.
   */
  get losses(): number {
    return this.#losses;
  }

  close(): void {
    const opening = this.#opening;
    this.#lose();
    // A failed open has nothing to close, and its caller has been told.
    opening?.then((db) => db?.close()).catch(() => undefined);
  }

  #lose(): void {
    this.#opening = undefined;
    this.#losses++;
  }

  async #run<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt().catch((error: unknown) => {
        // The connection was closing under us: no transaction began, so a second try repeats nothing.
        if (!isNamed(error, 'InvalidStateError')) throw error;
        this.#lose();
        return attempt();
      });
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async #open(create: boolean): Promise<IDBPDatabase<Schema> | undefined> {
    // Cached as a promise, so that two calls at once open once.
    this.#opening ??= this.#connect(create);
    const opening = this.#opening;
    const db = await opening.catch((error: unknown) => {
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    });
    if (db) return db;
    if (this.#opening === opening) this.#opening = undefined; // absent now, perhaps not at the next call
    return create ? this.#open(true) : undefined;
  }

  async #connect(create: boolean): Promise<IDBPDatabase<Schema> | undefined> {
    const { name, rebuilds } = this.#blueprint;
    needIndexedDB();
    if (!create && !(await databaseExists(name))) return undefined;
    try {
      return await this.#openDatabase(create);
    } catch (error) {
      if (!rebuilds || !(error instanceof DOMException && BEYOND_REPAIR.has(error.name))) throw error;
      await deleteDatabase(name);
      this.rebuilt = true;
      return this.#openDatabase(create);
    }
  }

  async #openDatabase(create: boolean): Promise<IDBPDatabase<Schema> | undefined> {
    const { name, version, upgrade } = this.#blueprint;
    let isAbsent = false;
    const opened = unlessBlocked(name, (blocked) =>
      openDB<Schema>(name, version, {
        upgrade(db, oldVersion, _newVersion, transaction) {
          // An upgrade that fails rejects `open`, which tells it; `done` would tell it again, to nobody.
          transaction.done.catch(() => undefined);
          isAbsent = oldVersion === 0 && !create;
          if (isAbsent) transaction.abort();
          else upgrade(db, oldVersion);
        },
        blocked,
        // Another tab deletes or upgrades: let go, or it waits until this one is closed.
        blocking: (_oldVersion, _newVersion, event) => {
          (event.target as IDBDatabase).close();
          this.#lose();
        },
        // The browser closed it (site data cleared by hand).
        terminated: () => this.#lose(),
      }),
    );
    return opened.catch((error: unknown) => {
      if (isAbsent) return undefined;
      throw error;
    });
  }
}

/** Whether the database is there; looking does not create it. @throws InklingError `store-unavailable` */
export async function databaseExists(name: string): Promise<boolean> {
  try {
    needIndexedDB();
    return (await indexedDB.databases()).some((database) => database.name === name);
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Deletes the database; whoever has it open is asked to let go. @throws InklingError `store-blocked` */
export async function deleteDatabase(name: string): Promise<void> {
  try {
    needIndexedDB();
    await unlessBlocked(name, (blocked) => deleteDB(name, { blocked }).then(() => undefined));
  } catch (error) {
    throw asStoreError(error);
  }
}

/**
 * The result of `work` once its transaction is on disk. When it aborts, the requests under way fail with
 * a bare AbortError, often before the transaction tells why: its own error is the one that counts.
 */
export async function completed<T>(tx: { readonly done: Promise<void> }, work: Promise<T>): Promise<T> {
  try {
    const [result] = await Promise.all([work, tx.done]);
    return result;
  } catch (error) {
    if (!isNamed(error, 'AbortError')) throw error;
    await tx.done;
    throw error;
  }
}

export const isNamed = (error: unknown, name: string): boolean =>
  error instanceof DOMException && error.name === name;

/** Rejects when a request stays blocked; should it come through later, what it opened is closed. */
function unlessBlocked<T extends { close(): void } | undefined>(
  name: string,
  request: (blocked: () => void) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLate = false;
    const blocked = () => {
      timer ??= setTimeout(() => {
        isLate = true;
        reject(new InklingError('store-blocked', `${name} is held open by another tab of this shop`));
      }, BLOCKED_MS);
    };
    request(blocked)
      .then((opened) => {
        if (isLate) opened?.close();
        resolve(opened);
      }, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** Missing in some embedded browsers, and unable to tell its databases in Firefox before 126; its getter throws where storage is denied. */
function needIndexedDB(): void {
  if (typeof indexedDB === 'undefined' || !indexedDB.databases)
    throw new InklingError('store-unavailable', 'this browser has no IndexedDB');
}

function asStoreError(error: unknown): unknown {
  if (error instanceof InklingError) return error;
  // A newer script, in another tab or before the shop went back to this one: its database is not ours to delete.
  if (isNamed(error, 'VersionError'))
    return new InklingError('store-blocked', 'a newer script holds the database', { cause: error });
  if (isNamed(error, 'QuotaExceededError'))
    return new InklingError('store-full', 'the browser gives this shop no more storage', { cause: error });
  if (error instanceof DOMException)
    return new InklingError('store-unavailable', 'IndexedDB cannot be used here', { cause: error });
  return error;
}
