import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CellCache } from '../../../src/store/cell_cache.ts';
import { MemoryCaches } from '../../support/memory_caches.ts';

const BASE = 'https://shop.test/models/large/manifest.json';
const MODEL = 'a1'.repeat(32);
const bytesOf = (length: number) => new Uint8Array(length).fill(7);

let memory: MemoryCaches;
let isAllowed: boolean;

beforeEach(() => {
  memory = new MemoryCaches();
  isAllowed = true;
  vi.stubGlobal('caches', memory);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const open = (model = MODEL, budget = 100) => new CellCache(model, BASE, () => isAllowed, budget);
const sizesOf = (kept: ReadonlyMap<string, Uint8Array>) =>
  new Map([...kept].map(([name, { length }]) => [name, length]));

test('cells come back by name, oldest first', async () => {
  const cache = open();
  await cache.put('cell-2.json', bytesOf(10), new Map());
  await cache.put('cell-1.json', bytesOf(20), sizesOf(await cache.all()));

  expect([...sizesOf(await open().all())]).toEqual([
    ['cell-2.json', 10],
    ['cell-1.json', 20],
  ]);
});

test('they stand in a cache that a clear deletes, and looking makes none', async () => {
  await open().all();
  expect(await memory.keys()).toEqual([]);
  await open().put('cell-2.json', bytesOf(10), new Map());
  expect(await memory.keys()).toEqual([expect.stringMatching(/^inkling/)]);
});

test('beyond the budget the oldest go, and are named', async () => {
  const cache = open();
  for (const name of ['a', 'b', 'c']) await cache.put(name, bytesOf(30), sizesOf(await cache.all()));

  const gone = await cache.put('d', bytesOf(50), sizesOf(await cache.all()));

  expect(gone).toEqual(['a', 'b']);
  expect([...(await cache.all()).keys()]).toEqual(['c', 'd']);
});

test('those of another model go', async () => {
  await open('b2'.repeat(32)).put('old', bytesOf(3), new Map());

  expect(await open().all()).toEqual(new Map());
  expect(await memory.keys()).toEqual([]);
});

describe('nothing stays', () => {
  test('where nothing may be kept', async () => {
    isAllowed = false;
    await open().put('cell-1.json', bytesOf(3), new Map());
    expect(await memory.keys()).toEqual([]);
  });

  test('of a write during which that ended', async () => {
    memory.beforePut = () => {
      isAllowed = false;
    };
    await open().put('cell-1.json', bytesOf(3), new Map());
    expect(await memory.keys()).toEqual([]);
  });
});

test.each([
  ['does not exist', undefined],
  [
    'refuses',
    { keys: () => Promise.reject(new Error('denied')), open: () => Promise.reject(new Error('denied')) },
  ],
])('where Cache Storage %s, cells are not kept and nothing throws', async (_, caches) => {
  vi.stubGlobal('caches', caches);

  expect(await open().put('cell-1.json', bytesOf(3), new Map())).toEqual([]);
  expect(await open().all()).toEqual(new Map());
});
