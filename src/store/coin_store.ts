import { completed } from './connection.ts';
import type { InklingStore } from './inkling_store.ts';

/** Key in `settings`. */
const COIN = 'holdout-coin';

/** The coin of the hold-out, for the worker. It goes with everything else when the shopper clears. */
export class CoinStore {
  readonly #connection: InklingStore['connection'];

  constructor({ connection }: InklingStore) {
    this.#connection = connection;
  }

  /** Grows whenever the database may have become another, and its coin with it. */
  get losses(): number {
    return this.#connection.losses;
  }

  /**
   * The coin that this browser keeps: the one that is there, else `tossed`, in one transaction, so that
   * tabs agree. Undefined where there is no database, which this does not create.
   */
  keep(tossed: number): Promise<unknown> {
    return this.#connection.read<unknown>(undefined, async (db) => {
      const tx = db.transaction('settings', 'readwrite');
      const keeping = async () => {
        const kept = await tx.store.get(COIN);
        if (kept === undefined) await tx.store.put(tossed, COIN);
        return kept ?? tossed;
      };
      return completed(tx, keeping());
    });
  }
}
