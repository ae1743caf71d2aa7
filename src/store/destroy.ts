import { Connection, completed, databaseExists, deleteDatabase } from './connection.ts';
import { INKLING, type InklingSchema, STORES } from './schema.ts';

/** Whether database `inkling` is there; looking does not create it. */
export const inklingExists = (): Promise<boolean> => databaseExists(INKLING.name);

/**
 * Deletes database `inkling`. Its stores are emptied first, so that nothing is left to read even while
 * another tab holds the empty rest. @throws InklingError `store-blocked` when one does.
 */
export async function destroyInkling(): Promise<void> {
  const connection = new Connection<InklingSchema>(INKLING);
  const emptying = connection.read(undefined, async (db) => {
    const tx = db.transaction(STORES, 'readwrite', { durability: 'strict' });
    await completed(tx, Promise.all(STORES.map((name) => tx.objectStore(name).clear())));
  });
  await emptying.catch(() => undefined); // damaged: deleting is all that can be done
  connection.close();
  await deleteDatabase(INKLING.name);
}
