import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { CodedCatalogue } from '../../../src/engine/coded_catalogue.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { reconstruct, SPLITS } from '../../../src/model/coded/codes.ts';
import type { ModelFolder, ReadFile } from '../../../src/model/load.ts';
import type { SimulatedItem } from '../../../src/simulate/catalogue.ts';
import { CellCache } from '../../../src/store/cell_cache.ts';
import { type LargeModel, makeLargeModel } from '../../support/large_model.ts';

const NOW = Date.UTC(2026, 5, 1);
const COUNT = 1_500;
let model: LargeModel;
let pool: ModelFolder;

beforeAll(async () => {
  model = await makeLargeModel(COUNT);
  pool = await model.load();
});
afterAll(() => model.remove());
beforeEach(() => {
  model.asked.length = 0;
});

const noCache = () =>
  new CellCache('0'.repeat(64), 'https://shop.test/models/manifest.json', () => true, 1e6);
const made = (read: ReadFile = model.read) => new CodedCatalogue(pool, read, noCache());
const view = ({ id }: SimulatedItem, more: Partial<StoredInteraction> = {}): StoredInteraction => ({
  id: 1,
  kind: 'view',
  itemId: id,
  at: NOW,
  session: 1,
  ...more,
});
/** Kinds and places of what was asked for: `cell-3`. */
const asked = () => model.asked.map((name) => name.split('.')[0]!);
const indexOf = (catalogue: CodedCatalogue, { id }: SimulatedItem) => {
  const { trained } = catalogue.folder;
  return indexCatalogue(trained!.catalogue, trained!.neighbours).indexOf(id);
};

describe('what everyone gets', () => {
  test('is the pool: an ordinary model whose vectors are those of the codes', () => {
    const { manifest, trained, coded } = pool;

    expect(manifest.V).toBe(model.pool.length);
    expect(manifest.coded!.items).toBe(COUNT);
    expect(trained!.catalogue.cards.map(({ id }) => id).sort()).toEqual(
      model.pool.map(({ id }) => id).sort(),
    );
    const vector = new Float32Array(manifest.D);
    reconstruct(coded!.centroids, coded!.poolCodes.subarray(6 * SPLITS, 7 * SPLITS), vector);
    expect([...trained!.entities.subarray(7 * manifest.D, 8 * manifest.D)]).toEqual([...vector]);
  });

  test('holds the most wanted items', () => {
    const least = Math.min(...model.pool.map(({ reviews }) => reviews));

    expect(Math.max(...model.beyond.map(({ reviews }) => reviews))).toBeLessThanOrEqual(least);
  });
});

describe('a page that shows an item beyond the pool', () => {
  test('brings its directory and its cell, and the item is known with what lies close to it', async () => {
    const catalogue = made();
    const [item] = model.beyond;
    expect(indexOf(catalogue, item!)).toBeUndefined();

    await catalogue.visit([view(item!)], NOW, undefined);

    expect(asked()).toEqual([expect.stringMatching(/^ids-\d+$/), expect.stringMatching(/^cell-\d+$/)]);
    const known = indexOf(catalogue, item!)!;
    const { manifest, trained } = catalogue.folder;
    expect(trained!.catalogue.cards[known - 1]).toMatchObject({
      id: item!.id,
      name: item!.name,
      brand: item!.brand,
      category: item!.category,
      price: item!.price,
      url: item!.url,
    });
    expect(manifest.V).toBe(trained!.catalogue.cards.length);
    expect(manifest.V).toBeGreaterThan(pool.manifest.V + 60);
    const M = manifest.neighbours;
    const row = trained!.neighbours.neighbours.subarray(known * M, (known + 1) * M);
    expect(row.filter((other) => other > 0).length).toBeGreaterThan(8);
  });

  test('asks for nothing when its cell is here, by whatever item of it', async () => {
    const catalogue = made();
    await catalogue.visit([view(model.beyond[0]!)], NOW, undefined);
    const { cards } = catalogue.folder.trained!.catalogue;
    const other = model.beyond.find(({ id }) => id === cards[pool.manifest.V + 5]!.id)!;
    model.asked.length = 0;

    await catalogue.visit([view(model.beyond[0]!), view(other)], NOW, undefined);

    // Its neighbours beyond the cell have their cards here, too, but a page that shows one brings its own cell.
    expect(asked().filter((name) => name.startsWith('ids'))).toEqual([]);
    expect(asked().length).toBeLessThanOrEqual(1);
  });

  test('asks once; a view of before is never asked for again, nor is what was not a view', async () => {
    const catalogue = made();
    const [first, second, third] = model.beyond;
    await catalogue.visit(
      [
        view(first!, { at: NOW - 60_000 }),
        view(second!, { kind: 'cart_add' }),
        view(third!, { kind: 'like' }),
      ],
      NOW,
      undefined,
    );

    expect(asked()).toEqual([]);
    expect(catalogue.folder).toBe(pool);
  });

  test('asks for the same whatever the shopper did there, said of it or took back', async () => {
    const behaviours: ((item: SimulatedItem) => StoredInteraction[])[] = [
      (item) => [view(item)],
      (item) => [view(item), view(item, { kind: 'purchase' }), view(item, { kind: 'like' })],
      (item) => [view(item, { gift: true }), view(item, { kind: 'dislike' })],
      (item) => [view(item, { notMe: true }), view(item, { kind: 'dwell', dwellMs: 200 })],
    ];
    const requests: string[][] = [];
    for (const behave of behaviours) {
      model.asked.length = 0;
      const catalogue = made();
      const past: StoredInteraction[] = [];
      for (const [i, item] of [...model.beyond.slice(0, 4), ...model.pool.slice(0, 2)].entries()) {
        const at = NOW + i * 60_000;
        const now = behave(item).map((row) => ({ ...row, at }));
        await catalogue.visit([...past, ...now], at, undefined);
        // The second one deletes what it did as soon as its page is left.
        if (behave !== behaviours[1]) past.push(...now);
      }
      requests.push(asked());
    }

    expect(requests[0]!.length).toBeGreaterThan(6);
    for (const other of requests.slice(1)) expect(other).toEqual(requests[0]);
  });
});

