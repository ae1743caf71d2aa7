import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { bringBack, takeAway } from '../../../src/answers/take_away.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { WishStore } from '../../../src/store/wish_store.ts';

const SHOP = 'https://shop.example';
const T = 1_700_000_000_000;
const NOW = T + 7 * 86_400_000;
const VIEWS: Interaction[] = [
  { kind: 'view', itemId: 'a', at: T },
  { kind: 'cart_add', itemId: 'a', at: T + 5_000, value: 1 },
  { kind: 'view', itemId: 'b', at: T + 86_400_000 },
];

/** A device with this history. */
async function device(rows: readonly Interaction[]): Promise<{ store: InklingStore; wishes: WishStore }> {
  globalThis.indexedDB = new IDBFactory();
  const store = await InklingStore.open();
  await store.append(rows, [{ id: 'a', name: 'Lamp' }]);
  return { store, wishes: new WishStore(store) };
}
const fileOf = ({ store, wishes }: Awaited<ReturnType<typeof device>>) =>
  takeAway(store, wishes, { entries: [] }, SHOP, NOW);
const shape = async (store: InklingStore) =>
  (await store.interactions()).map(({ kind, itemId, at, session, gift }) => [
    kind,
    itemId,
    at,
    session,
    gift,
  ]);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe('what is taken away', () => {
  test('is the same on another device, with marks, sessions, relations and wishes', async () => {
    const old = await device([]);
    await old.store.append([...VIEWS, { kind: 'follow_brand', target: 'Acme', at: T }]);
    await old.store.mark([3], 'gift', true);
    await old.wishes.update(() => ({ tastes: { Garden: 'less' }, facts: { sizes: ['M'] } }));
    const file = await fileOf(old);
    const before = await shape(old.store);
    const fresh = await device([]);

    const report = await bringBack(fresh.store, fresh.wishes, file, SHOP, NOW);

    expect(report).toEqual({ added: 3, known: 0, unreadable: 0 });
    expect(await shape(fresh.store)).toEqual(before);
    expect(await fresh.store.relations()).toMatchObject([{ kind: 'follow_brand', target: 'Acme' }]);
    expect(await fresh.wishes.wishes()).toEqual({ tastes: { Garden: 'less' }, facts: { sizes: ['M'] } });
    expect((await fresh.store.items()).map(({ name }) => name)).toEqual(['Lamp']);
  });

  test('is what docs/take-away.schema.json says', async () => {
    const old = await device(VIEWS);
    await old.store.append([{ kind: 'review_read', target: 'a', at: T }]);
    await old.wishes.update(() => ({ tastes: { Garden: 'less' }, facts: { maxPrice: 9 }, learnsFrom: T }));
    const isValid = new Ajv().compile(JSON.parse(await readFile('docs/take-away.schema.json', 'utf8')));
    const file = JSON.parse(await fileOf(old));

    expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true);
    // It can say no: of every part.
    for (const part of ['interactions', 'items', 'relations', 'wishes'])
      expect(isValid({ ...file, [part]: [{ at: 0 }] }), part).toBe(false);
  });

  test('brought back twice is there once', async () => {
    const one = await device(VIEWS);
    const file = await fileOf(one);

    const report = await bringBack(one.store, one.wishes, file, SHOP, NOW);

    expect(report).toEqual({ added: 0, known: 3, unreadable: 0 });
    expect(await one.store.interactions()).toHaveLength(3);
  });

  test('merges: rows of both stand in the order of their times, and what was said here stands', async () => {
    const old = await device([VIEWS[0]!, VIEWS[2]!]);
    await old.wishes.update(() => ({ tastes: { Garden: 'less', Pets: 'right' }, facts: {} }));
    const file = await fileOf(old);
    const here = await device([VIEWS[1]!]);
    await here.wishes.update(() => ({ tastes: { Garden: 'never' }, facts: {} }));

    await bringBack(here.store, here.wishes, file, SHOP, NOW);

    expect((await here.store.interactions()).map(({ kind, itemId }) => `${kind} ${itemId}`)).toEqual([
      ...['view a', 'cart_add a', 'view b'],
    ]);
    expect((await here.wishes.wishes()).tastes).toEqual({ Garden: 'never', Pets: 'right' });
  });

  test('that is refused changes nothing', async () => {
    const one = await device(VIEWS);
    const before = await shape(one.store);

    await expect(bringBack(one.store, one.wishes, '{"format":', SHOP, NOW)).rejects.toThrow('not whole');

    expect(await shape(one.store)).toEqual(before);
  });
});
