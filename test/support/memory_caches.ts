/** Cache Storage as far as file_cache.ts and cell_cache.ts need it, in memory: caches by name, entries in the order in which they came. */
export class MemoryCaches {
  readonly #caches = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>();
  /** Called when an entry is about to be written. */
  beforePut: () => void = () => undefined;

  async keys(): Promise<string[]> {
    return [...this.#caches.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.#caches.delete(name);
  }

  async match(url: string, { cacheName }: { cacheName: string }): Promise<Response | undefined> {
    const bytes = this.#caches.get(cacheName)?.get(url);
    return bytes && new Response(bytes);
  }

  async open(name: string): Promise<object> {
    const entries = this.#caches.get(name) ?? new Map<string, Uint8Array<ArrayBuffer>>();
    this.#caches.set(name, entries);
    return {
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      delete: async (key: string | { url: string }) => entries.delete(urlOf(key)),
      match: async (key: string | { url: string }) => {
        const bytes = entries.get(urlOf(key));
        return bytes && new Response(bytes);
      },
      put: async (url: string, response: Response) => {
        this.beforePut();
        const bytes = new Uint8Array(await response.arrayBuffer());
        entries.delete(url);
        entries.set(url, bytes);
      },
    };
  }
}

const urlOf = (key: string | { url: string }): string => (typeof key === 'string' ? key : key.url);
