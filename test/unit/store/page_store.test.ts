import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { PageStore } from '../../../src/store/page_store.ts';
import { RETENTION_MS } from '../../../src/store/schema.ts';

const kettle = { id: 'k', name: 'Enamel Kettle' };
const search = { kind: 'search' as const, at: 1, tokens: ['kettle'] };
const rowsOf = async (store: string) =>
  (await InklingStore.open()).connection.read([], (db) => db.getAll(store as 'settings')) as Promise<
    unknown[]
  >;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
});
afterEach(() => void vi.useRealTimers());

test('what one page told of items makes words of the next page’s search', async () => {
  const first = await PageStore.open();
  expect(first.words.sayable(search)).toBeUndefined();
  first.words.learn([kettle]);
  await first.append([], [kettle]);
  first.close();

  const next = await PageStore.open();

  expect(next.words.sayable(search)).toEqual(search);
  next.close();
});

test('words as old as behaviour may become are forgotten, and so are damaged ones', async () => {
  const first = await PageStore.open();
  first.words.learn([kettle]);
  await first.append([], [kettle]);
  first.close();

  vi.setSystemTime(Date.now() + RETENTION_MS + 1);
  const later = await PageStore.open();
  expect(later.words.sayable(search)).toBeUndefined();
  later.close();

  const store = await InklingStore.open();
  await store.connection.write((db) => db.put('settings', { since: 'ever', text: 7 }, 'words'));
  const damaged = await PageStore.open();
  expect(damaged.words.sayable(search)).toBeUndefined();
  damaged.close();
});

test('rows and items are written as ever, and the words stand in one row', async () => {
  const store = await PageStore.open();
  store.words.learn([kettle]);
  await store.append([search, { kind: 'view', itemId: 'k', at: 2 }], [kettle]);
  await store.append([{ kind: 'view', itemId: 'k', at: 3 }]);
  store.close();

  expect(await rowsOf('interactions')).toHaveLength(3);
  expect(await rowsOf('items')).toHaveLength(1);
  expect(await rowsOf('settings')).toEqual([{ since: Date.now(), text: 'enamel\nkettle' }]);
});
