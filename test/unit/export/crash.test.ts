import { afterEach, describe, expect, test, vi } from 'vitest';
import { commit } from '../../../src/privacy/accountant.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { Crash, clearElsewhere, instrument, releaseUntil, stepsOfARelease } from './steps.ts';
import { contextOf, DUE, day, PERIOD, type World, worldWithDueRelease } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const HOUR = 3_600_000;

async function expectOneRelease(world: World) {
  const { guard, store } = await world.visit();
  expect(world.distinctBytes()).toBe(1);
  expect((await store.ledger()).map(({ release }) => release?.bytes)).toEqual([
    undefined,
    world.sent[0]!.bytes,
  ]);
  expect(await store.outbox()).toEqual([]);
  expect((await guard.budget())?.spends).toMatchObject([{ period: PERIOD, state: 'committed' }]);
}

test('there are steps before, inside and after every transaction to stop at', async () => {
  const names = await stepsOfARelease();

  expect(names.length).toBeGreaterThan(20);
  for (const name of ['updateAllowed', 'appendOnce'])
    expect(names).toEqual(expect.arrayContaining([`${name}: before`, `${name}: inside`, `${name}: after`]));
});

describe('a page that dies', () => {
  test('at any one step: the next pages complete the release, with the same bytes', async () => {
    const { length } = await stepsOfARelease();
    for (let fatal = 0; fatal < length; fatal++) {
      const world = await worldWithDueRelease();
      let step = 0;
      const restore = instrument((name) => {
        if (step++ === fatal) throw new Crash(name);
      });
      await world.release(DUE).catch(() => undefined);
      restore();
      await world.release(DUE + HOUR);

      await expectOneRelease(world);
    }
  });

  test('again and again, at random steps, for 60 rounds', async () => {
    for (let round = 0; round < 60; round++) {
      const prng = new Prng(round);
      const world = await worldWithDueRelease();
      for (let page = 0; page < 6; page++) {
        let left = prng.integer(30);
        const restore = instrument((name) => {
          if (left-- === 0) throw new Crash(name);
        });
        await world.release(DUE + page * HOUR).catch(() => undefined);
        restore();
      }
      await world.release(DUE + 3 * 24 * HOUR);

      await expectOneRelease(world);
    }
  });

  test('between drawing and committing: the release is completed in the next period, unchanged', async () => {
    const world = await worldWithDueRelease();
    let isDrawn = false;
    const restore = instrument((name) => {
      isDrawn ||= name === 'appendOnce: after';
      if (isDrawn) throw new Crash(name);
    });
    await world.release(DUE).catch(() => undefined);
    restore();
    const drawn = (await (await world.visit()).store.outbox())[0]!.bytes;
    expect(world.sent).toHaveLength(0);
    await world.release(day(28.5));

    expect(world.sent[0]?.bytes).toBe(Buffer.from(drawn).toString('hex'));
    expect(world.distinctBytes()).toBeLessThanOrEqual(2); // the next period's may have been due as well
  });
});

test('without Web Locks a tab that did not debit never draws, though the debit waits and a clear comes between', async () => {
  const world = await worldWithDueRelease({ locks: false });
  vi.setSystemTime(DUE - 30_000);
  const [first, second] = [await world.visit(), await world.visit()];
  vi.setSystemTime(DUE);
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isDebited = false;
  // The first is held between debit and draw, the second comes by, and goes on when all is over.
  const restore = instrument((name) => {
    if (name !== 'appendOnce: before' || isDebited) return undefined;
    isDebited = true;
    return held;
  });
  const profile = vi.fn(async () => {
    while (!isDebited) await new Promise(setImmediate);
    goOn();
    await firstRelease;
    await clearElsewhere(world);
    return undefined;
  });
  const firstRelease = first.desk.release(contextOf());
  const secondRelease = second.desk.release(contextOf({ profile }));
  expect((await firstRelease).state).toBe('sent');
  await secondRelease;
  restore();

  expect(profile).toHaveBeenCalled();
  expect(world.sent).toHaveLength(1);
  expect(await second.store.ledger()).toEqual([]);
});

test('bytes whose spend is not committed do not leave', async () => {
  const world = await worldWithDueRelease({ locks: false });
  await releaseUntil(world, 'appendOnce: after', DUE);
  await world.release(DUE + HOUR);
  const { guard, store } = await world.visit();
  expect(await store.outbox()).toHaveLength(1);
  expect(world.sent).toHaveLength(0);

  // The barrier: nothing but the commit was missing.
  await guard.updateBudget((budget) => commit(budget, PERIOD));
  await world.release(DUE + 2 * HOUR);
  expect(world.sent).toHaveLength(1);
});

test('a debit that was never drawn for stays reserved, and debited', async () => {
  const world = await worldWithDueRelease();
  await releaseUntil(world, 'appendOnce: before', DUE);
  await world.release(day(55.999));
  const { guard } = await world.visit();

  expect((await guard.budget())?.spends).toMatchObject([
    { period: PERIOD, state: 'reserved', epsilonMilli: 2000 },
    { period: PERIOD + 1, state: 'committed', epsilonMilli: 2000 },
  ]);
  expect(world.sent).toHaveLength(1);
});

describe('with a debit of an earlier period that was never drawn for', () => {
  /** The page died between debit and draw, and the period went by; the next one's release is due on day 30. */
  async function worldWithLostPeriod(): Promise<World> {
    const world = await worldWithDueRelease();
    await releaseUntil(world, 'appendOnce: before', DUE);
    await world.setDue(day(30), PERIOD + 1);
    return world;
  }

  test('a release that was sent and then cleared is not drawn again', async () => {
    const world = await worldWithLostPeriod();
    await world.release(day(30));
    expect(world.sent).toHaveLength(1);
    await clearElsewhere(world);
    await world.release(day(31));

    expect(world.sent).toHaveLength(1);
    expect(await (await world.visit()).store.ledger()).toEqual([]);
  });

  test('a page that dies at the draw is followed by one that completes it', async () => {
    const world = await worldWithLostPeriod();
    await releaseUntil(world, 'appendOnce: before', day(30));
    await world.release(day(31));

    expect(world.sent).toHaveLength(1);
  });

  test('nor does a debit that was sent keep a later page from completing another', async () => {
    const world = await worldWithDueRelease();
    await world.release(DUE);
    await world.setDue(day(30), PERIOD + 1);
    await releaseUntil(world, 'appendOnce: before', day(30));
    await world.release(day(31));

    expect(world.distinctBytes()).toBe(2);
  });
});
