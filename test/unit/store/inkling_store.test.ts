import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { type Interaction, SESSION_GAP_MS } from '../../../src/contract/interaction.ts';
import { destroyInkling } from '../../../src/store/destroy.ts';
import { InklingStore, MAX_INTERACTIONS } from '../../../src/store/inkling_store.ts';
import { RETENTION_MS } from '../../../src/store/schema.ts';

const T = 1_700_000_000_000;
const view = (itemId: string, at: number): Interaction => ({ kind: 'view', itemId, at });
const ids = async (store: InklingStore) => (await store.interactions()).map((row) => row.itemId);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('append', () => {
  test('keeps interactions, oldest first, whatever order they came in', async () => {
    const store = await InklingStore.open();
    await store.append([view('b', T + 2), view('a', T + 1)]);
    await store.append([view('c', T + 3)]);

    expect(await ids(store)).toEqual(['a', 'b', 'c']);
  });

  test('stores a batch whole or not at all', async () => {
    const store = await InklingStore.open();
    const unclonable = { ...view('b', T), value: (() => 1) as unknown as number };

    await expect(store.append([view('a', T), unclonable])).rejects.toThrow();
    expect(await ids(store)).toEqual([]);
  });

  test('names a session after its start and begins a new one after the gap', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T), view('b', T + SESSION_GAP_MS)]);
    await store.append([view('c', T + 2 * SESSION_GAP_MS)]);
    await store.append([view('d', T + 3 * SESSION_GAP_MS + 1)]);

    expect((await store.interactions()).map((row) => row.session)).toEqual([
      T,
      T,
      T,
      T + 3 * SESSION_GAP_MS + 1,
    ]);
  });

  test('asks for everything in one turn once the session is known, so that a page may be left', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T)]);
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');

    const written = store.append([view('b', T + 1), view('c', T + SESSION_GAP_MS + 2)]);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve(); // microtasks only: no event of the database yet
    const commits = commit.mock.calls.length;
    await written;

    expect(commits).toBe(1);
    expect((await store.interactions()).map((row) => row.session)).toEqual([T, T, T + SESSION_GAP_MS + 2]);
  });

  test('puts what comes late into the session it belongs to', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T), view('z', T + 10 * SESSION_GAP_MS)]);
    await store.append([view('b', T + 60_000), view('old', T - DAY_MS)]);

    const sessions = Object.fromEntries((await store.interactions()).map((row) => [row.itemId, row.session]));
    expect(sessions).toEqual({ a: T, b: T, old: T - DAY_MS, z: T + 10 * SESSION_GAP_MS });
  });

  test('merges what pages say about an item, and stamps when it was seen', async () => {
    const store = await InklingStore.open();
    await store.append([], [{ id: 'a', name: 'Lamp', brand: 'Lux', category: ['Home', 'Lighting'] }]);
    await store.append([], [{ id: 'a', name: 'a', price: 12 }]);

    expect(await store.items()).toEqual([
      {
        id: 'a',
        name: 'Lamp',
        brand: 'Lux',
        category: ['Home', 'Lighting'],
        price: 12,
        seenAt: expect.any(Number),
      },
    ]);
  });

  test('makes room by the oldest tenth when the storage is full, and tries once more', async () => {
    const store = await InklingStore.open();
    await store.append(Array.from({ length: 20 }, (_, i) => view(`i${i}`, T + i)));
    failNextAdds(1);
    await store.append([view('new', T + 100)]);

    expect(await ids(store)).toEqual([...Array.from({ length: 18 }, (_, i) => `i${i + 2}`), 'new']);
  });

  test('says store-full when that does not help, and loses nothing but the oldest tenth', async () => {
    const store = await InklingStore.open();
    await store.append(Array.from({ length: 20 }, (_, i) => view(`i${i}`, T + i)));
    failNextAdds(2);

    await expect(store.append([view('new', T + 100)])).rejects.toMatchObject({
      name: 'InklingError',
      code: 'store-full',
    });
    expect(await ids(store)).toHaveLength(18);
  });
});

