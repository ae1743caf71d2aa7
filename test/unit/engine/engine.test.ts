import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, parseConfig } from '../../../src/contract/config.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import { relationKey } from '../../../src/contract/relation.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import type { StartBackend } from '../../../src/model/backend/backend.ts';
import { InferenceModel } from '../../../src/model/inference.ts';
import { CoinStore } from '../../../src/store/coin_store.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { fiveItemsOf } from '../../support/demo_items.ts';
import { createEngine } from '../../support/engine.ts';
import { MemoryCaches } from '../../support/memory_caches.ts';

const MODELS = 'https://shop.test/models/';
const NOW = Date.UTC(2026, 2, 3, 12);
const ON = { record: true, release: false };

let fetched: string[];
let corrupt: RegExp | undefined;
let loseDevice: (reason: string) => void;

const startBackend: StartBackend = async () => {
  await tf.setBackend('cpu');
  const lost = new Promise<string>((resolve) => {
    loseDevice = resolve;
  });
  return { name: 'cpu', lost };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW + 3_600_000 }); // what is older than 180 days would expire
  globalThis.indexedDB = new IDBFactory();
  fetched = [];
  corrupt = undefined;
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.slice(MODELS.length);
    fetched.push(path);
    const bytes = await readFile(`models/${path}`);
    if (corrupt?.test(path)) bytes[0]! ^= 1;
    return new Response(Uint8Array.from(bytes));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function started(consent = ON, model = 'demo', more: object = {}): Promise<InklingWorker> {
  const engine = createEngine(startBackend);
  const config = parseConfig({ model: `${MODELS}${model}/manifest.json`, ...more }, 'https://shop.test/');
  // learner.test.ts is about learning: here every answer is the model's as trained.
  await engine.start({ config, consent, language: 'en', learns: false });
  return engine;
}

async function visited(department: string, more: readonly Interaction[] = []): Promise<InklingStore> {
  const store = await InklingStore.open();
  const items = fiveItemsOf(department);
  const views = items.map(
    (item, i): Interaction => ({ kind: 'view', itemId: item.id, at: NOW + i * 60_000 }),
  );
  await store.append([...views, ...more], items);
  return store;
}

describe('the files of the model', () => {
  test('stay on the device only while recording is allowed', async () => {
    const caches = new MemoryCaches();
    vi.stubGlobal('caches', caches);
    const refused = await started({ record: false, release: false });
    expect(await refused.recommend({ count: 1 })).toEqual([]);
    expect(fetched).toEqual([]);

    await refused.refresh(ON);
    await refused.recommend({ count: 1 });
    await vi.waitFor(async () => expect(await caches.keys()).toHaveLength(1));
    await refused.refresh({ record: false, release: false });

    await vi.waitFor(async () => expect(await caches.keys()).toEqual([]));
  });

  test('are not fetched again by the next page', async () => {
    vi.stubGlobal('caches', new MemoryCaches());
    const first = await started();
    await first.recommend({ count: 1 });
    const files = fetched.splice(0);
    await vi.waitFor(async () => {
      fetched = [];
      await (await started()).recommend({ count: 1 });
      expect(fetched).toEqual(['demo/manifest.json']);
    });

    expect(files).toHaveLength(7);
  });
});

describe('before consent', () => {
  test('opens nothing, fetches nothing and has no opinion', async () => {
    const engine = await started({ record: false, release: false });

    expect(await engine.recommend({ count: 5 })).toEqual([]);
    expect(await engine.rank(['a', 'b'])).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect((await engine.profile()).interests).toEqual([]);
    expect((await engine.status()).model).toBe('idle');
    expect(await engine.cohort()).toBeUndefined();
    expect(fetched).toEqual([]);
    expect(await indexedDB.databases()).toEqual([]);
  });
});

