import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, parseConfig } from '../../src/contract/config.ts';
import type { Interaction } from '../../src/contract/interaction.ts';
import { isFollow, RELATION_KINDS } from '../../src/contract/relation.ts';
import type { Wishes } from '../../src/contract/wishes.ts';
import type { InklingWorker } from '../../src/contract/worker_api.ts';
import type { StartBackend } from '../../src/model/backend/backend.ts';
import { nearestRow } from '../../src/privacy/nearest_row.ts';
import { secureUniformInt } from '../../src/privacy/random.ts';
import { Prng } from '../../src/simulate/prng.ts';
import type { Recorded } from '../../src/store/appender.ts';
import { GuardStore } from '../../src/store/guard_store.ts';
import { InklingStore } from '../../src/store/inkling_store.ts';
import { WishStore } from '../../src/store/wish_store.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { createEngine } from '../support/engine.ts';
import { modelFile } from '../support/model_files.ts';

// The whole worker with the trained demo model: what enters the mechanism, and what the world sees of when.

/** Random words that both shoppers get: a stream that a test starts anew. */
const words = vi.hoisted(() => ({ next: (): number => 0 }));
vi.mock('../../src/privacy/random.ts', () => ({
  secureUniformInt: vi.fn((bound: number) => Math.floor(words.next() * bound)),
  randomBytes: (count: number) => Uint8Array.from({ length: count }, () => Math.floor(words.next() * 256)),
}));
/** What is put to the codebook, and so to the mechanism. */
vi.mock('../../src/privacy/nearest_row.ts', async (original) => {
  const real = await original<typeof import('../../src/privacy/nearest_row.ts')>();
  return { nearestRow: vi.fn(real.nearestRow) };
});

const SHOP = 'https://shop.test/';
const RECEIVER = 'https://receiver.test/';
const START = 735 * 28 * DAY_MS;
const VISITS = [0.2, 1.3, 9, 17.5, 27.9];

const startBackend: StartBackend = async () => {
  await tf.setBackend('cpu');
  return { name: 'cpu', lost: new Promise(() => undefined) };
};

let requests: unknown[];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  vi.stubGlobal('navigator', { locks: { request: (_: string, work: () => unknown) => work() } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  vi.clearAllMocks();
});

interface Trace {
  /** Each request of the worker: when, of what, how long. */
  readonly requests: readonly unknown[];
  /** Draws of randomness. */
  readonly draws: number;
  /** The profile and the row that went into the mechanism. */
  readonly profile: readonly number[];
  readonly trueRow: number;
  /** The profile as the shopper's own panel has it, relations and all. */
  readonly shown: readonly number[];
  readonly sent: readonly string[];
}

/** The same five visits in a period for every shopper; `history` is what this one did in the first of them. */
async function yearOf(
  history: readonly Recorded[],
  mark?: 'gift' | 'notMe',
  wishes?: Wishes,
): Promise<Trace> {
  globalThis.indexedDB = new IDBFactory();
  vi.setSystemTime(START);
  vi.clearAllMocks();
  const prng = new Prng(5);
  words.next = () => prng.next();
  requests = [];
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    const body = init?.body as Uint8Array | undefined;
    requests.push([Date.now() - START, init?.method ?? 'GET', url, body?.length ?? 0]);
    if (url.startsWith(RECEIVER)) {
      sent.push(Buffer.from(body!).toString('hex'));
      return new Response(null, { status: 201 });
    }
    return new Response(Uint8Array.from(await readFile(`models/${url.slice(`${SHOP}models/`.length)}`)));
  });
  const choice = { record: true, release: true, at: START, by: 'shopper', gpc: false } as const;
  await (await GuardStore.open()).setChoice(choice);
  const store = await InklingStore.open();
  await store.append(history, []);
  const stored = await store.interactions();
  const marked = stored.filter(({ value }) => value === MARK).map(({ id }) => id);
  if (mark) await store.mark(marked, mark, true);
  if (wishes) await new WishStore(store).update(() => wishes);

  const config = parseConfig(
    {
      ...{ model: 'models/demo/manifest.json', receiver: RECEIVER, site: 'demo' },
      codebook: `sha256-${createHash('sha256')
        .update(await readFile(modelFile('demo', 'codebook')))
        .digest('base64')}`,
    },
    SHOP,
  );
  let last: InklingWorker | undefined;
  for (const visit of VISITS) {
    vi.setSystemTime(START + visit * DAY_MS);
    const engine = createEngine(startBackend);
    last = engine;
    await engine.start({ config, consent: { record: true, release: true }, language: 'en' });
    const { waitMs = 30_000 } = await engine.releaseStatus();
    vi.setSystemTime(START + visit * DAY_MS + waitMs);
    await engine.release(true);
  }
  const [profile] = vi.mocked(nearestRow).mock.lastCall!;
  const trace = {
    requests,
    sent,
    draws: vi.mocked(secureUniformInt).mock.calls.length,
    profile: [...(profile ?? [])],
    shown: [...((await last!.embedding()) ?? [])],
    trueRow: vi.mocked(nearestRow).mock.results.at(-1)!.value as number,
  };
  store.close();
  return trace;
}