describe('retention', () => {
  test('deletes what is older than 180 days, exactly', async () => {
    const store = await InklingStore.open();
    await store.append([view('old', T - RETENTION_MS - 1), view('edge', T - RETENTION_MS), view('new', T)]);

    expect(await store.expire(T)).toBe(1);
    expect(await ids(store)).toEqual(['edge', 'new']);
  });

  test('keeps the newest 5,000', async () => {
    const store = await InklingStore.open();
    await store.append(Array.from({ length: MAX_INTERACTIONS + 7 }, (_, i) => view(`i${i}`, T + i)));

    expect(await store.expire(T + DAY_MS)).toBe(7);
    const left = await ids(store);
    expect([left.length, left[0]]).toEqual([MAX_INTERACTIONS, 'i7']);
  });

  test('deletes items that were not seen for 180 days', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: T });
    const store = await InklingStore.open();
    await store.append([], [{ id: 'old', name: 'Old' }]);
    vi.setSystemTime(T + RETENTION_MS + 1);
    await store.append([], [{ id: 'new', name: 'New' }]);
    await store.expire(T + RETENTION_MS + 1);
    vi.useRealTimers();

    expect((await store.items()).map((item) => item.id)).toEqual(['new']);
  });
});

test('removes the items that nothing speaks of any more, and no others', async () => {
  const store = await InklingStore.open();
  const item = (id: string) => ({ id, name: id });
  await store.append(
    [view('a', T), view('a', T + 1), view('b', T + 2), view('c', T + 3)],
    ['a', 'b', 'c', 'd'].map(item),
  );
  const [first, , third, fourth] = await store.interactions();
  await store.append([{ kind: 'review_read', target: 'c', at: T + 4 }]);

  await store.remove([first!.id, third!.id, fourth!.id]);

  // Of a there is another view, of c a review; d was never of an interaction.
  expect((await store.items()).map(({ id }) => id).sort()).toEqual(['a', 'c', 'd']);
});

test('removes and marks by id, and passes over ids that are gone', async () => {
  const store = await InklingStore.open();
  await store.append([view('a', T), view('b', T + 1), view('c', T + 2)]);
  const [a, b] = (await store.interactions()).map((row) => row.id);

  await store.remove([a!, 999]);
  await store.mark([b!, 999], 'gift', true);
  expect(await store.interactions()).toMatchObject([{ itemId: 'b', gift: true }, { itemId: 'c' }]);

  await store.mark([b!], 'gift', false);
  expect((await store.interactions())[0]).not.toHaveProperty('gift');
});

test('counts the rows of every object store there is', async () => {
  const store = await InklingStore.open();
  await store.append([view('a', T)], [{ id: 'a', name: 'A' }]);
  const raw = await openDB('inkling');

  const counts = await store.rowCounts();
  expect(Object.keys(counts).sort()).toEqual([...raw.objectStoreNames].map((name) => `inkling/${name}`));
  expect(counts).toMatchObject({ 'inkling/interactions': 1, 'inkling/items': 1, 'inkling/ledger': 0 });
  raw.close();
});

describe('existence', () => {
  test('looking and reading create nothing', async () => {
    const store = new InklingStore();

    expect(await InklingStore.exists()).toBe(false);
    expect(await store.interactions()).toEqual([]);
    expect(await store.items()).toEqual([]);
    expect(await store.ledger()).toEqual([]);
    expect(await store.expire(T)).toBe(0);
    await store.remove([1]);
    await store.mark([1], 'gift', true);
    expect(Object.values(await store.rowCounts()).every((count) => count === 0)).toBe(true);
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('a browser that cannot tell its databases is one without any: looking would create one', async () => {
    const databases = indexedDB.databases.bind(indexedDB);
    Object.defineProperty(indexedDB, 'databases', { value: undefined, configurable: true });

    await expect(InklingStore.open()).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(InklingStore.exists()).rejects.toMatchObject({ code: 'store-unavailable' });

    expect(await databases()).toEqual([]);
  });

  test('reading creates nothing even when the database goes between the look and the opening', async () => {
    const databases = indexedDB.databases.bind(indexedDB);
    vi.spyOn(indexedDB, 'databases').mockResolvedValue([{ name: 'inkling', version: 1 }]);

    expect(await new InklingStore().interactions()).toEqual([]);
    expect(await databases()).toEqual([]);
  });

  test('destroy deletes it although this and other tabs have it open', async () => {
    const mine = await InklingStore.open();
    const other = await InklingStore.open();
    await mine.append([view('a', T)]);
    await InklingStore.destroy();

    expect(await InklingStore.exists()).toBe(false);
    expect(await other.interactions()).toEqual([]);
    expect(await InklingStore.exists()).toBe(false);
  });

  test('after a clear in another tab the next append opens it again', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T)]);
    await InklingStore.destroy();
    await store.append([view('b', T + 1)]);

    expect(await ids(store)).toEqual(['b']);
  });

  test('a clear in the middle of appends loses nothing that was appended after it', async () => {
    const store = await InklingStore.open();
    const appends = Array.from({ length: 10 }, (_, i) => store.append([view(`i${i}`, T + i)]));
    await Promise.all([...appends, InklingStore.destroy()]);
    await store.append([view('after', T + 100)]);

    expect((await ids(store)).at(-1)).toBe('after');
  });

  test('after the browser closed it by itself, as for site data deleted by hand, it opens again', async () => {
    const open = vi.spyOn(indexedDB, 'open');
    const store = await InklingStore.open();
    await store.append([view('a', T)]);
    const db: IDBDatabase = open.mock.results[0]!.value.result;
    db.close();

    await store.append([view('b', T + 1)]);
    expect(await ids(store)).toEqual(['a', 'b']);
    expect(open).toHaveBeenCalledTimes(2);
  });

  test('opens once for many calls at once', async () => {
    const open = vi.spyOn(indexedDB, 'open');
    const store = new InklingStore();
    await Promise.all(Array.from({ length: 5 }, (_, i) => store.append([view(`i${i}`, T + i)])));

    expect(open).toHaveBeenCalledTimes(1);
    expect(await ids(store)).toHaveLength(5);
  });

  test('opens again after close', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T)]);
    store.close();

    expect(await ids(store)).toEqual(['a']);
  });
});

