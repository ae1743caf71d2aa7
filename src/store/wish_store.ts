import type { IDBPDatabase } from 'idb';
import { NO_WISHES, parseWishes, type Wishes } from '../contract/wishes.ts';
import { completed } from './connection.ts';
import type { InklingStore } from './inkling_store.ts';
import type { InklingSchema } from './schema.ts';

/** Key of the row of `settings`. */
const WISHES = 'wishes';

/** What the shopper said in words, for the worker. Lives and goes with database `inkling`. */
export class WishStore {
  readonly #connection: InklingStore['connection'];

  constructor({ connection }: InklingStore) {
    this.#connection = connection;
  }

  /** What was last kept; damaged wishes count as none, rather than as others. */
  async wishes(): Promise<Wishes> {
    return parsed(await this.#connection.read<unknown>(undefined, (db) => db.get('settings', WISHES)));
  }

  /**
   * Changes them in one transaction. Where the database is absent it does nothing, unless it may create that.
   * @param mayCreate whether recording is allowed: the caller has checked consent
   */
  update(change: (wishes: Wishes) => Wishes, mayCreate = false): Promise<void> {
    const changing = async (db: IDBPDatabase<InklingSchema>) => {
      const tx = db.transaction('settings', 'readwrite');
      const updating = async () => {
        await tx.store.put(change(parsed(await tx.store.get(WISHES))), WISHES);
      };
      await completed(tx, updating());
    };
    return mayCreate ? this.#connection.write(changing) : this.#connection.read(undefined, changing);
  }
}

function parsed(stored: unknown): Wishes {
  try {
    return stored === undefined ? NO_WISHES : parseWishes(stored);
  } catch {
    return NO_WISHES; // written by nobody here: what was said can be said again
  }
}
