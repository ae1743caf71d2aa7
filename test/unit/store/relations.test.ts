import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Relation } from '../../../src/contract/relation.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { RETENTION_MS } from '../../../src/store/schema.ts';

const T = 1_700_000_000_000;
const view = (itemId: string, at: number): Interaction => ({ kind: 'view', itemId, at });
const ids = async (store: InklingStore) => (await store.interactions()).map((row) => row.itemId);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
describe('relations', () => {
  const brand: Relation = { kind: 'follow_brand', target: 'Lux', at: T };
  const seller: Relation = { kind: 'follow_seller', target: 'Lux', at: T + 1 };
  const review: Relation = { kind: 'review_read', target: 'lamp', at: T + 2 };
  const related = async (...rows: Parameters<InklingStore['append']>[0]) => {
    const store = await InklingStore.open();
    await store.append(rows);
    return store;
  };

  test('are kept once each, by what was said last', async () => {
    const store = await related(brand, seller, review);
    await store.append([{ ...brand, at: T + 9 }, view('lamp', T)]);

    expect(await store.relations()).toEqual([{ ...brand, at: T + 9 }, seller, review]);
    expect(await ids(store)).toEqual(['lamp']);
    expect(await store.rowCounts()).toMatchObject({ 'inkling/relations': 3 });
  });

  test('end where the page takes them back, and where it says "unfollow", in the order of time', async () => {
    const other: Relation = { kind: 'follow_brand', target: 'Luxor', at: T };
    const store = await related(brand, seller, review, other);
    await store.append([
      { ...brand, at: T + 5 },
      { kind: 'unfollow', tokens: ['Lux'], at: T + 4 },
      { ...review, at: T + 6, off: true },
    ]);

    expect(await store.relations()).toEqual([{ ...brand, at: T + 5 }, other]);
  });

  test('are stored with interactions whole or not at all', async () => {
    const store = await related();
    const unclonable = { ...view('b', T), value: (() => 1) as unknown as number };

    await expect(store.append([brand, unclonable])).rejects.toThrow();
    expect(await store.relations()).toEqual([]);
  });

  test('go after 180 days, one by one by hand, and all by a clear', async () => {
    const store = await related(brand, seller, review);

    expect(await store.expire(T + RETENTION_MS + 1)).toBe(1);
    expect(await store.relations()).toEqual([seller, review]);
    await store.remove([], [seller]);
    expect(await store.relations()).toEqual([review]);
    await InklingStore.destroy();
    await InklingStore.open();
    expect(await store.relations()).toEqual([]);
  });
});