test('a page of the pool asks for its cell alone: what goes with it beyond the pool', async () => {
  const catalogue = made();

  await catalogue.visit([view(model.pool[3]!)], NOW, undefined);

  expect(asked()).toEqual([expect.stringMatching(/^cell-\d+$/)]);
  expect(catalogue.folder.manifest.V).toBeGreaterThan(pool.manifest.V);
});

test('a cell that pushes the oldest out of a full device is taken in', async () => {
  const roomForOne = new CellCache('0'.repeat(64), 'https://shop.test/m.json', () => true, 1);
  const catalogue = new CodedCatalogue(pool, model.read, roomForOne);
  const [first, last] = [model.beyond[0]!, model.beyond.at(-1)!];
  await catalogue.visit([view(first)], NOW, undefined);
  expect(indexOf(catalogue, first)).toBeDefined();

  await catalogue.visit([view(last)], NOW, undefined);

  expect(indexOf(catalogue, last)).toBeDefined();
  expect(indexOf(catalogue, first)).toBeUndefined();
});

test('an id that no directory knows costs one request, once', async () => {
  const catalogue = made();
  const stranger = { ...model.beyond[0]!, id: 'sku-of-nobody' };

  await catalogue.visit([view(stranger)], NOW, undefined);
  await catalogue.visit([view(stranger)], NOW, undefined);

  expect(asked()).toEqual([expect.stringMatching(/^ids-\d+$/)]);
  expect(catalogue.folder).toBe(pool);
});

test('the released row brings its list once, and no row none', async () => {
  const catalogue = made();

  await catalogue.visit([], NOW, undefined);
  expect(asked()).toEqual([]);
  await catalogue.visit([], NOW, 3);
  await catalogue.visit([], NOW, 3);

  expect(asked()).toEqual(['row-3']);
  expect(catalogue.folder.manifest.V).toBeGreaterThan(pool.manifest.V);
});

describe('a file that is not what its hash says', () => {
  test('is fetched anew once, and then left: the item stays unknown', async () => {
    const catalogue = made(async (path, fresh) => {
      const bytes = await model.read(path, fresh);
      if (path.startsWith('cell')) bytes[40]! ^= 1;
      return bytes;
    });

    await catalogue.visit([view(model.beyond[0]!)], NOW, undefined);

    expect(asked().map((name) => name.split('-')[0])).toEqual(['ids', 'cell', 'cell']);
    expect(catalogue.folder).toBe(pool);
  });

  test('or does not come is asked for again by the next visit', async () => {
    let isDown = true;
    const catalogue = made((path, fresh) =>
      isDown ? Promise.reject(new Error('down')) : model.read(path, fresh),
    );
    await catalogue.visit([view(model.beyond[0]!)], NOW, undefined);
    expect(catalogue.folder).toBe(pool);
    isDown = false;

    await catalogue.visit([view(model.beyond[0]!)], NOW, undefined);

    expect(indexOf(catalogue, model.beyond[0]!)).toBeDefined();
  });
});

describe('the reach', () => {
  test('is how many of the best of all items have their cards here, and grows with what is visited', async () => {
    const catalogue = made();
    const { manifest, coded, trained } = pool;
    const profile = trained!.entities.slice(9 * manifest.D, 10 * manifest.D);
    const rest = await coded!.codes();
    const vector = new Float32Array(manifest.D);
    const scores = Array.from({ length: COUNT }, (_, i) => {
      const all = i < manifest.V ? coded!.poolCodes : rest;
      const at = (i < manifest.V ? i : i - manifest.V) * SPLITS;
      reconstruct(coded!.centroids, all.subarray(at, at + SPLITS), vector);
      return { i, score: vector.reduce((sum, value, d) => sum + value * profile[d]!, 0) };
    });
    const best = scores.sort((a, b) => b.score - a.score || a.i - b.i).slice(0, 200);

    await catalogue.measureReach(profile);

    const before = catalogue.reach!;
    expect(before).toEqual({ items: COUNT, best: 200, here: best.filter(({ i }) => i < manifest.V).length });
    for (const item of model.beyond.slice(0, 200)) await catalogue.visit([view(item)], NOW, undefined);
    await catalogue.measureReach(profile);
    expect(catalogue.reach!.here).toBeGreaterThan(before.here);
  });

  test('is forgotten with all else', async () => {
    const catalogue = made();
    await catalogue.visit([view(model.beyond[0]!)], NOW, undefined);
    await catalogue.measureReach(new Float32Array(pool.manifest.D));

    catalogue.forget();

    expect(catalogue.reach).toBeUndefined();
    expect(catalogue.folder).toBe(pool);
  });
});