describe('with behaviour', () => {
  test('recommends what is like it, leaves out what was viewed, and says why', async () => {
    const store = await visited('Garden');
    const engine = await started();

    const list = await engine.recommend({ count: 10 });

    const viewed = fiveItemsOf('Garden').map(({ id }) => id);
    expect(list).toHaveLength(10);
    expect(list.every(({ item }) => item!.category![0] === 'Garden')).toBe(true);
    expect(list.filter(({ id }) => viewed.includes(id))).toEqual([]);
    for (const { reasons } of list) expect(viewed).toContain(reasons[0]!.itemId);
    store.close();
  });

  test('an interaction marked as a gift leaves the profile, and comes back when unmarked', async () => {
    const shoes = fiveItemsOf('Shoes & Bags')[0];
    const store = await visited('Garden', [{ kind: 'purchase', itemId: shoes.id, at: NOW + 600_000 }]);
    const engine = await started();
    const departments = async () => (await engine.profile()).interests.map(({ path }) => path);
    const gift = (await engine.history()).at(-1)!;

    expect(await departments()).toContain('Shoes & Bags');
    await engine.markInteractions([gift.id], 'gift', true);
    expect(await departments()).toEqual(['Garden']);
    await engine.markInteractions([gift.id], 'gift', false);
    expect(await departments()).toContain('Shoes & Bags');
    store.close();
  });

  test('relations move the profile, are listed with their names, and go with the rows that told them', async () => {
    const [first, second] = fiveItemsOf('Garden');
    const store = await visited('Garden');
    const engine = await started();
    const alone = await engine.embedding();
    await store.append([
      { kind: 'follow', tokens: [first.brand!], at: NOW + 700_000 },
      { kind: 'follow_seller', target: 'Nobody', at: NOW + 800_000 },
      { kind: 'review_read', target: second!.id, at: NOW + 900_000 },
    ]);
    await engine.refresh(ON);

    const related = await engine.embedding();
    const listed = await engine.relations();
    await engine.removeInteractions(listed.map(relationKey));

    expect(related).not.toEqual(alone);
    expect(listed.map(({ kind, target, name }) => [kind, name ?? target])).toEqual([
      ['review_read', second!.name],
      ['follow_seller', 'Nobody'],
      ['follow_brand', first.brand],
    ]);
    expect(await engine.relations()).toEqual([]);
    expect(await engine.embedding()).toEqual(alone);
    expect((await engine.history()).map(({ kind }) => kind)).not.toContain('follow');
    expect((await engine.storage()).rows).toMatchObject({ 'inkling/relations': 0 });
    store.close();
  });

  test('what a clock that ran ahead has told counts once its day has come', async () => {
    const shoes = fiveItemsOf('Shoes & Bags')[0];
    const store = await visited('Garden', [{ kind: 'cart_add', itemId: shoes.id, at: NOW + 30 * DAY_MS }]);
    const engine = await started();
    const departments = async () => (await engine.profile()).interests.map(({ path }) => path);

    expect(await departments()).toEqual(['Garden']);
    vi.setSystemTime(NOW + 30 * DAY_MS);
    await engine.refresh(ON);
    expect(await departments()).toContain('Shoes & Bags');
    store.close();
  });

  test('a preview tells what would be without changing what is', async () => {
    const shoes = fiveItemsOf('Shoes & Bags')[0];
    const store = await visited('Garden', [{ kind: 'cart_add', itemId: shoes.id, at: NOW + 600_000 }]);
    const engine = await started();
    const before = await engine.profile();
    const last = (await engine.history()).at(-1)!;

    const { interests, recommendations } = await engine.preview({ without: [last.id] });

    expect(interests.map(({ path }) => path)).toEqual(['Garden']);
    expect(recommendations).toHaveLength(4);
    expect((await engine.profile()).interests).toEqual(before.interests);
    expect(await engine.history()).toHaveLength(6);
    store.close();
  });

  test('shares of departments and weights of groups add up to 1', async () => {
    const store = await visited('Garden', [
      { kind: 'view', itemId: fiveItemsOf('Pets')[0].id, at: NOW + 600_000 },
      { kind: 'follow', tokens: [fiveItemsOf('Garden')[0].brand!], at: NOW + 700_000 },
    ]);
    const engine = await started();

    const { interests, groups } = await engine.profile();

    expect(interests.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(Object.values(groups).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(groups.relations).toBeGreaterThan(0);
    store.close();
  });

  test('leaves no tensor behind, however often it is asked', async () => {
    const store = await visited('Garden');
    const engine = await started();
    await engine.recommend({ count: 5 });
    const before = tf.memory().numTensors;

    for (let i = 0; i < 5; i++) {
      await engine.refresh(ON);
      await engine.recommend({ count: 5 });
      await engine.profile();
    }

    expect(tf.memory().numTensors).toBe(before);
    store.close();
  });
});

describe('an item that the catalogue does not hold yet', () => {
  const wok = { id: 'wok', name: 'Wok', category: ['Kitchen', 'Cookware'] };

  test('counts as history by its category, and is ranked, but never recommended', async () => {
    const store = await InklingStore.open();
    await store.append([{ kind: 'view', itemId: wok.id, at: NOW }], [wok]);
    const engine = await started();

    const { interests } = await engine.profile();
    const list = await engine.recommend({ count: 20, includeSeen: true });
    const [best] = await engine.rank([list.at(-1)!.id, wok.id]);

    expect(interests.map(({ path }) => path)).toEqual(['Kitchen']);
    expect(interests[0]!.reasons[0]!.itemName).toBe('Wok');
    expect(list).toHaveLength(20);
    // Its score would have placed it in the list.
    expect(best!.id).toBe(wok.id);
    expect(list.map(({ id }) => id)).not.toContain(wok.id);
    store.close();
  });

  test('is taken in when it is first seen, and leaves no tensor of the model before', async () => {
    const store = await visited('Garden');
    const engine = await started();
    await engine.profile();
    const before = tf.memory().numTensors;

    await store.append([{ kind: 'purchase', itemId: wok.id, at: NOW + 600_000 }], [wok]);
    await engine.refresh(ON);
    const { interests } = await engine.profile();

    expect(interests.map(({ path }) => path)).toContain('Kitchen');
    expect(tf.memory().numTensors).toBe(before);
    store.close();
  });
});

test('the base model ranks what the pages showed', async () => {
  const store = await InklingStore.open();
  const [viewed, ...shown] = fiveItemsOf('Kitchen');
  const others = fiveItemsOf('Pets');
  // What was only shown is known, and may be recommended.
  await store.append([{ kind: 'view', itemId: viewed.id, at: NOW }], [viewed, ...shown, ...others]);
  const engine = await started(ON, 'base');

  const list = await engine.recommend({ count: 4 });

  expect(list.map(({ item }) => item!.category![0])).toEqual(['Kitchen', 'Kitchen', 'Kitchen', 'Kitchen']);
  store.close();
});

describe('when something is off', () => {
  test('a configuration beyond the ceilings is held, said once to the shop and shown to the shopper', async () => {
    const warnings: string[] = [];
    const engine = createEngine(startBackend, (message) => warnings.push(message));
    const config = parseConfig(
      { model: `${MODELS}demo/manifest.json`, epsilon: 100, periodDays: 1 },
      'https://shop.test/',
    );
    await engine.start({ config, consent: ON, language: 'en' });
    const status = await engine.releaseStatus();
    await engine.releaseStatus();

    expect(warnings).toEqual([expect.stringContaining('4 in 7 days is used')]);
    expect(status).toMatchObject({ epsilonMilli: 4000, problems: expect.arrayContaining(['setting-held']) });
    expect((await engine.status()).problems).toContain('setting-held');
  });

  test('a corrupt model is a sentence in the panel, and is tried again', async () => {
    const store = await visited('Garden');
    corrupt = /entities/;
    const engine = await started();

    expect(await engine.recommend({ count: 5 })).toEqual([]);
    expect(await engine.status()).toMatchObject({ model: 'failed', problems: ['model-corrupt'] });

    corrupt = undefined;
    expect(await engine.recommend({ count: 5 })).toHaveLength(5);
    expect(await engine.status()).toMatchObject({ model: 'ready', problems: [] });
    store.close();
  });

  test('a lost device asks for another worker', async () => {
    const engine = await started();

    loseDevice('driver reset');
    await Promise.resolve();

    await expect(engine.recommend({ count: 5 })).rejects.toMatchObject({ code: 'backend-unavailable' });
  });

  test('a bad count names what was expected', async () => {
    const engine = await started();

    await expect(engine.recommend({ count: 0 })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: 'count is 0, must be an integer from 1 to 200',
    });
  });
});

test('clearing keeps the guard and forgets the profile', async () => {
  const guard = await GuardStore.open();
  await guard.setChoice({ ...ON, at: NOW, by: 'site', gpc: false });
  const store = await visited('Garden');
  const engine = await started();
  await engine.profile();
  const forgotten = vi.spyOn(InferenceModel.prototype, 'forget');

  const { rows } = await engine.clear();

  expect(forgotten).toHaveBeenCalled();

  expect(Object.entries(rows).filter(([, count]) => count > 0)).toEqual([['inkling-guard/choice', 1]]);
  expect((await engine.profile()).interests).toEqual([]);
  store.close();
  guard.close();
});

describe('the hold-out', () => {
  test('who is held out gets no recommendations and no ranking, and is told so; all else goes on', async () => {
    await visited('Kitchen');
    const engine = await started(ON, 'demo', { holdout: 0.9999 });

    expect(await engine.recommend({ count: 5 })).toEqual([]);
    expect(await engine.rank(['a', 'b'])).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect((await engine.status()).holdout).toEqual({ share: 0.9999, isHeldOut: true });
    expect((await engine.profile()).interests).not.toEqual([]);
  });

  test('who is not held out is recommended to as ever', async () => {
    const store = await visited('Kitchen');
    await new CoinStore(store).keep(999);
    const engine = await started(ON, 'demo', { holdout: 0.9 });

    expect(await engine.recommend({ count: 5 })).toHaveLength(5);
    expect((await engine.status()).holdout).toEqual({ share: 0.9, isHeldOut: false });
  });

  test('no coin is tossed before recording is allowed, nor after it is no more', async () => {
    const store = await visited('Kitchen');
    const engine = await started({ record: false, release: false }, 'demo', { holdout: 0.5 });

    expect((await engine.status()).holdout).toBeUndefined();
    expect((await store.rowCounts())['inkling/settings']).toBe(0);

    await engine.refresh(ON);
    expect((await engine.status()).holdout?.share).toBe(0.5);
    expect((await store.rowCounts())['inkling/settings']).toBe(1);
  });
});
