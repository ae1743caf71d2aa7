import type { Choice } from '../contract/records.ts';
import { Connection, completed } from './connection.ts';
import { GUARD, type GuardSchema, ONLY_ROW } from './schema.ts';

/**
 * The shopper's choice in database `inkling-guard`: all that a page reads and writes there. Opening and
 * reading create nothing; the first `setChoice` does. See `GuardStore` for the rest and for damage.
 */
export class ChoiceStore {
  readonly #connection: Connection<GuardSchema>;

  constructor(connection = new Connection<GuardSchema>(GUARD)) {
    this.#connection = connection;
  }

  static async open(): Promise<ChoiceStore> {
    return new ChoiceStore();
  }

  choice(): Promise<Choice | undefined> {
    return this.#connection.read<Choice | undefined>(undefined, (db) =>
      db.transaction('choice').store.get(ONLY_ROW),
    );
  }

  setChoice(choice: Choice): Promise<void> {
    return this.#connection.write(async (db) => {
      const tx = db.transaction('choice', 'readwrite', { durability: 'strict' });
      await completed(tx, tx.store.put(choice, ONLY_ROW));
    });
  }
}