describe('a database that is in a bad way', () => {
  test('one of a newer script is left as it is, and said so; deleting everything still deletes it', async () => {
    const newer = await openDB('inkling', 99, { upgrade: (db) => void db.createObjectStore('later') });
    await newer.put('later', 'kept', 'key');
    newer.close();
    const store = new InklingStore();

    await expect(store.append([view('a', T)])).rejects.toMatchObject({ code: 'store-blocked' });
    await expect(InklingStore.open()).rejects.toMatchObject({ code: 'store-blocked' });

    expect(store.rebuilt).toBe(false);
    const after = await openDB('inkling', 99);
    expect(await after.get('later', 'key')).toBe('kept');
    after.close();
    await destroyInkling();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('damaged files are rebuilt', async () => {
    const { open } = indexedDB;
    vi.spyOn(indexedDB, 'open').mockImplementationOnce((name) => {
      // The nearest thing to damage that the fake offers: an open request that fails with UnknownError.
      const request = open.call(indexedDB, name, 1);
      const error = new DOMException('damaged', 'UnknownError');
      Object.defineProperty(request, 'error', { get: () => error, set: () => undefined });
      request.addEventListener('upgradeneeded', () => request.transaction?.abort());
      return request;
    });
    const store = await InklingStore.open();

    expect(store.rebuilt).toBe(true);
    expect(await store.interactions()).toEqual([]);
  });

  test('without IndexedDB everything says store-unavailable', async () => {
    vi.stubGlobal('indexedDB', undefined);

    for (const attempt of [
      () => InklingStore.open(),
      () => InklingStore.exists(),
      () => InklingStore.destroy(),
      () => new InklingStore().interactions(),
    ])
      await expect(attempt()).rejects.toMatchObject({ name: 'InklingError', code: 'store-unavailable' });
  });

  test('an IndexedDB that throws says store-unavailable, and may recover', async () => {
    const deny = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const store = new InklingStore();
    const open = vi.spyOn(indexedDB, 'open').mockImplementation(deny);
    await expect(store.append([view('a', T)])).rejects.toMatchObject({ code: 'store-unavailable' });

    open.mockRestore();
    await store.append([view('b', T)]);
    expect(await ids(store)).toEqual(['b']);
  });

  test('a tab that does not let go makes destroy say store-blocked, with nothing left to read', async () => {
    const store = await InklingStore.open();
    await store.append([view('a', T)]);
    store.close();
    const deaf = await openDB('inkling');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const destroyed = InklingStore.destroy();
    const refused = expect(destroyed).rejects.toMatchObject({ code: 'store-blocked' });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 1 });
    await vi.advanceTimersByTimeAsync(3_000);
    await refused;
    vi.useRealTimers();

    expect(await deaf.count('interactions')).toBe(0);
    deaf.close();
  });
});

/** Makes the next `count` interactions that are added fail as a full disk does. */
function failNextAdds(count: number) {
  const { add } = IDBObjectStore.prototype;
  let left = count;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (left-- > 0) throw new DOMException('no room', 'QuotaExceededError');
    return add.call(this, value, key);
  });
}
