import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { isWholeChain } from '../../../src/privacy/ledger_chain.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { releaseUntil } from './steps.ts';
import { CODEBOOK, contextOf, day, endOf, PERIOD, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('a release', () => {
  test('is one row of the codebook in 128 bytes, sent once a period', async () => {
    const world = new World();
    await world.begin();
    const status = await world.release(endOf(0));
    for (let i = 0; i < 3; i++) await world.release(endOf(0) + i);

    expect(status).toMatchObject({ state: 'sent', period: PERIOD, budgetLeftMilli: 22_000, problems: [] });
    expect(world.sent).toHaveLength(1);
    const release = parseRelease(Buffer.from(world.sent[0]!.bytes, 'hex'));
    expect(release).toMatchObject({ K: 16, epsilonMilli: 2000, period: PERIOD });
    expect(CODEBOOK.rows.map((row) => row.embedding.join())).toContain(release.embedding.join());

    await world.release(endOf(28));
    expect(world.sent).toHaveLength(2);
    expect(world.distinctBytes()).toBe(2);
  });

  test('stands in the ledger as it left, chained, and is gone from the outbox', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    const { store } = await world.visit();

    const ledger = await store.ledger();
    expect(ledger).toMatchObject([
      { seq: 0 },
      {
        seq: 1,
        release: {
          period: PERIOD,
          epsilonMilli: 2000,
          K: 16,
          bytes: world.sent[0]!.bytes,
          receiver: world.sent[0]!.url,
          model: 'd'.repeat(64),
        },
      },
    ]);
    expect(isWholeChain(ledger)).toBe(true);
    expect(await store.outbox()).toEqual([]);
  });

  test('goes to the site at the receiver, with nothing that tells browsers apart', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));

    const { url, init } = world.sent[0]!;
    expect(url).toBe('https://receiver.example/v1/sites/demo/releases');
    expect(init).toEqual({
      method: 'POST',
      body: expect.any(Uint8Array),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
      keepalive: true,
      signal: expect.any(AbortSignal),
    });
  });

  test('is three strict transactions before anything leaves, and a relaxed one about its answer', async () => {
    const world = new World();
    await world.begin();
    vi.setSystemTime(endOf(0));
    await (await world.visit()).desk.status(contextOf());
    const steps: unknown[] = [];
    const { transaction } = IDBDatabase.prototype;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      ...given: Parameters<IDBDatabase['transaction']>
    ) {
      const tx = transaction.apply(this, given);
      const [stores, mode, options] = given;
      tx.addEventListener('complete', () => {
        if (mode === 'readwrite') steps.push([...[stores].flat(), options?.durability].join(' '));
      });
      return tx;
    });
    world.answer = () => {
      steps.push('fetch');
      return 201;
    };
    await world.release(endOf(0));

    expect(steps).toEqual([
      'choice budget strict',
      'ledger outbox strict',
      'choice budget strict',
      'fetch',
      'outbox relaxed',
      'budget strict', // the status, which writes nothing
    ]);
  });

  test('thirteen periods in a row: twelve are sent, the thirteenth is skipped and shown', async () => {
    const world = new World();
    await world.begin();
    const states: string[] = [];
    for (let period = 0; period < 13; period++) states.push((await world.release(endOf(28 * period))).state);

    expect(states).toEqual([...Array(12).fill('sent'), 'spent']);
    expect(world.sent).toHaveLength(12);
    expect(await world.release(endOf(28 * 12))).toMatchObject({ state: 'spent', budgetLeftMilli: 0 });
    // 364 days after the first it still counts; after 392 it does not.
    expect((await world.release(endOf(28 * 13))).state).toBe('spent');
    expect((await world.release(endOf(28 * 14))).state).toBe('sent');
  });

  test('two tabs at once make one release', async () => {
    const world = new World();
    await world.begin();
    vi.setSystemTime(endOf(0) - 30_000);
    const pages = await Promise.all(Array.from({ length: 4 }, () => world.visit()));
    vi.setSystemTime(endOf(0));
    const states = await Promise.all(pages.map(({ desk }) => desk.release(contextOf())));

    expect(states.map(({ state }) => state)).toEqual(Array(4).fill('sent'));
    expect(world.sent).toHaveLength(1);
    expect((await pages[0]!.guard.budget())?.spends).toHaveLength(1);
  });

  test('two tabs at once make one release without Web Locks, too', async () => {
    const world = new World({ locks: false });
    await world.begin();
    vi.setSystemTime(endOf(0) - 30_000);
    const pages = await Promise.all(Array.from({ length: 4 }, () => world.visit()));
    vi.setSystemTime(endOf(0));
    await Promise.all(pages.map(({ desk }) => desk.release(contextOf())));
    await world.release(endOf(0) + 1);

    expect(world.distinctBytes()).toBe(1);
    expect((await pages[0]!.store.ledger()).filter(({ release }) => release)).toHaveLength(1);
  });

  test('resumes with the epsilon that was debited, not with one configured since', async () => {
    const world = new World();
    await world.begin();
    await releaseUntil(world, 'appendOnce: before', endOf(0));
    await world.release(endOf(0) + 1, contextOf({}, { epsilon: 4 }));

    expect(parseRelease(Buffer.from(world.sent[0]!.bytes, 'hex')).epsilonMilli).toBe(2000);
  });
});

