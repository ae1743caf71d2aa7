import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { instrument } from './steps.ts';
import { contextOf, DUE, day, PERIOD, type World, worldWithDueRelease } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const HOUR = 3_600_000;

/** Calls `fault` at each write of a row, with its number; returns how to stop that. */
function atEachWrite(fault: (number: number, store: IDBObjectStore) => void): () => void {
  let writes = 0;
  const spies = (['add', 'put', 'delete'] as const).map((method) => {
    const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest;
    return vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: IDBObjectStore,
      ...args: unknown[]
    ) {
      const request = original.apply(this, args);
      fault(writes++, this);
      return request as never;
    });
  });
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

/** How many rows one undisturbed release writes. */
async function writesOfARelease(): Promise<number> {
  const world = await worldWithDueRelease();
  let count = 0;
  const restore = atEachWrite(() => count++);
  await world.release(DUE);
  restore();
  return count;
}

async function expectOneRelease(world: World): Promise<void> {
  const { guard, store } = await world.visit();
  expect(world.distinctBytes()).toBe(1);
  expect((await store.ledger()).map(({ release }) => release?.bytes)).toEqual([
    undefined,
    world.sent[0]!.bytes,
  ]);
  expect(await store.outbox()).toEqual([]);
  expect((await guard.budget())?.spends).toMatchObject([{ period: PERIOD, state: 'committed' }]);
}

describe('a transaction that the browser aborts', () => {
  test('at any one write: nothing of it stands, and the next page completes the release', async () => {
    const count = await writesOfARelease();
    expect(count).toBeGreaterThanOrEqual(6);
    for (let fatal = 0; fatal < count; fatal++) {
      const world = await worldWithDueRelease();
      const restore = atEachWrite((number, store) => {
        if (number === fatal) store.transaction.abort();
      });
      const status = await world.release(DUE);
      restore();
      expect(status.problems, `write ${fatal}`).toEqual(['store-unavailable']);

      await world.release(DUE + HOUR);
      await expectOneRelease(world);
    }
  });
});

describe('storage that is full', () => {
  test('at any one write: the status says so, and the release is completed when there is room', async () => {
    const count = await writesOfARelease();
    for (let fatal = 0; fatal < count; fatal++) {
      const world = await worldWithDueRelease();
      const restore = atEachWrite((number) => {
        if (number === fatal) throw new DOMException('no room', 'QuotaExceededError');
      });
      const status = await world.release(DUE);
      restore();
      expect(status.problems, `write ${fatal}`).toEqual(['store-full']);

      await world.release(DUE + HOUR);
      await expectOneRelease(world);
    }
  });
});

describe('storage that is evicted', () => {
  /** All of the origin's databases at once, as a browser does; who has them open is asked to let go. */
  const evict = async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name!);
    await Promise.all(
      names.map(
        (name) =>
          new Promise((resolve, reject) => {
            const request = indexedDB.deleteDatabase(name);
            request.onsuccess = resolve;
            request.onerror = reject;
          }),
      ),
    );
  };

  test('while the profile is computed: nothing is drawn, and nothing leaves', async () => {
    const world = await worldWithDueRelease();
    const status = await world.release(
      DUE,
      contextOf({
        profile: async () => {
          await evict();
          return undefined;
        },
      }),
    );

    expect(status.state).toBe('off');
    expect(world.sent).toHaveLength(0);
    expect(await InklingStore.exists()).toBe(false);
  });

  test('while the bytes wait: they are gone, and a new choice begins a new budget with its first day', async () => {
    const world = await worldWithDueRelease();
    world.answer = () => 503;
    await world.release(DUE);
    const before = world.sent.length;
    await evict();
    world.answer = () => 201;
    expect((await world.release(DUE + HOUR)).state).toBe('off');
    await world.consent();
    expect((await world.release(DUE + 2 * HOUR)).state).toBe('waiting');

    expect(world.sent).toHaveLength(before);
    const budget = await (await GuardStore.open()).budget();
    expect(budget).toMatchObject({ since: DUE + 2 * HOUR, spends: [] });
    expect(budget!.due!.at).toBeGreaterThanOrEqual(DUE + 2 * HOUR + DAY_MS);
  });
});

describe.each([{ locks: true }, { locks: false }])('ten tabs at once, Web Locks: $locks', ({ locks }) => {
  test('make one release', async () => {
    const world = await worldWithDueRelease({ locks });
    vi.setSystemTime(DUE - 30_000);
    const pages = await Promise.all(Array.from({ length: 10 }, () => world.visit()));
    vi.setSystemTime(DUE);
    await Promise.all(pages.map(({ desk }) => desk.release(contextOf())));
    await world.release(DUE + HOUR);

    await expectOneRelease(world);
  });
});

describe('a clock that moves while a release is under way', () => {
  const releaseMovedBy = async (days: number) => {
    const world = await worldWithDueRelease();
    const profile = async () => {
      vi.setSystemTime(DUE + days * DAY_MS);
      return undefined;
    };
    await world.release(DUE, contextOf({ profile }));
    for (let hour = 1; hour < 4; hour++) await world.release(DUE + hour * HOUR);
    return world;
  };

  test('back by 400 days: the release is of the period in which it began, and the only one', async () => {
    await expectOneRelease(await releaseMovedBy(-400));
  });

  test('on by 400 days: nothing is drawn for a period that is over', async () => {
    const world = await releaseMovedBy(400);
    const { guard, store } = await world.visit();

    expect(world.sent).toHaveLength(0);
    expect(await store.ledger()).toEqual([]);
    expect((await guard.budget())?.spends).toEqual([]);
  });

  test('on by 400 days between debit and sending: the bytes are past their time and do not leave, nor do others', async () => {
    const world = await worldWithDueRelease();
    const restore = instrument((name) => {
      if (name === 'appendOnce: after') vi.setSystemTime(DUE + 400 * DAY_MS);
    });
    await world.release(DUE);
    restore();
    for (let hour = 1; hour < 4; hour++) await world.release(DUE + hour * HOUR);
    const { store } = await world.visit();

    expect(world.sent).toHaveLength(0);
    expect(await store.outbox()).toMatchObject([{ period: PERIOD, givenUp: 'unreachable' }]);
    expect(await store.ledger()).toHaveLength(2);
  });
});

test('a page that slept for weeks in the middle of a release draws nothing for a period that is over', async () => {
  // Without Web Locks nobody waits for the sleeper.
  const world = await worldWithDueRelease({ locks: false });
  vi.setSystemTime(DUE - 30_000);
  const sleeper = await world.visit();
  vi.setSystemTime(DUE);
  let wake: () => void = () => undefined;
  const asleep = new Promise<undefined>((resolve) => {
    wake = () => resolve(undefined);
  });
  const profile = vi.fn(() => asleep);
  const release = sleeper.desk.release(contextOf({ profile }));
  while (profile.mock.calls.length === 0) await new Promise(setImmediate);
  await world.setDue(day(30), PERIOD + 1);
  await world.release(day(40)); // another tab, the next period
  expect(world.sent).toHaveLength(1);
  wake();
  await release;
  for (let days = 41; days < 44; days++) await world.release(day(days));

  const { guard, store } = await world.visit();
  expect((await guard.budget())?.spends).toMatchObject([{ period: PERIOD + 1, state: 'committed' }]);
  expect(world.sent).toHaveLength(1);
  expect((await store.ledger()).map(({ release: of }) => of?.period)).toEqual([undefined, PERIOD + 1]);
});