/** A value no shopper's interaction has here: tells which rows a test marks. */
const MARK = 77;
const views = (department: string, from = 60_000): Interaction[] =>
  fiveItemsOf(department).map(({ id }, i) => ({ kind: 'view', itemId: id, at: START + from + i * 60_000 }));
const purchases = (department: string): Interaction[] =>
  views(department, 3_600_000).map((row) => ({ ...row, kind: 'purchase', value: MARK }));

describe('equal visits and equal random words', () => {
  test('give equal requests at equal times and sizes, whatever the shopper did', async () => {
    const gardener = await yearOf(views('Garden'));
    const keeper = await yearOf([...views('Pets'), ...purchases('Pets')]);
    const nobody = await yearOf([]);

    // Barrier: to the mechanism these are three different people, and something was sent.
    expect(new Set([gardener, keeper, nobody].map(({ trueRow }) => trueRow)).size).toBe(3);
    expect(gardener.sent).toHaveLength(1);
    for (const other of [keeper, nobody]) {
      expect(other.requests).toEqual(gardener.requests);
      expect(other.draws).toBe(gardener.draws);
    }
  });
});

describe('the row that goes into the mechanism', () => {
  test.each([
    ['gifts', 'gift'],
    ['what was somebody else’s', 'notMe'],
  ] as const)('is the same with %s and without', async (_what, mark) => {
    const without = await yearOf(views('Garden'));
    const unmarked = await yearOf([...views('Garden'), ...purchases('Kitchen')]);
    const withMarked = await yearOf([...views('Garden'), ...purchases('Kitchen')], mark);

    expect(unmarked.profile).not.toEqual(without.profile); // barrier: it would have moved
    expect(withMarked.profile).toEqual(without.profile);
    expect(withMarked.sent).toEqual(without.sent);
  });

  test('is the same with relations of every kind and without', async () => {
    const without = await yearOf(views('Garden'));
    const [first, second] = fiveItemsOf('Garden');
    const at = START + 3_600_000;
    const withThem = await yearOf([
      ...views('Garden'),
      ...RELATION_KINDS.map((kind) => ({ kind, target: isFollow(kind) ? first.brand! : second!.id, at })),
    ]);

    expect(withThem.shown).not.toEqual(without.shown); // barrier: they do move the profile
    expect(withThem.profile).toEqual(without.profile);
    expect(withThem.requests).toEqual(without.requests);
    expect(withThem.sent).toEqual(without.sent);
  });

  test('is the same with facts stated, and with less of an interest or more', async () => {
    const both = [...views('Garden'), ...purchases('Kitchen')];
    const without = await yearOf(both);
    const facts = {
      interests: ['Pets'],
      maxPrice: 10,
      gender: 'women',
      ageBand: '30-44',
      language: 'de',
    } as const;
    const withWishes = await yearOf(both, undefined, {
      tastes: { Garden: 'less', Kitchen: 'right' },
      facts,
    });

    expect(withWishes.profile).toEqual(without.profile);
    expect(withWishes.sent).toEqual(without.sent);
  });

  test('is the same with what is never wanted, and without', async () => {
    const without = await yearOf(views('Garden'));
    const both = [...views('Garden'), ...purchases('Kitchen')];
    const never = await yearOf(both, undefined, { tastes: { Kitchen: 'never' }, facts: {} });

    expect((await yearOf(both)).profile).not.toEqual(without.profile); // barrier: it would have moved
    expect(never.profile).toEqual(without.profile);
    expect(never.sent).toEqual(without.sent);
  });

  test('is the same with brands followed and items rejected, and without', async () => {
    const without = await yearOf(views('Garden'));
    const [kitchen] = fiveItemsOf('Kitchen');
    const follow: Interaction = { kind: 'follow', tokens: [kitchen.brand!], at: START + 3_600_000 };
    const [tried] = purchases('Kitchen');
    const rejected: Interaction = { ...tried!, kind: 'dislike', at: START + 7_200_000 };
    const withBoth = await yearOf([...views('Garden'), follow, tried!, rejected]);

    expect(withBoth.profile).toEqual(without.profile);
    expect(withBoth.sent).toEqual(without.sent);
  });
});
