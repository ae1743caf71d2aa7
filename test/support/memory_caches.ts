/** Cache Storage as far as file_cache.ts needs it, in memory: caches by name, entries in the order in which they came. */
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
      delete: async ({ url }: { url: string }) => entries.delete(url),
      put: async (url: string, response: Response) => {
        this.beforePut();
        const bytes = new Uint8Array(await response.arrayBuffer());
        entries.delete(url);
        entries.set(url, bytes);
      },
    };
  }
}
