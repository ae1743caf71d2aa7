import { afterEach, describe, expect, test, vi } from 'vitest';
import { forgetDevice } from '../../../src/export/clear.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { Crash, clearElsewhere, instrument, stepsOfARelease } from './steps.ts';
import { contextOf, DUE, day, PERIOD, worldWithDueRelease } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const HOUR = 3_600_000;

describe('a clear in another tab', () => {
  test('at any one step: nothing is drawn that a receiver could hold against what it has', async () => {
    const names = await stepsOfARelease();
    for (let at = 0; at < names.length; at++) {
      const world = await worldWithDueRelease();
      let step = 0;
      const clears: Promise<void>[] = [];
      const restore = instrument((name) => {
        if (step++ !== at) return;
        const clear = clearElsewhere(world);
        clears.push(clear);
        // Inside a transaction a clear waits for it, so it must not be waited for there.
        return name.endsWith('inside') ? undefined : clear;
      });
      await world.release(DUE).catch(() => undefined);
      restore();
      await Promise.all(clears);
      for (let page = 1; page < 4; page++) await world.release(DUE + page * HOUR);

      expect(world.distinctBytes(), names[at]).toBeLessThanOrEqual(1);
      expect((await (await GuardStore.open()).budget())?.spends, names[at]).toHaveLength(1);
    }
  });

  test('between draw and commit: the period goes without a release', async () => {
    const world = await worldWithDueRelease();
    const restore = instrument((name) => (name === 'appendOnce: after' ? clearElsewhere(world) : undefined));
    await world.release(DUE);
    restore();
    await world.release(DUE + HOUR);

    expect(world.sent).toHaveLength(0);
    const { guard, store } = await world.visit();
    expect((await guard.budget())?.spends).toMatchObject([{ period: PERIOD, state: 'committed' }]);
    expect(await store.ledger()).toEqual([]);
  });

  test('after the release: it counts as sent, and the period makes no other', async () => {
    const world = await worldWithDueRelease();
    await world.release(DUE);
    await clearElsewhere(world);

    expect(await world.release(DUE + HOUR)).toMatchObject({ state: 'sent', budgetLeftMilli: 22_000 });
    expect(world.sent).toHaveLength(1);
    expect(await (await world.visit()).store.ledger()).toEqual([]);
  });

  test('while the bytes wait: they are gone, and not drawn again', async () => {
    const world = await worldWithDueRelease();
    world.answer = () => {
      throw new TypeError('offline');
    };
    await world.release(DUE);
    await clearElsewhere(world);
    world.answer = () => 201;
    await world.release(DUE + HOUR);

    expect(world.sent).toHaveLength(1);
  });
});

// What is interrupted without Web Locks is lost, so there the rates are lower.
describe.each([
  { locks: true, death: 0.03, clear: 0.07 },
  { locks: false, death: 0.005, clear: 0.03 },
])('three tabs at once, deaths and clears at random, Web Locks: $locks', ({ locks, death, clear }) => {
  test('one draw leaves a period at most, in 60 rounds', async () => {
    let sending = 0;
    for (let round = 0; round < 60; round++) {
      const prng = new Prng(1_000 + round);
      const world = await worldWithDueRelease({ locks });
      const clears: Promise<unknown>[] = [];
      for (let wave = 0; wave < 2; wave++) {
        const restore = instrument((name) => {
          const dice = prng.next();
          if (dice < death) throw new Crash(name);
          // A clear may run into a death itself.
          if (dice < death + clear) clears.push(clearElsewhere(world).catch(() => undefined));
          // Lets the tabs overtake each other.
          return dice > 0.5 && !name.endsWith('inside') ? new Promise(setImmediate) : undefined;
        });
        const at = DUE + wave * HOUR;
        vi.setSystemTime(at - 30_000);
        const pages = await Promise.all([world.visit(), world.visit(), world.visit()]);
        vi.setSystemTime(at);
        await Promise.allSettled(pages.map(({ desk }) => desk.release(contextOf())));
        restore();
      }
      await Promise.all(clears);
      await world.release(DUE + 2 * HOUR);

      expect(world.distinctBytes(), `round ${round}`).toBeLessThanOrEqual(1);
      expect((await (await GuardStore.open()).budget())?.spends).toHaveLength(1);
      sending += world.distinctBytes();
    }
    // The barrier: something could leave, and often did.
    expect(sending).toBeGreaterThan(15);
  });
});

test('forgetting everything at any one step lets at most one draw leave until a full period has passed', async () => {
  const names = await stepsOfARelease();
  for (let at = 0; at < names.length; at++) {
    const world = await worldWithDueRelease();
    let step = 0;
    let forgetting: Promise<unknown> | undefined;
    const restore = instrument((name) => {
      if (step++ !== at) return;
      forgetting = world.visit().then((databases) => forgetDevice(databases, 28));
      return name.endsWith('inside') ? undefined : forgetting.then(() => undefined);
    });
    await world.release(DUE).catch(() => undefined);
    restore();
    await forgetting;
    await world.consent();
    for (let days = 21; days < 48; days += 3) await world.release(day(days));

    expect(world.distinctBytes(), names[at]).toBeLessThanOrEqual(1);
  }
});
