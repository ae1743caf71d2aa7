/**
 * Cells that pages visited have brought, in Cache Storage, oldest first. Clearing deletes it with every cache whose
 * name begins with "inkling" (export/clear.ts). Nothing else takes a cell away but the byte budget: were cells deleted
 * with the history that brought them, the next visit would ask for one again, and tell the server of the deletion.
 *
 * Where there is no Cache Storage (no secure context, no room), cells last as long as the worker.
 */
export class CellCache {
  readonly #name: string;
  readonly #base: string;
  readonly #mayKeep: () => boolean;
  readonly #budget: number;

  /**
   * @param model  hash of the manifest: cells of another model are of no use
   * @param base   address of the manifest, which files are relative to
   * @param mayKeep whether anything may be written to the device, asked before and after each write
   * @param budget bytes
   */
  constructor(model: string, base: string, mayKeep: () => boolean, budget: number) {
    this.#name = `${PREFIX}${model.slice(0, 12)}`;
    this.#base = base;
    this.#mayKeep = mayKeep;
    this.#budget = budget;
  }

  /** What is kept, by file name, oldest first; cells of other models go. */
  async all(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    await this.#try(async () => {
      const names = await caches.keys();
      const others = names.filter((name) => name.startsWith(PREFIX) && name !== this.#name);
      await Promise.all(others.map((name) => caches.delete(name)));
      if (!names.includes(this.#name)) return; // looking must not make one
      const cache = await caches.open(this.#name);
      const requests = await cache.keys();
      const bodies = await Promise.all(
        requests.map(
          async (request) => new Uint8Array((await (await cache.match(request))?.arrayBuffer()) ?? []),
        ),
      );
      requests.forEach(({ url }, i) => {
        kept.set(url.slice(url.lastIndexOf('/') + 1), bodies[i]!);
      });
    });
    return kept;
  }

  /** Keeps a cell; the oldest go until all fit. @param kept sizes of those that are kept, by name, oldest first. @returns names of those that went */
  async put(
    name: string,
    bytes: Uint8Array<ArrayBuffer>,
    kept: ReadonlyMap<string, number>,
  ): Promise<string[]> {
    let total = bytes.length;
    for (const size of kept.values()) total += size;
    const gone: string[] = [];
    for (const [old, size] of kept) {
      if (total <= this.#budget) break;
      gone.push(old);
      total -= size;
    }
    await this.#try(async () => {
      if (!this.#mayKeep()) return;
      const cache = await caches.open(this.#name);
      await Promise.all(gone.map((old) => cache.delete(this.#urlOf(old))));
      await cache.put(this.#urlOf(name), new Response(bytes));
      // Withdrawn meanwhile: what was deleted then must not be here now.
      if (!this.#mayKeep()) await caches.delete(this.#name);
    });
    return gone;
  }

  #urlOf(name: string): string {
    return new URL(name, this.#base).href;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (typeof caches === 'undefined') return;
    // Refused storage or no room: the cell is in memory, and its page can be visited again.
    await work().catch(() => undefined);
  }
}

const PREFIX = 'inkling-cells-';
