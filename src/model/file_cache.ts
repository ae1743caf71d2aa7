import type { KeptFiles } from './load.ts';

/** Begins as all of Inkling's caches do, so that a clear deletes it (export/clear.ts, page/erase.ts). */
const CACHE_NAME = 'inkling-files';
/** Several versions of an ordinary model, or one of a million items. */
const BUDGET_BYTES = 48_000_000;

/**
 * Files of a model folder in Cache Storage, by what they hold: a file comes in once its hash has been checked, and is
 * trusted from then on. Whatever a browser refuses here (private windows, full disks, no secure context) costs a fetch
 * and nothing else: no method rejects.
 */
export class FileCache implements KeptFiles {
  readonly #folderUrl: string;
  readonly #mayKeep: () => boolean;
  readonly #budgetBytes: number;
  #hasKept = false;
  /** One file after another: two at once would each count without the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param folderUrl address of a file in the folder: entries need one, and bear that of their folder
   * @param mayKeep whether anything may be written to the device, asked before and after each write
   */
  constructor(folderUrl: string, mayKeep: () => boolean, budgetBytes = BUDGET_BYTES) {
    this.#folderUrl = folderUrl;
    this.#mayKeep = mayKeep;
    this.#budgetBytes = budgetBytes;
  }

  /** What was kept under this hash and length. @param sha256 hex */
  async read(sha256: string, bytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!this.#mayKeep()) return undefined;
    try {
      // Not of `caches.open`: that would make a cache where there is none.
      const kept = await caches.match(this.#keyOf(sha256, bytes), { cacheName: CACHE_NAME });
      const data = kept && new Uint8Array(await kept.arrayBuffer());
      return data?.length === bytes ? data : undefined;
    } catch {
      return undefined; // the file is fetched
    }
  }

  /** Keeps what was checked to have this hash, and drops the oldest files that are then too many. @param sha256 hex */
  keep(sha256: string, data: Uint8Array<ArrayBuffer>): Promise<void> {
    const kept = this.#turn.then(async () => {
      if (data.length > this.#budgetBytes || !this.#mayKeep()) return;
      const cache = await caches.open(CACHE_NAME);
      this.#hasKept = true;
      await cache.put(this.#keyOf(sha256, data.length), new Response(data));
      await this.#dropOldest(cache);
      // Withdrawn meanwhile: what was deleted then must not be here now.
      if (!this.#mayKeep()) await this.forget();
    });
    this.#turn = kept.catch(() => undefined); // it is fetched again next time
    return this.#turn as Promise<void>;
  }

  /** Deletes what is kept, if any of it came from here. */
  async forget(): Promise<void> {
    if (!this.#hasKept) return;
    this.#hasKept = false;
    await caches.delete(CACHE_NAME).catch(() => false); // not there to delete, or not ours to reach
  }

  async #dropOldest(cache: Cache): Promise<void> {
    // In the order in which they came: what is put again moves to the end.
    const keys = await cache.keys();
    const sizes = keys.map(({ url }) => Number(new URL(url).searchParams.get('bytes')));
    let total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [i, key] of keys.entries()) {
      if (total <= this.#budgetBytes) return;
      total -= sizes[i]!;
      await cache.delete(key);
    }
  }

  /** The length stands in it, so that counting opens no file. */
  #keyOf(sha256: string, bytes: number): string {
    return new URL(`sha256-${sha256}?bytes=${bytes}`, this.#folderUrl).href;
  }
}
