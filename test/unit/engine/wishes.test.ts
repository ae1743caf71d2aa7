import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../../../src/contract/config.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { LessonStore } from '../../../src/store/lesson_store.ts';
import { departmentOf, fiveItemsOf, ITEMS } from '../../support/demo_items.ts';
import { createEngine } from '../../support/engine.ts';

const MODELS = 'https://shop.test/models/';
const NOW = Date.UTC(2026, 2, 3, 12);
const DAY = 86_400_000;

let store: InklingStore;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW + 3_600_000 });
  globalThis.indexedDB = new IDBFactory();
  vi.stubGlobal(
    'fetch',
    async (url: string) =>
      new Response(Uint8Array.from(await readFile(`models/${url.slice(MODELS.length)}`))),
  );
  store = await InklingStore.open();
});
afterEach(() => {
  store.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const views = (department: string, from = 0): Interaction[] =>
  fiveItemsOf(department).map(({ id }, i) => ({ kind: 'view', itemId: id, at: NOW + from + i * 60_000 }));

async function started(learns = false): Promise<InklingWorker> {
  const engine = createEngine(async () => {
    await tf.setBackend('cpu');
    return { name: 'cpu', lost: new Promise(() => undefined) };
  });
  const config = parseConfig({ model: `${MODELS}demo/manifest.json` }, 'https://shop.test/');
  await engine.start({ config, consent: { record: true, release: false }, language: 'en', learns });
  return engine;
}

const countOf = async (engine: InklingWorker, department: string): Promise<number> =>
  (await engine.recommend({ count: 20 })).filter(({ item }) => item!.category![0] === department).length;
const shareOf = async (engine: InklingWorker, department: string): Promise<number> =>
  (await engine.profile()).interests.find(({ path }) => path === department)?.share ?? 0;

describe('what is said of an interest', () => {
  test('“less of this” takes effect in the very next recommendations, and is taken back', async () => {
    await store.append([...views('Pets'), ...views('Garden', 600_000)]);
    const engine = await started();
    const before = { count: await countOf(engine, 'Garden'), share: await shareOf(engine, 'Garden') };

    await engine.setTaste('Garden', 'less');
    const less = { count: await countOf(engine, 'Garden'), share: await shareOf(engine, 'Garden') };
    await engine.setTaste('Garden', undefined);

    expect(before.count).toBeGreaterThan(8); // barrier: there was something to take away
    expect(less.count).toBeLessThan(before.count / 2);
    // A quarter of it, of what is then the whole.
    expect(less.share).toBeCloseTo((0.25 * before.share) / (1 - 0.75 * before.share), 5);
    expect(await countOf(engine, 'Garden')).toBe(before.count);
  });

  test('“not me” takes effect in the very next recommendations, and is taken back', async () => {
    await store.append([...views('Pets'), ...views('Garden', 600_000)]);
    const engine = await started();
    const before = await countOf(engine, 'Garden');
    const theirs = (await engine.history()).slice(5).map(({ id }) => id);

    await engine.markInteractions(theirs, 'notMe', true);
    const marked = await countOf(engine, 'Garden');
    await engine.markInteractions(theirs, 'notMe', false);

    console.log(`not me: ${before} of 20 recommendations were of the department before, ${marked} after`);
    expect(before).toBeGreaterThan(8); // barrier: there was something to take away
    expect(marked).toBeLessThan(before / 4);
    expect(await countOf(engine, 'Garden')).toBe(before);
  });

  test('“never this” leaves it out of list, bars and ranking', async () => {
    await store.append([...views('Pets'), ...views('Garden', 600_000)]);
    const engine = await started();
    const [rake] = ITEMS.filter(({ category }) => category![0] === 'Garden').slice(40);

    await engine.setTaste('Garden', 'never');

    expect(await countOf(engine, 'Garden')).toBe(0);
    expect(await shareOf(engine, 'Garden')).toBe(0);
    expect(await engine.rank([rake!.id])).toEqual([{ id: rake!.id }]);
    expect((await engine.profile()).wishes.tastes).toEqual({ Garden: 'never' });
  });

  test('a preview of it changes nothing, and tells interests and first recommendations', async () => {
    await store.append([...views('Pets'), ...views('Garden', 600_000)]);
    const engine = await started();
    const before = await engine.recommend({ count: 4 });

    const preview = await engine.preview({ taste: { path: 'Garden', taste: 'never' } });

    expect(preview.interests.map(({ path }) => path)).toEqual(['Pets']);
    expect(preview.recommendations.map(({ id }) => departmentOf(id))).not.toContain('Garden');
    expect(await engine.recommend({ count: 4 })).toEqual(before);
  });
});

describe('two words at once', () => {
  test('both stand', async () => {
    const engine = await started();

    await Promise.all([engine.setTaste('Garden', 'less'), engine.setTaste('Pets', 'right')]);

    expect((await engine.profile()).wishes.tastes).toEqual({ Garden: 'less', Pets: 'right' });
  });
});

describe('what is stated', () => {
  test('interests alone are enough for recommendations of them, in stock and varied, and say so', async () => {
    const engine = await started();
    const none = await engine.recommend({ count: 12 });

    await engine.setFacts({ interests: ['Garden', 'Kitchen'] });
    const list = await engine.recommend({ count: 12, pin: [fiveItemsOf('Pets')[0].id] });
    await engine.setTaste('Kitchen', 'never');
    const garden = await engine.recommend({ count: 12 });
    await engine.setFacts({});

    expect(none).toEqual([]);
    const [pin, ...others] = list;
    expect([departmentOf(pin!.id), pin!.stated]).toEqual(['Pets', undefined]);
    expect(others).toHaveLength(11);
    for (const { id, stated, reasons } of others) {
      expect(stated).toBe(departmentOf(id));
      expect(reasons).toEqual([]); // nothing was done that could be one
    }
    const kitchen = others.filter(({ stated }) => stated === 'Kitchen').length;
    expect([5, 6]).toContain(kitchen);
    expect(new Set(others.map(({ item }) => item!.category!.join())).size).toBeGreaterThan(3);
    expect(garden.map(({ stated }) => stated)).toEqual(Array(12).fill('Garden'));
    expect(await engine.recommend({ count: 12 })).toEqual([]);
  });

  test('is kept before anything has been recorded, and not where nothing may be', async () => {
    store.close();
    await InklingStore.destroy();
    const engine = await started();

    await engine.refresh({ record: false, release: false });
    await engine.setFacts({ interests: ['Kitchen'] });
    expect(await InklingStore.exists()).toBe(false);
    await engine.refresh({ record: true, release: false });
    await engine.setFacts({ interests: ['Kitchen'] });

    expect((await engine.profile()).wishes.facts).toEqual({ interests: ['Kitchen'] });
    expect((await engine.recommend({ count: 3 })).map(({ stated }) => stated)).toEqual(
      Array(3).fill('Kitchen'),
    );
  });

  test('of a new shopper a price band counts, too', async () => {
    const engine = await started();
    const dear = async (): Promise<number> =>
      (await engine.recommend({ count: 20 })).filter(({ item }) => (item!.price ?? 0) > 30).length;

    await engine.setFacts({ interests: ['Kitchen'] });
    const before = await dear();
    await engine.setFacts({ interests: ['Kitchen'], maxPrice: 30 });

    expect(before).toBeGreaterThan(2); // barrier
    expect(await dear()).toBeLessThan(before / 2);
  });

  test('is the reason of what is shown of it only while nothing was done in it', async () => {
    await store.append(views('Garden'));
    const engine = await started();
    const statedOf = async () =>
      new Set(
        (await engine.recommend({ count: 20 })).map(({ id, stated }) => `${departmentOf(id)} ${stated}`),
      );

    await engine.setFacts({ interests: ['Garden', 'Kitchen'] });

    const told = await statedOf();
    expect(told).toContain('Garden undefined');
    expect(told).toContain('Kitchen Kitchen');
    expect(told).not.toContain('Garden Garden');
  });

  test('a price band lowers what lies outside, and is replaced by the next', async () => {
    await store.append(views('Garden'));
    const engine = await started();
    const dear = async (): Promise<number> =>
      (await engine.recommend({ count: 20 })).filter(({ item }) => (item!.price ?? 0) > 30).length;
    const before = await dear();

    await engine.setFacts({ maxPrice: 30 });
    const within = await dear();
    await engine.setFacts({});

    expect(before).toBeGreaterThan(2); // barrier
    expect(within).toBeLessThan(before / 2);
    expect(await dear()).toBe(before);
  });

  test('a stated interest has its place in the next recommendations, and loses it when it is taken back', async () => {
    await store.append(views('Garden'));
    const engine = await started();
    const before = await countOf(engine, 'Kitchen');
    const { departments } = await engine.profile();

    await engine.setFacts({ interests: ['Kitchen'] });
    const stated = { count: await countOf(engine, 'Kitchen'), share: await shareOf(engine, 'Kitchen') };
    await engine.setFacts({});

    expect(departments).toContain('Kitchen');
    expect(stated.count).toBeGreaterThan(before);
    expect(stated.share).toBe(0); // stated is not inferred
    expect(await countOf(engine, 'Kitchen')).toBe(before);
  });

  test('is still told during a pause, and can be taken back', async () => {
    const engine = await started();
    await engine.setFacts({ sizes: ['M'] });

    await engine.refresh({ record: false, release: false });
    const paused = await engine.profile();
    await engine.setFacts({});

    expect(paused.wishes.facts).toEqual({ sizes: ['M'] });
    expect(paused.interactions).toBe(0);
    expect((await engine.profile()).wishes.facts).toEqual({});
  });

  test('what is no fact is refused, and what was stated stands', async () => {
    const engine = await started();
    await engine.setFacts({ sizes: ['M'] });

    await expect(engine.setFacts({ gender: 'anything' as never })).rejects.toThrow(/must be one of/);

    expect((await engine.profile()).wishes.facts).toEqual({ sizes: ['M'] });
  });
});

describe('learning', () => {
  test('begins anew when it is reset, with what is done after it', async () => {
    const days = Array.from(
      { length: 9 },
      (_, i): Interaction => ({ kind: 'view', itemId: ITEMS[i * 7]!.id, at: NOW - (9 - i) * DAY }),
    );
    await store.append(days);
    const engine = await started(true);
    const lessons = new LessonStore(store);
    await engine.recommend({ count: 1 });
    await vi.waitFor(async () => expect(await lessons.lesson()).toMatchObject({ steps: 9 }), 20_000);

    await engine.resetLearning();
    await engine.recommend({ count: 1 });
    await engine.profile();

    expect(await lessons.lesson()).toBeUndefined();
    // Another day, another lesson: of that day's step alone.
    await store.append([{ kind: 'view', itemId: ITEMS[100]!.id, at: NOW + 2 * DAY }]);
    vi.setSystemTime(NOW + 3 * DAY);
    await engine.refresh({ record: true, release: false });
    await engine.recommend({ count: 1 });
    await vi.waitFor(async () => expect(await lessons.lesson()).toMatchObject({ steps: 10 }), 20_000);
    const { adaptation } = (await lessons.lesson()) as { adaptation: { shares: number[] } };
    // One step of the mixture cannot have left its start far behind.
    expect(adaptation.shares[0]).toBeGreaterThan(0.3);
  });
});
