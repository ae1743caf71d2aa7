import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, parseConfig } from '../../../src/contract/config.ts';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import type { SeenItem } from '../../../src/contract/item.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import {
  type Consolidation,
  consolidate,
  isDue,
  parseConsolidation,
} from '../../../src/engine/consolidation.ts';
import { prepareModel } from '../../../src/engine/loaded_model.ts';
import { releaseProfile, takeSnapshot } from '../../../src/engine/snapshot.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { LessonStore } from '../../../src/store/lesson_store.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { NOTHING_OWN } from '../../support/builders.ts';
import { fiveItemsOf, ITEMS } from '../../support/demo_items.ts';
import { createEngine } from '../../support/engine.ts';

const NOW = Date.UTC(2026, 2, 3, 12);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.slice('https://shop.test/'.length);
    return new Response(Uint8Array.from(await readFile(path)));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Views of a leaf category's items, a minute apart, so many days ago. */
function viewsOf(leaf: string, days: number, count: number): StoredInteraction[] {
  const items = ITEMS.filter(({ category }) => category!.join(' > ') === leaf);
  const session = NOW - days * DAY_MS;
  return Array.from({ length: count }, (_, i) => {
    const at = session + i * 60_000;
    return { id: at, kind: 'view', itemId: items[i % items.length]!.id, at, session };
  });
}
const [OLD, NEW] = [ITEMS[0]!, ITEMS.find(({ category }) => category![0] !== ITEMS[0]!.category![0])!].map(
  ({ category }) => category!.join(' > '),
) as [string, string];

describe('a look over the whole history', () => {
  test('keeps an interest that the model no longer reads, weaker the longer ago it was', async () => {
    await tf.setBackend('cpu');
    const model = prepareModel(await readModelFolder('models/demo'), NOTHING_OWN);
    const keptAfter = async (days: number) => {
      const rows = [...viewsOf(OLD, days, 6), ...viewsOf(NEW, 0, 60)];
      return consolidate(await takeSnapshot(model, rows), NOW).kept;
    };
    const [soon, late, never] = [await keptAfter(20), await keptAfter(80), await keptAfter(175)];

    expect(soon).toEqual([{ path: OLD, share: expect.any(Number), at: NOW - 20 * DAY_MS + 5 * 60_000 }]);
    // 60 new ones weigh 60; six old ones half as much with each thirty days.
    const left = (days: number) => (6 * 2 ** (-days / 30)) / (60 + 6 * 2 ** (-days / 30));
    expect(soon[0]!.share).toBeCloseTo(left(20), 2);
    expect(late.map(({ share }) => share)).toEqual([]); // .015: below a fiftieth
    expect(never).toEqual([]);
    model.inference.dispose();
  });

  test('gives an item without a category that of the things it lies with', async () => {
    await tf.setBackend('cpu');
    const seen: SeenItem[] = [
      { id: 'a', name: 'Copper pan', category: ['Kitchen', 'Pans'], seenAt: NOW },
      { id: 'b', name: 'Steel pan', category: ['Kitchen', 'Pans'], seenAt: NOW },
      { id: 'c', name: 'Large copper pan', seenAt: NOW },
      { id: 'd', name: 'Trail running shoes', seenAt: NOW },
    ];
    const interactions = seen.map(
      ({ id }, i): StoredInteraction => ({ id: i, kind: 'view', itemId: id, at: NOW + i, session: NOW }),
    );
    const folder = await readModelFolder('models/base');
    const before = prepareModel(folder, { seen, interactions, tags: new Map() });
    const { tags } = consolidate(await takeSnapshot(before, interactions), NOW);
    const after = prepareModel(folder, { seen, interactions, tags });

    expect([...tags]).toEqual([['c', { category: ['Kitchen', 'Pans'], confidence: 1 }]]);
    const tagsOf = (model: typeof after, id: string) =>
      model.index
        .card(model.index.indexOf(id)!)
        .tagIndices.map((tag) => model.index.catalogue.tags[tag]!.path);
    expect(tagsOf(before, 'c')).toEqual([]);
    expect(tagsOf(after, 'c')).toEqual(['Kitchen', 'Kitchen > Pans']);
    // What was guessed is guessed again from what was told, not from itself.
    expect(consolidate(await takeSnapshot(after, interactions), NOW).tags).toEqual(tags);
    for (const model of [before, after]) model.inference.dispose();
  });

  test('is due once a day, and when the model is another', () => {
    const last = { at: NOW, model: 'one' } as Consolidation;

    expect(isDue(undefined, 'one', NOW)).toBe(true);
    expect(isDue(last, 'one', NOW + DAY_MS / 2 - 1)).toBe(false);
    expect(isDue(last, 'one', NOW + DAY_MS / 2)).toBe(true); // midnight, UTC
    expect(isDue(last, 'two', NOW)).toBe(true);
  });

  test('that was stored damaged counts as none', () => {
    const whole = { at: NOW, model: 'one', interactionIds: [], tags: new Map(), kept: [] };

    expect(parseConsolidation(whole)).toBe(whole);
    for (const part of Object.keys(whole))
      expect(parseConsolidation({ ...whole, [part]: 7n })).toBeUndefined();
    expect(parseConsolidation(undefined)).toBeUndefined();
  });
});

