import { afterEach, describe, expect, test, vi } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import { storageReport } from '../../../src/export/clear.ts';
import { ReleaseDesk } from '../../../src/export/release_desk.ts';
import { hasReleaseLock, withReleaseLock } from '../../../src/export/release_lock.ts';
import { releasedCohort } from '../../../src/export/released_cohort.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { ReleaseStore } from '../../../src/store/release_store.ts';
import { contextOf, DUE, day, endOf, PERIOD, World, worldWithDueRelease } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("a visit's random wait", () => {
  test.each([
    [0, 5_000],
    [25_000, 30_000],
    [25_001, 5_000],
  ])('for the word %i is %i ms', async (word, waitMs) => {
    vi.resetModules();
    const fresh = await import('./world.ts');
    const world = new fresh.World();
    await world.begin();
    // Two words a draw, the lower one second.
    const getRandomValues = (into: Uint32Array) =>
      into.map((_, i) => (into[i] = i % 2 === 0 ? 0 : word)) && into;
    vi.stubGlobal('crypto', { getRandomValues });
    vi.resetModules();
    const { ReleaseDesk: FreshDesk } = await import('../../../src/export/release_desk.ts');
    vi.setSystemTime(endOf(0));
    const desk = new FreshDesk(await world.visit());

    expect((await desk.status(fresh.contextOf())).waitMs).toBe(waitMs);
  });
});

test('left to itself a desk paces a profile by real seconds', async () => {
  const world = new World();
  await world.begin();
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'], now: endOf(0) - 30_000 });
  const desk = new ReleaseDesk(await world.visit());
  vi.setSystemTime(endOf(0));
  const profile = vi.fn(contextOf().profile);
  let isDone = false;
  const release = desk.release(contextOf({ profile })).finally(() => {
    isDone = true;
  });
  while (profile.mock.calls.length === 0) await new Promise(setImmediate);
  await vi.advanceTimersByTimeAsync(999);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  expect(isDone).toBe(false);

  await vi.advanceTimersByTimeAsync(1);
  expect((await release).state).toBe('sent');
});

describe('what goes wrong', () => {
  const failing = async (error: Error) => {
    const world = new World();
    await world.begin();
    vi.spyOn(ReleaseStore.prototype, 'appendOnce').mockRejectedValue(error);
    return world.release(endOf(0));
  };

  test.each([
    ['randomness-unavailable', 'no-randomness'],
    ['store-blocked', 'store-blocked'],
    ['store-full', 'store-full'],
    ['store-unavailable', 'store-unavailable'],
  ] as const)('as %s is told as %s', async (code, problem) => {
    const status = await failing(new InklingError(code, 'so it is'));

    expect(status).toMatchObject({ state: 'due', problems: [problem] });
  });

  test.each([new InklingError('internal', 'a bug'), new TypeError('a bug')])(
    'as a bug rejects: %s',
    async (error) => {
      await expect(failing(error)).rejects.toBe(error);
    },
  );
});

describe('the lock', () => {
  test('has one name in all tabs', async () => {
    const request = vi.fn((_name: string, work: () => Promise<void>) => work());
    vi.stubGlobal('navigator', { locks: { request } });
    const work = vi.fn(async () => undefined);
    await withReleaseLock(work);

    expect(request).toHaveBeenCalledWith('inkling-release', work);
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('is done without where there is not even a navigator', async () => {
    vi.stubGlobal('navigator', undefined);
    const work = vi.fn(async () => undefined);
    await withReleaseLock(work);

    expect(hasReleaseLock()).toBe(false);
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe('the cohort that pages may know', () => {
  const states = async (...of: readonly ('reserved' | 'committed')[]) => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    await world.release(endOf(28));
    const page = await world.visit();
    await page.guard.updateBudget((budget) => ({
      ...budget!,
      spends: budget!.spends.map((spend, i) => ({ ...spend, state: of[i]! })),
    }));
    return releasedCohort(page);
  };

  test('is the last whose own debit is committed', async () => {
    expect((await states('committed', 'committed'))?.period).toBe(PERIOD + 1);
    expect((await states('reserved', 'committed'))?.period).toBe(PERIOD + 1);
    expect((await states('committed', 'reserved'))?.period).toBe(PERIOD);
    expect(await states('reserved', 'reserved')).toBeUndefined();
  });

  test('is none while there is no budget to tell', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('inkling-guard').onsuccess = resolve;
    });

    expect(await releasedCohort(await world.visit())).toBeUndefined();
  });
});

test('no profile is computed where the guard’s choice is against release, though the page allows it', async () => {
  const world = await worldWithDueRelease();
  vi.setSystemTime(DUE);
  await (await world.visit()).desk.status(contextOf()); // as a page does: the period is open
  await world.consent(false);
  const profile = vi.fn(async () => undefined);
  await world.release(DUE, contextOf({ profile }));
  expect(profile).not.toHaveBeenCalled();

  // The barrier: nothing but the choice was missing.
  await world.consent();
  await world.release(DUE, contextOf({ profile }));
  expect(profile).toHaveBeenCalledTimes(1);
});

test('a period that begins is opened on disk before it is asked whether anything is due', async () => {
  const world = await worldWithDueRelease();
  await world.release(DUE);
  const writes = vi.spyOn(GuardStore.prototype, 'updateAllowed');
  await world.release(day(28)); // its first millisecond: nothing is due yet

  expect(writes).toHaveBeenCalledTimes(1);
  expect(await writes.mock.results[0]!.value).toMatchObject({ due: { period: PERIOD + 1 } });
});

test('a visit after the release costs no transaction of a release', async () => {
  const world = await worldWithDueRelease();
  vi.setSystemTime(DUE);
  await (await world.visit()).desk.status(contextOf());
  const writes = vi.spyOn(GuardStore.prototype, 'updateAllowed');
  const updates = vi.spyOn(GuardStore.prototype, 'updateBudget');
  const lookups = vi.spyOn(ReleaseStore.prototype, 'has');
  await world.release(DUE);
  // The debit and the commit.
  expect(writes).toHaveBeenCalledTimes(2);
  // The status.
  expect(updates).toHaveBeenCalledTimes(1);
  writes.mockClear();
  updates.mockClear();

  await world.release(DUE + 1_800_000);

  expect(writes).not.toHaveBeenCalled();
  // The status.
  expect(updates).toHaveBeenCalledTimes(1);
  expect(lookups).not.toHaveBeenCalled();
});

describe('the usage of a storage report', () => {
  test.each<[string, unknown]>([
    ['there is no navigator', undefined],
    ['there is no storage manager', {}],
    ['it cannot be estimated', { storage: { estimate: () => Promise.reject(new Error('no')) } }],
    ['the estimate is empty', { storage: { estimate: async () => undefined } }],
    ['the estimate leaves it out', { storage: { estimate: async () => ({}) } }],
  ])('is left out when %s', async (_name, navigator) => {
    const page = await new World().visit();
    vi.setSystemTime(day(1));
    vi.stubGlobal('navigator', navigator);

    expect(await storageReport(page)).not.toHaveProperty('usageBytes');
  });
});
