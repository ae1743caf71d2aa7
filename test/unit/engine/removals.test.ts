import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { finishRemovals } from '../../../src/engine/removals.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { RemovalStore } from '../../../src/store/removal_store.ts';

const NOW = Date.UTC(2026, 5, 1);
let store: InklingStore;
let removals: RemovalStore;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'], now: NOW });
  globalThis.indexedDB = new IDBFactory();
  store = await InklingStore.open();
  removals = new RemovalStore(store);
  await store.append(
    ['a', 'b', 'c'].map((itemId, i) => ({ kind: 'view' as const, itemId, at: NOW - 60_000 + i })),
    ['a', 'b', 'c'].map((id) => ({ id, name: id })),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const itemsLeft = async () => (await store.interactions()).map(({ itemId }) => itemId);
const [FIRST, SECOND] = [1, 2];

test('what was ordered on a page that is gone is done by the next one, and once', async () => {
  await removals.await({ keys: [FIRST], dueAt: NOW - 1 });
  const removed = vi.fn();

  await finishRemovals(store, removed);
  await finishRemovals(store, removed);

  expect(await itemsLeft()).toEqual(['b', 'c']);
  expect((await store.items()).map(({ id }) => id)).toEqual(['b', 'c']);
  expect(removed).toHaveBeenCalledTimes(1);
});

test('what can still be taken back is done when it no longer can', async () => {
  await removals.await({ keys: [FIRST, SECOND], dueAt: NOW + 5_000 });
  const removed = vi.fn();

  await finishRemovals(store, removed);
  expect(await itemsLeft()).toEqual(['a', 'b', 'c']);
  await removals.await({ keys: [SECOND], dueAt: NOW + 5_000 }); // the first is taken back
  await vi.advanceTimersByTimeAsync(5_000);
  vi.useRealTimers();

  await vi.waitFor(async () => expect(await itemsLeft()).toEqual(['a', 'c']));
  await vi.waitFor(() => expect(removed).toHaveBeenCalledTimes(1));
});

test('nothing awaited or nonsense removes nothing, and makes no database', async () => {
  await finishRemovals(store, () => expect.unreachable());
  await store.connection.write((db) => db.put('settings', { keys: 'all' }, 'removals'));
  await finishRemovals(store, () => expect.unreachable());
  expect(await itemsLeft()).toEqual(['a', 'b', 'c']);

  await InklingStore.destroy();
  await new RemovalStore(new InklingStore()).await({ keys: [FIRST], dueAt: NOW });
  expect(await indexedDB.databases()).toEqual([]);
});
