import { InklingError } from '../contract/error.ts';
import type { Item } from '../contract/item.ts';
import type { ConsentView } from '../contract/page_api.ts';
import type { Problem } from '../contract/worker_api.ts';
import type { Recorded } from '../store/appender.ts';
import type { PageStore } from '../store/page_store.ts';
import type { ConsentStore } from './consent_store.ts';
import { whileConsented } from './locks.ts';

/** How long an interaction waits for others to be written with. */
const FLUSH_AFTER_MS = 300;
/** A page that records more than this without being able to write loses its oldest. */
const MAX_WAITING = 1_000;

export interface RecorderOptions {
  readonly consent: Pick<ConsentStore, 'view' | 'viewNow'>;
  open(): Promise<Store>;
  /** Something new stands in the database. */
  onWritten(): void;
  onProblem(problem: Problem): void;
}

type Store = Pick<PageStore, 'append' | 'close' | 'words'>;

/**
 * Takes interactions, relations and items to the database, in batches. While nobody has chosen, they wait in
 * memory, and only there. Every batch is written under a consent that was read just before.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  #queue: Recorded[] = [];
  #items = new Map<string, Item>();
  #store: Store | undefined;
  #opening: Promise<Store> | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isPaused = true;
  #isOff = false;
  #isLeft = false;
  /** Grows with every drop: what was taken before it must not come back. */
  #drops = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Nothing may be recorded: whatever comes is dropped. */
  get isOff(): boolean {
    return this.#isOff;
  }

  add(row: Recorded): void {
    if (this.#isOff) return;
    this.#queue.push(row);
    if (this.#queue.length > MAX_WAITING) this.#queue.shift();
    this.#schedule();
  }

  /** What the page says of an item; the latest word counts, and what it leaves out stays said. */
  see(item: Item): void {
    if (this.#isOff) return;
    this.#items.set(item.id, { ...this.#items.get(item.id), ...item });
    this.#schedule();
  }

  /** Holds everything in memory until `resume`: consent is unknown or about to change. */
  pause(): void {
    this.#isPaused = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Acts on what was decided: writes what waits, goes on waiting while nobody has chosen, or drops it. */
  resume(view: ConsentView): void {
    this.#isPaused = false;
    this.#isLeft = false;
    this.#isOff = !view.record && !/none|pending/.test(view.recordReason);
    if (this.#isOff) this.drop();
    else if (view.record && !this.#isEmpty()) this.#schedule();
  }

  /** Writes what waits and resolves when it is on disk, or when it may not be. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  /**
   * Writes what waits without waiting for anything, because the page may be gone after this turn.
   * Uses only a database that is open: it cannot create one that another tab has just deleted.
   */
  flushNow(): void {
    const store = this.#store;
    if (store && !this.#isPaused && this.#options.consent.viewNow().record) {
      // Items after them: what is known of one is read first, for which a page that is left has no turn.
      const rows = this.#takeRows(store);
      void this.#append(store, rows, []);
      void this.#append(store, [], this.#takeItems());
    } else void this.flush();
  }

  /**
   * The page is gone, or sleeps in the back/forward cache until `resume`: from now on only `flushNow` writes,
   * into a database that is open; all else waits in memory. To be called before anything is told at
   * `pagehide`, because a lock that is asked for then, even one given up at once, is granted to a sleeping
   * page and throws it out of Chromium's cache. Answers of IndexedDB wait for its return.
   */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Forgets what waits and lets the database go, so that it can be deleted. */
  drop(): void {
    this.#drops++;
    this.#queue = [];
    this.#items.clear();
    this.#close();
  }

  #schedule(): void {
    if (this.#isPaused || this.#isLeft) return;
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  async #write(): Promise<void> {
    if (this.#isPaused || this.#isLeft || this.#isEmpty()) return;
    try {
      await whileConsented(async () => {
        const view = await this.#options.consent.view();
        if (!view.record) return this.resume(view);
        if (this.#isEmpty()) return;
        this.#opening ??= this.#options.open();
        this.#store = await this.#opening;
        const rows = this.#takeRows(this.#store);
        await this.#append(this.#store, rows, this.#takeItems());
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** One batch, all or nothing. A batch that failed goes back to its place in the queue. */
  async #append(store: Store, batch: Recorded[], items: Item[]): Promise<void> {
    const drops = this.#drops;
    if (batch.length === 0 && items.length === 0) return;
    try {
      await store.append(batch, items);
      this.#options.onWritten();
    } catch (error) {
      if (drops !== this.#drops) return; // deleted in the meantime, as it should be
      this.#queue.unshift(...batch);
      for (const item of items) if (!this.#items.has(item.id)) this.#items.set(item.id, item);
      this.#fail(error);
    }
  }

  /** Whatever waits stays; the next interaction tries again with a new connection. */
  #fail(error: unknown): void {
    this.#close();
    const code = error instanceof InklingError ? error.code : undefined;
    this.#options.onProblem(code === 'store-full' || code === 'store-blocked' ? code : 'store-unavailable');
  }

  /** What may be written. A search of which no word is known waits: the page may still tell of what was found. */
  #takeRows({ words }: Store): Recorded[] {
    words.learn([...this.#items.values()]);
    const taken: Recorded[] = [];
    this.#queue = this.#queue.filter((row) => {
      const said = words.sayable(row);
      if (said) taken.push(said);
      return !said;
    });
    return taken;
  }

  #takeItems(): Item[] {
    const items = [...this.#items.values()];
    this.#items.clear();
    return items;
  }

  #isEmpty(): boolean {
    return this.#queue.length === 0 && this.#items.size === 0;
  }

  #close(): void {
    this.#store?.close();
    this.#store = undefined;
    this.#opening = undefined;
  }
}
