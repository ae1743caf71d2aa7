import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ReleaseState, ReleaseStatus } from '../../../src/contract/worker_api.ts';
import { ReleaseTimer } from '../../../src/page/release_timer.ts';

const timer = (state: ReleaseState, waitMs?: number) => {
  const world = { state, waitMs, isAllowed: true, statuses: 0, releases: [] as boolean[], told: 0 };
  const status = (): ReleaseStatus =>
    ({
      state: world.state,
      ...(world.waitMs === undefined ? {} : { waitMs: world.waitMs }),
    }) as ReleaseStatus;
  const subject = new ReleaseTimer({
    async status() {
      world.statuses++;
      return status();
    },
    async release(isAllowed) {
      world.releases.push(isAllowed);
      return status();
    },
    isAllowed: async () => world.isAllowed,
    onRelease: () => void world.told++,
  });
  return { world, subject };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a due release waits its random wait on the page, then goes', async () => {
  const { world, subject } = timer('due', 12_000);
  await subject.poke();
  await vi.advanceTimersByTimeAsync(11_999);
  expect(world.releases).toEqual([]);

  await vi.advanceTimersByTimeAsync(1);

  expect(world).toMatchObject({ releases: [true], told: 1 });
});

test('consent is read again when the wait is over', async () => {
  const { world, subject } = timer('due', 12_000);
  await subject.poke();

  world.isAllowed = false;
  await vi.advanceTimersByTimeAsync(12_000);

  expect(world.releases).toEqual([false]);
});

test('without consent the worker is not even asked', async () => {
  const { world, subject } = timer('due', 0);
  world.isAllowed = false;

  await subject.poke();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(world).toMatchObject({ statuses: 0, releases: [] });
});

test('what waits in the outbox is tried once a page, when its random wait is over', async () => {
  const { world, subject } = timer('sending', 12_000);
  await subject.poke();
  await vi.advanceTimersByTimeAsync(11_999);
  expect(world.releases).toEqual([]);

  await vi.advanceTimersByTimeAsync(600_000);

  expect(world.releases).toEqual([true]);
});

test.each<ReleaseState>(['off', 'waiting', 'sent', 'given-up', 'spent'])(
  'nothing is done while %s',
  async (state) => {
    const { world, subject } = timer(state);

    await subject.poke();
    await vi.advanceTimersByTimeAsync(600_000);

    expect(world).toMatchObject({ statuses: 1, releases: [] });
  },
);

test('a second poke takes the place of the first', async () => {
  const { world, subject } = timer('due', 5_000);
  await subject.poke();
  await vi.advanceTimersByTimeAsync(4_000);

  world.waitMs = 20_000;
  await Promise.all([subject.poke(), subject.poke()]);
  await vi.advanceTimersByTimeAsync(20_000);

  expect(world.releases).toEqual([true]);
});