describe('the worker', () => {
  async function started(learns?: boolean): Promise<InklingWorker> {
    const engine = createEngine(async () => {
      await tf.setBackend('cpu');
      return { name: 'cpu', lost: new Promise(() => undefined) };
    });
    const config = parseConfig({ model: 'models/demo/manifest.json' }, 'https://shop.test/');
    const consent = { record: true, release: false };
    await engine.start({ config, consent, language: 'en', ...(learns === undefined ? {} : { learns }) });
    return engine;
  }
  const lookOf = async (store: InklingStore) =>
    parseConsolidation(await new LessonStore(store).consolidation());
  const runOf = (store: InklingStore) =>
    store.connection.read(undefined, (db) => db.get('settings', 'consolidated')) as Promise<
      { at: number; tookMs: number } | undefined
    >;
  async function recorded(): Promise<InklingStore> {
    const store = await InklingStore.open();
    await store.append([...viewsOf(OLD, 20, 6), ...viewsOf(NEW, 1, 60)]);
    return store;
  }

  test('looks once a day, tells what is kept, and notes when it was', { timeout: 60_000 }, async () => {
    const store = await recorded();
    const engine = await started();
    await engine.profile();
    await vi.waitFor(async () => expect(await lookOf(store)).toBeDefined(), 30_000);

    expect((await engine.profile()).kept.map(({ path }) => path)).toEqual([OLD]);
    const { at, tookMs } = (await runOf(store))!;
    expect([Math.floor(at / DAY_MS), tookMs >= 0]).toEqual([NOW / DAY_MS - 0.5, true]);

    vi.setSystemTime(NOW + DAY_MS);
    await engine.refresh({ record: true, release: false });
    await engine.profile();
    await vi.waitFor(
      async () => expect((await runOf(store))!.at).toBeGreaterThanOrEqual(NOW + DAY_MS),
      30_000,
    );
    store.close();
  });

  test('forgets at once what was looked at and is taken back, in another tab too', async () => {
    const store = await recorded();
    const engine = await started();
    await engine.profile();
    await vi.waitFor(async () => expect(await lookOf(store)).toBeDefined(), 30_000);
    const look = await lookOf(store);
    const old = (await store.interactions()).slice(0, 6).map(({ id }) => id);

    await engine.markInteractions(old, 'notMe', true);
    expect(await lookOf(store)).toBeUndefined();
    // As if another tab had written its look after the mark.
    await new LessonStore(store).keepConsolidation(look, { at: NOW, tookMs: 1 }, store.connection.losses);
    expect((await engine.profile()).kept).toEqual([]);
    await vi.waitFor(async () => expect((await lookOf(store))!.kept).toEqual([]), 30_000);
    store.close();
  });

  test('drops its look when the shopper says what is not wanted, and keeps nothing of that', async () => {
    const store = await recorded();
    const engine = await started();
    await engine.profile();
    await vi.waitFor(async () => expect((await lookOf(store))?.kept).toHaveLength(1), 30_000);

    await engine.setTaste(OLD.split(' > ')[0]!, 'never');
    expect(await lookOf(store)).toBeUndefined();
    await engine.profile();
    await vi.waitFor(async () => expect((await lookOf(store))?.kept).toEqual([]), 30_000);
    store.close();
  });

  test('does not look where data is to be spared, or nothing is to be learnt', async () => {
    const store = await recorded();
    const expire = vi.spyOn(InklingStore.prototype, 'expire');
    const looks = async (learns: boolean | undefined, saveData: boolean) => {
      vi.stubGlobal('navigator', { connection: { saveData } });
      expire.mockClear();
      await (await started(learns)).profile();
      await new Promise((resolve) => setImmediate(resolve));
      return expire.mock.calls.length;
    };

    // Each start lets expire what is too old; a look does so once more.
    expect([await looks(undefined, true), await looks(false, false)]).toEqual([1, 1]);
    expect(await lookOf(store)).toBeUndefined();
    await looks(undefined, false);
    await vi.waitFor(async () => expect(await lookOf(store)).toBeDefined(), 30_000);
    store.close();
  });
});

test('an item that the model does not know is joined to what it was looked at with, and no release knows', async () => {
  await tf.setBackend('cpu');
  const [first, second] = fiveItemsOf('Kitchen');
  const wok: SeenItem = { id: 'wok', name: 'Wok', category: ['Kitchen'], seenAt: NOW };
  const rows = ['wok', first.id].map(
    (itemId, i): StoredInteraction => ({ id: i, kind: 'view', itemId, at: NOW + i, session: NOW }),
  );
  const folder = await readModelFolder('models/demo');
  const seen = [wok, { ...second!, seenAt: NOW }];
  const joined = prepareModel(folder, { seen, interactions: rows, tags: new Map() });
  const apart = prepareModel(folder, { ...NOTHING_OWN, seen: [wok] });
  const [withEdges, without] = [await takeSnapshot(joined, rows), await takeSnapshot(apart, rows)];

  const { graph, indexOf } = joined.index;
  const own = graph.neighbours.subarray(indexOf('wok')! * graph.M, (indexOf('wok')! + 1) * graph.M);
  expect([...own.filter((item) => item > 0)]).toEqual([indexOf(first.id), indexOf(second!.id)]);
  expect(withEdges.inference.profile).not.toEqual(without.inference.profile); // barrier
  expect(await releaseProfile(withEdges)).toEqual(await releaseProfile(without));
  for (const model of [joined, apart]) model.inference.dispose();
});
