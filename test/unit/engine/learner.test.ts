import 'fake-indexeddb/auto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../../../src/contract/config.ts';
import type { Interaction, StoredInteraction } from '../../../src/contract/interaction.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import { isLessonOf, type Lesson, nextLesson, parseLesson } from '../../../src/engine/learner.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import { type Snapshot, scoresOf, takeSnapshot } from '../../../src/engine/snapshot.ts';
import { InferenceModel } from '../../../src/model/inference.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { LessonStore } from '../../../src/store/lesson_store.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { NOTHING_OWN } from '../../support/builders.ts';
import { ITEMS } from '../../support/demo_items.ts';
import { createEngine } from '../../support/engine.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 3, 12);
const ALWAYS = () => true;
/** Inferences with a step of learning each: the promise is about 10,000, a tenth of them every time. */
const UPDATES = process.env.INKLING_LONG === '1' ? 10_000 : 1_000;

let model: LoadedModel;
beforeAll(async () => {
  await tf.setBackend('cpu');
  model = prepareModel(await readModelFolder('models/demo'), NOTHING_OWN);
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Views of items far apart in the catalogue, a session each day; the last one today. */
function history(days: number): StoredInteraction[] {
  return Array.from({ length: days }, (_, i) => {
    const at = NOW - (days - 1 - i) * DAY;
    return { id: i + 1, kind: 'view', itemId: ITEMS[(i * 7) % 60]!.id, at, session: at };
  });
}

const snapshotOf = (interactions: readonly StoredInteraction[], lesson?: Lesson): Promise<Snapshot> =>
  takeSnapshot(model, interactions, { lesson });

describe('a lesson', () => {
  test('ends before the session that goes on, and takes it in once it is over', async () => {
    const rows = history(6);
    const first = await nextLesson(await snapshotOf(rows), undefined, ALWAYS);
    expect(first!.interactionIds).toEqual([1, 2, 3, 4, 5]);

    vi.setSystemTime(NOW + 3_600_000);
    const snapshot = await snapshotOf(rows, first);
    expect((await nextLesson(snapshot, snapshot.lesson, ALWAYS))!.interactionIds).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('gone on with day by day is the one that is learnt at once', async () => {
    let lesson: Lesson | undefined;
    for (let days = 2; days <= 8; days++) {
      const rows = history(8).slice(0, days);
      vi.setSystemTime(rows.at(-1)!.at + 3_600_000);
      const snapshot = await snapshotOf(rows, lesson);
      expect(snapshot.lesson).toBe(lesson);
      lesson = await nextLesson(snapshot, lesson, ALWAYS);
    }
    vi.setSystemTime(NOW + 3_600_000);

    expect(await nextLesson(await snapshotOf(history(8)), undefined, ALWAYS)).toEqual(lesson);
  });

  test('ends early when it is not wanted any more, and can be gone on with', async () => {
    const rows = history(6);
    let left = 2;
    const part = await nextLesson(await snapshotOf(rows), undefined, () => --left > 0);
    const whole = await nextLesson(await snapshotOf(rows), undefined, ALWAYS);

    expect(part!.steps).toBeLessThan(whole!.steps);
    expect(await nextLesson(await snapshotOf(rows, part), part, ALWAYS)).toEqual(whole);
  });

  test.each<[string, (rows: StoredInteraction[]) => StoredInteraction[]]>([
    ['is removed', (rows) => rows.filter(({ id }) => id !== 3)],
    ['was a gift', (rows) => rows.map((row) => (row.id === 3 ? { ...row, gift: true } : row))],
    ['has expired', (rows) => rows.slice(1)],
  ])('counts for nothing once something of its history %s', async (_, change) => {
    const rows = history(6);
    const lesson = (await nextLesson(await snapshotOf(rows), undefined, ALWAYS))!;
    const changed = await snapshotOf(change(rows), lesson);

    expect(changed.lesson).toBeUndefined();
    const anew = await nextLesson(changed, lesson, ALWAYS);
    expect(anew).toEqual(await nextLesson(await snapshotOf(change(rows)), undefined, ALWAYS));
  });

  test('of another model counts for nothing, and is learnt anew', async () => {
    const snapshot = await snapshotOf(history(6));
    const lesson = (await nextLesson(snapshot, undefined, ALWAYS))!;

    expect(isLessonOf(lesson, snapshot)).toBe(true);
    const other = { ...lesson, model: 'another' };
    expect(isLessonOf(other, snapshot)).toBe(false);
    expect(await nextLesson(snapshot, other, ALWAYS)).toEqual(lesson); // learnt anew
  });

  test('of other relations counts for nothing', async () => {
    const snapshot = await snapshotOf(history(6));
    const lesson = (await nextLesson(snapshot, undefined, ALWAYS))!;

    expect(isLessonOf(lesson, { ...snapshot, relations: [3] })).toBe(false);
  });

  test('changes how items rank, and nothing else of the profile', async () => {
    const rows = history(20);
    const plain = await snapshotOf(rows);
    const lesson = await nextLesson(plain, undefined, ALWAYS);
    const adapted = await snapshotOf(rows, lesson);

    expect(scoresOf(adapted)).not.toEqual(scoresOf(plain));
    expect(adapted.inference).toEqual(plain.inference);
  });

  test(`leaves no tensor behind over ${UPDATES} updates`, { timeout: 600_000 }, async () => {
    const snapshot = await snapshotOf(history(52));
    const before = tf.memory().numTensors;
    for (let done = 0; done < UPDATES; done += 50) {
      const lesson = await nextLesson(snapshot, undefined, ALWAYS);
      expect(lesson!.steps).toBe(51);
    }

    expect(tf.memory().numTensors).toBe(before);
  });

  test('is read back whole, and not at all when it is damaged', async () => {
    const lesson = (await nextLesson(await snapshotOf(history(4)), undefined, ALWAYS))!;
    const { adaptation } = lesson;
    const { D } = model.folder.manifest;

    expect(parseLesson(structuredClone(lesson), D)).toEqual(lesson);
    for (const damaged of [
      undefined,
      7,
      {},
      { ...lesson, steps: 1.5 },
      { ...lesson, interactionIds: 'x' },
      { ...lesson, adaptation: { ...adaptation, vector: new Float32Array(3) } },
      { ...lesson, adaptation: { ...adaptation, vector: adaptation.vector.map(() => Number.NaN) } },
      { ...lesson, adaptation: { ...adaptation, shares: [1] } },
    ]) {
      expect(parseLesson(damaged, D)).toBeUndefined();
    }
  });
});

describe('the worker', () => {
  const MODELS = 'https://shop.test/models/';

  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
    vi.stubGlobal('fetch', async (url: string) => {
      return new Response(Uint8Array.from(await readFile(`models/${url.slice(MODELS.length)}`)));
    });
  });

  async function started(learns?: boolean): Promise<InklingWorker> {
    const engine = createEngine(async () => ({ name: 'cpu', lost: new Promise<string>(() => undefined) }));
    const config = parseConfig({ model: `${MODELS}demo/manifest.json` }, 'https://shop.test/');
    await engine.start({
      config,
      consent: { record: true, release: false },
      language: 'en',
      ...(learns === undefined ? {} : { learns }),
    });
    return engine;
  }

  async function recorded(days: number): Promise<InklingStore> {
    const store = await InklingStore.open();
    await store.append(history(days).map(({ id: _, session: __, ...row }): Interaction => row));
    return store;
  }

  const kept = async (store: InklingStore): Promise<number> =>
    (await new LessonStore(store).lesson()) === undefined ? 0 : 1;

  test('learns from what is there, keeps it, and ranks by it in the next start', async () => {
    const store = await recorded(12);
    const before = await (await started(false)).rank(ITEMS.slice(0, 40).map(({ id }) => id));

    await started();
    await vi.waitFor(async () => expect(await kept(store)).toBe(1), 10_000);
    const again = await started();
    const after = await again.rank(ITEMS.slice(0, 40).map(({ id }) => id));
    expect((await again.profile()).learned).toBe(11); // of twelve days, today's goes on

    expect(after.map(({ score }) => score)).not.toEqual(before.map(({ score }) => score));
    store.close();
  });

  test('drops it in the transaction that marks or removes an interaction', async () => {
    const store = await recorded(6);
    const engine = await started(false);
    await engine.profile(); // or its warm-up would go on into the next tests
    const rows = await engine.history();
    const lessons = new LessonStore(store);
    for (const takeBack of [
      () => store.mark([rows[2]!.id], 'gift', true),
      () => store.remove([rows[2]!.id]),
      () => store.expire(rows[0]!.at + 181 * DAY),
    ]) {
      await lessons.keep({ any: 'lesson' }, lessons.losses);
      expect(await kept(store)).toBe(1);
      await takeBack();
      expect(await kept(store)).toBe(0);
    }
    store.close();
  });

  test('keeps nothing in a database that may have been cleared since', async () => {
    const store = await recorded(3);
    const lessons = new LessonStore(store);
    const { losses } = lessons;
    await InklingStore.destroy();
    const again = await recorded(3);
    await lessons.keep({ any: 'lesson' }, losses);

    expect(await kept(again)).toBe(0);
    store.close();
    again.close();
  });

  test('neither learns nor keeps when data is to be spared, or it was told not to', async () => {
    const store = await recorded(6);
    const infer = vi.spyOn(InferenceModel.prototype, 'infer');
    /** Passes of the model by the time that a first answer is there, and the first of learning has begun. */
    const passes = async (learns: boolean | undefined, saveData: boolean) => {
      vi.stubGlobal('navigator', { connection: { saveData } });
      infer.mockClear();
      await (await started(learns)).recommend({ count: 5 });
      await new Promise((resolve) => setImmediate(resolve));
      return infer.mock.calls.length;
    };

    const silent = [await passes(undefined, true), await passes(false, false)];
    expect(await kept(store)).toBe(0);
    const learning = await passes(undefined, false);
    // One for the answer; how many lessons have begun by then is the machine's to say.
    expect(silent).toEqual([1, 1]);
    expect(learning).toBeGreaterThan(1);
    await vi.waitFor(async () => expect(await kept(store)).toBe(1), 10_000);
    store.close();
  });
});