describe('time', () => {
  test('nothing leaves before it is due, nor in the first day', async () => {
    const world = new World();
    await world.begin();
    const { dueAt } = await world.release(day(0) + 60_000);
    expect(dueAt).toBeGreaterThanOrEqual(day(1));
    expect((await world.release(dueAt! - 1)).state).toBe('waiting');
    expect(world.sent).toHaveLength(0);

    expect((await world.release(dueAt!)).state).toBe('sent');
    expect(world.sent).toHaveLength(1);
  });

  test('a page waits 5 to 30 random seconds, retries included', async () => {
    const world = new World();
    await world.begin();
    vi.setSystemTime(endOf(0));
    const page = await world.visit();
    const { state, waitMs } = await page.desk.release(contextOf());
    expect(state).toBe('due');
    expect(waitMs).toBeGreaterThanOrEqual(5_000);
    expect(waitMs).toBeLessThanOrEqual(30_000);

    vi.setSystemTime(endOf(0) + waitMs! - 1);
    expect((await page.desk.release(contextOf())).waitMs).toBe(1);
    expect(world.sent).toHaveLength(0);

    vi.setSystemTime(endOf(0) + waitMs!);
    expect((await page.desk.release(contextOf())).state).toBe('sent');
  });

  test('a clock set back while the page is open does not stretch the wait', async () => {
    const world = new World();
    await world.begin();
    vi.setSystemTime(endOf(0));
    const page = await world.visit();
    vi.setSystemTime(endOf(0) - 400 * DAY_MS);

    expect((await page.desk.status(contextOf())).waitMs ?? 0).toBeLessThanOrEqual(30_000);
  });

  test.each([-400, 400])('a clock moved by %i days and back gives no second release', async (days) => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    await world.release(endOf(0) + days * DAY_MS);
    const afterJump = world.sent.length;
    for (let i = 0; i < 5; i++) await world.release(endOf(0) + i * 1000);

    expect(world.sent).toHaveLength(afterJump);
    expect(afterJump).toBeLessThanOrEqual(2);
    const budget = await (await GuardStore.open()).budget();
    expect(new Set(budget!.spends.map(({ period }) => period)).size).toBe(budget!.spends.length);
  });
});

describe('whatever the profile does', () => {
  test.each<[string, () => Promise<Float32Array | undefined>]>([
    ['is missing', async () => undefined],
    ['rejects', () => Promise.reject(new Error('no model'))],
    [
      'throws',
      () => {
        throw new Error('no worker');
      },
    ],
    ['holds NaN', async () => new Float32Array(8).fill(Number.NaN)],
    ['has another width', async () => new Float32Array(3)],
    ['is no array', async () => 'profile' as never],
  ])('a release leaves when it %s', async (_name, profile) => {
    const world = new World();
    await world.begin();
    const asked = vi.fn(profile);

    expect((await world.release(endOf(0), contextOf({ profile: asked }))).state).toBe('sent');
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('it is asked for a draw only', async () => {
    const world = new World();
    await world.begin();
    const profile = vi.fn(contextOf().profile);
    await world.release(day(0) + 60_000, contextOf({ profile }));
    expect(profile).toHaveBeenCalledTimes(0);

    for (let i = 0; i < 3; i++) await world.release(endOf(0) + i, contextOf({ profile }));
    expect(profile).toHaveBeenCalledTimes(1);
  });

  test('a profile that hangs is waited for 20 seconds, one that is fast for one', async () => {
    const world = new World();
    await world.begin();
    vi.setSystemTime(endOf(0) - 30_000);
    const { guard, store } = await world.visit();
    const { ReleaseDesk } = await import('../../../src/export/release_desk.ts');
    const pauses: number[] = [];
    const desk = new ReleaseDesk({ guard, store }, async (ms) => void pauses.push(ms));
    vi.setSystemTime(endOf(0));

    expect((await desk.release(contextOf({ profile: () => new Promise(() => undefined) }))).state).toBe(
      'sent',
    );
    expect(pauses).toEqual([1_000, 20_000]);
  });
});

test('status sends nothing, and begins the budget only when a release could follow', async () => {
  const world = new World();
  await world.consent();
  const { desk, guard } = await world.visit();
  await desk.status(contextOf({ allowed: false }));
  await desk.status(contextOf({}, { receiver: undefined }));
  expect(await guard.budget()).toBeUndefined();

  vi.setSystemTime(day(2));
  expect((await desk.status(contextOf())).state).toBe('waiting');
  expect(await guard.budget()).toMatchObject({ since: day(2), spends: [], due: { period: PERIOD } });
  expect(world.sent).toHaveLength(0);
});

test('problems of the worker come back in the status', async () => {
  const world = new World();
  await world.begin();

  const { problems } = await world.release(
    day(0),
    contextOf({ problems: ['model-missing', 'store-rebuilt'] }),
  );
  expect(problems).toEqual(['model-missing', 'store-rebuilt']);
});
