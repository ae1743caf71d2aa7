import { now } from '../contract/clock.ts';
import { allowsRelease, type Budget, type Choice } from '../contract/records.ts';
import { ChoiceStore } from './choice_store.ts';
import { Connection, completed, databaseExists, deleteDatabase } from './connection.ts';
import { GUARD, type GuardSchema, ONLY_ROW } from './schema.ts';

/** Both rows as they stood at one moment. */
export interface Standing {
  readonly choice: Choice | undefined;
  readonly budget: Budget | undefined;
}

/**
 * Database `inkling-guard`: the shopper's choice and the privacy budget, which outlive a clear.
 *
 * Opening and reading create nothing; the first `setChoice` does. All writes are strict: a debit that
 * a power cut takes back would be a second release. Should the database be damaged it is not rebuilt,
 * because that would be a new budget: every method rejects with `store-unavailable`, and callers
 * then neither record nor release, until the shopper forgets everything by hand.
 */
export class GuardStore {
  readonly #connection = new Connection<GuardSchema>(GUARD);
  readonly #choices = new ChoiceStore(this.#connection);

  static async open(): Promise<GuardStore> {
    return new GuardStore();
  }

  static exists(): Promise<boolean> {
    return databaseExists(GUARD.name);
  }

  choice(): Promise<Choice | undefined> {
    return this.#choices.choice();
  }

  setChoice(choice: Choice): Promise<void> {
    return this.#choices.setChoice(choice);
  }

  budget(): Promise<Budget | undefined> {
    return this.#connection.read<Budget | undefined>(undefined, (db) => db.get('budget', ONLY_ROW));
  }

  /** Choice and budget, read in one transaction. */
  standing(): Promise<Standing> {
    return this.#connection.read<Standing>({ choice: undefined, budget: undefined }, async (db) => {
      const tx = db.transaction(['choice', 'budget']);
      const [choice, budget] = await Promise.all([
        tx.objectStore('choice').get(ONLY_ROW),
        tx.objectStore('budget').get(ONLY_ROW),
      ]);
      return { choice, budget };
    });
  }

  /**
   * Reads, changes and writes the budget in one strict transaction, so that two tabs cannot both debit.
   * `change` must be synchronous; returning what it was given (or undefined) writes nothing.
   * When it throws nothing is written and the error comes through.
   */
  updateBudget<T extends Budget | undefined>(change: (budget: Budget | undefined) => T): Promise<T> {
    return this.#connection.write(async (db) => {
      const tx = db.transaction('budget', 'readwrite', { durability: 'strict' });
      const update = async () => putChanged(tx.store, await tx.store.get(ONLY_ROW), change);
      return completed(tx, update());
    });
  }

  /**
   * `updateBudget`, provided that in the same transaction the choice is for release: else `change` is not
   * called, nothing is written or created, and undefined is returned.
   */
  updateAllowed<T extends Budget | undefined>(
    change: (budget: Budget | undefined) => T,
  ): Promise<T | undefined> {
    return this.#connection.read<T | undefined>(undefined, async (db) => {
      const tx = db.transaction(['choice', 'budget'], 'readwrite', { durability: 'strict' });
      const budgets = tx.objectStore('budget');
      const update = async () => {
        // Asked at once, answered in one turn.
        const [choice, budget] = await Promise.all([
          tx.objectStore('choice').get(ONLY_ROW),
          budgets.get(ONLY_ROW),
        ]);
        return allowsRelease(choice, now()) ? putChanged(budgets, budget, change) : undefined;
      };
      return completed(tx, update());
    });
  }

  /** Rows in both stores: 0, 1 or 2. */
  async rows(): Promise<number> {
    const counts = await this.rowCounts();
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** Rows of either object store, `inkling-guard/<store>`; zeros when there is no database. */
  rowCounts(): Promise<Record<string, number>> {
    const counted = (choice: number, budget: number) => ({
      [`${GUARD.name}/choice`]: choice,
      [`${GUARD.name}/budget`]: budget,
    });
    return this.#connection.read(counted(0, 0), async (db) => {
      const tx = db.transaction(['choice', 'budget']);
      return counted(await tx.objectStore('choice').count(), await tx.objectStore('budget').count());
    });
  }

  /**
   * Replaces choice and budget by this one row, in one transaction. The only way out of a damaged
   * guard, which is deleted first.
   */
  async startOver(budget: Budget): Promise<void> {
    const replace = () =>
      this.#connection.write(async (db) => {
        const tx = db.transaction(['choice', 'budget'], 'readwrite', { durability: 'strict' });
        const writes = [tx.objectStore('choice').clear(), tx.objectStore('budget').put(budget, ONLY_ROW)];
        await completed(tx, Promise.all(writes));
      });
    await replace().catch(async () => {
      await deleteDatabase(GUARD.name);
      await replace();
    });
  }

  close(): void {
    this.#connection.close();
  }
}

async function putChanged<T extends Budget | undefined>(
  store: { put(budget: Budget, key: typeof ONLY_ROW): Promise<unknown> },
  budget: Budget | undefined,
  change: (budget: Budget | undefined) => T,
): Promise<T> {
  const changed = change(budget);
  if (changed !== undefined && changed !== budget) await store.put(changed, ONLY_ROW);
  return changed;
}
