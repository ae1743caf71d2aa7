import { completed } from './connection.ts';
import type { InklingStore } from './inkling_store.ts';

/** Keys of the rows of `adaptation`. */
const LESSON = 'lesson';
const CONSOLIDATION = 'consolidation';
/** Key in `settings`. */
const CONSOLIDATED = 'consolidated';

/** What was learnt on the device, for the worker; apart from InklingStore so that pages need not carry it. */
export class LessonStore {
  readonly #connection: InklingStore['connection'];

  constructor({ connection }: InklingStore) {
    this.#connection = connection;
  }

  /** How often the connection was let go of: see `keep`. */
  get losses(): number {
    return this.#connection.losses;
  }

  /** What was last kept; undefined when there is nothing. */
  lesson(): Promise<unknown> {
    return this.#connection.read(undefined, (db) => db.get('adaptation', LESSON));
  }

  /**
   * Keeps what was learnt, or, undefined, nothing, unless the database may have been cleared since.
   * @param losses when the history was read
   */
  keep(lesson: unknown, losses: number): Promise<void> {
    return this.#connection.read(undefined, async (db) => {
      if (this.#connection.losses !== losses) return;
      await (lesson === undefined ? db.delete('adaptation', LESSON) : db.put('adaptation', lesson, LESSON));
    });
  }

  /** What the last day's look yielded; undefined when there is nothing, or something of the history has gone since. */
  consolidation(): Promise<unknown> {
    return this.#connection.read(undefined, (db) => db.get('adaptation', CONSOLIDATION));
  }

  /**
   * Keeps a day's look, unless the database may have been cleared since.
   * @param run when it was, and how long it took
   * @param losses when the history was read
   */
  keepConsolidation(
    consolidation: unknown,
    run: { at: number; tookMs: number },
    losses: number,
  ): Promise<void> {
    return this.#connection.read(undefined, async (db) => {
      if (this.#connection.losses !== losses) return;
      const tx = db.transaction(['adaptation', 'settings'], 'readwrite');
      const rows = [
        tx.objectStore('adaptation').put(consolidation, CONSOLIDATION),
        tx.objectStore('settings').put(run, CONSOLIDATED),
      ];
      await completed(tx, Promise.all(rows));
    });
  }

  forgetConsolidation(): Promise<void> {
    return this.#connection.read(undefined, (db) => db.delete('adaptation', CONSOLIDATION));
  }
}
