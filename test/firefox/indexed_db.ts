/**
 * In the bundle `fake-indexeddb` is this file: the browser's own databases, a factory of its own for each world
 * of a test. `new IDBFactory()` gives one that starts empty; names are kept apart by a prefix.
 */
const real = indexedDB;
let worlds = 0;

export class IDBFactory {
  readonly #prefix = `${worlds++}:`;

  open(name: string, version?: number): IDBOpenDBRequest {
    return version === undefined ? real.open(this.#prefix + name) : real.open(this.#prefix + name, version);
  }

  deleteDatabase(name: string): IDBOpenDBRequest {
    return real.deleteDatabase(this.#prefix + name);
  }

  async databases(): Promise<IDBDatabaseInfo[]> {
    const mine = (await real.databases()).filter(({ name }) => name?.startsWith(this.#prefix));
    return mine.map(({ name, version }) => ({ name: name!.slice(this.#prefix.length), version: version! }));
  }
}

// The suites assign to it, which the browser's own does not let them.
Object.defineProperty(globalThis, 'indexedDB', { value: real, writable: true, configurable: true });
