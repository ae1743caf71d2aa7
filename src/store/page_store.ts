import { now } from '../contract/clock.ts';
import type { Item } from '../contract/item.ts';
import { Appender, type Recorded } from './appender.ts';
import { Connection, completed } from './connection.ts';
import { INKLING, type InklingSchema, RETENTION_MS } from './schema.ts';
import { Vocabulary } from './vocabulary.ts';

/** Key of the row of `settings`. */
const WORDS = 'words';

/** The row: words told since then. As old as behaviour may become, it begins anew. */
interface StoredWords {
  readonly since: number;
  readonly text: string;
}

/**
 * What a page writes: by `Appender`, and the words in which the shop's pages have spoken of items. Whoever
 * appends has passed the rows through `words`.
 */
export class PageStore {
  readonly words: Vocabulary;
  readonly #connection: Connection<InklingSchema>;
  readonly #appender: Appender;
  #stored: StoredWords;
  #storedChanges = 0;

  private constructor(connection: Connection<InklingSchema>, stored: StoredWords) {
    this.#connection = connection;
    this.#appender = new Appender(connection);
    this.#stored = stored;
    this.words = new Vocabulary(stored.text);
  }

  /** Creates the database if it is absent: the caller has checked consent. */
  static async open(): Promise<PageStore> {
    const connection = new Connection<InklingSchema>(INKLING);
    const stored = await connection.write((db) => db.transaction('settings').store.get(WORDS));
    return new PageStore(connection, wordsOf(stored));
  }

  /** See `Appender`. */
  async append(rows: readonly Recorded[], items: readonly Item[] = []): Promise<void> {
    const { changes } = this.words;
    const appending = this.#appender.append(rows, items);
    if (changes !== this.#storedChanges) {
      this.#storedChanges = changes;
      this.#stored = { ...this.#stored, text: this.words.text };
      // Of two tabs the last one counts, and a word that was not stored will be told again.
      await this.#putWords().catch(() => undefined);
    }
    await appending;
  }

  #putWords(): Promise<void> {
    return this.#connection.write(async (db) => {
      const tx = db.transaction('settings', 'readwrite', { durability: 'relaxed' });
      await completed(tx, tx.store.put(this.#stored, WORDS));
    });
  }

  close(): void {
    this.#connection.close();
  }
}

/** What is damaged, too old or from a clock ahead counts as nothing: then no word is known. */
function wordsOf(stored: unknown): StoredWords {
  const { since, text } = (stored ?? {}) as Partial<StoredWords>;
  const age = now() - (since ?? Number.NaN);
  return typeof text === 'string' && since !== undefined && age >= 0 && age <= RETENTION_MS
    ? { since, text }
    : { since: now(), text: '' };
}
