import type { InklingStore } from './inkling_store.ts';

/** Key of the one row of `adaptation`. */
const LESSON = 'lesson';

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
}
