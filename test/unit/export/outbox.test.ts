import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { OutboxEntry } from '../../../src/contract/records.ts';
import { GIVE_UP_MS } from '../../../src/contract/transport.ts';
import { bookAttempt } from '../../../src/export/attempts.ts';
import { sendOutbox } from '../../../src/export/send.ts';
import { ReleaseStore } from '../../../src/store/release_store.ts';
import { day, endOf, PERIOD, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const URL = 'https://receiver.example/v1/sites/demo/releases';

describe('sendOutbox asks the guard itself, whatever was asked before', () => {
  async function waiting() {
    const world = new World();
    await world.begin();
    world.answer = () => 503;
    await world.release(endOf(0));
    world.answer = () => 201;
    const { guard, store } = await world.visit();
    const send = (days = 1) =>
      sendOutbox({ guard, releases: new ReleaseStore(store) }, { url: URL, now: endOf(0) + days * DAY_MS });
    return { world, store, send };
  }

  test('a choice against release holds the bytes back', async () => {
    const { world, store, send } = await waiting();
    await world.consent(false);
    await send();
    expect(world.sent).toHaveLength(1);
    expect(await store.outbox()).toMatchObject([{ attempts: 1 }]);

    // The barrier: nothing but the choice was missing.
    await world.consent();
    await send();
    expect(world.sent).toHaveLength(2);
  });

  test('while the choice is against release nothing is booked, not even that it is too late', async () => {
    const { world, store, send } = await waiting();
    const before = await store.outbox();
    await world.consent(false);
    await send(40);
    expect(await store.outbox()).toEqual(before);

    // The barrier: it is too late.
    await world.consent();
    await send(40);
    expect(await store.outbox()).toMatchObject([{ givenUp: 'unreachable' }]);
  });

  test('so does a guard that is gone', async () => {
    const { world, send } = await waiting();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('inkling-guard').onsuccess = resolve;
    });
    await send();

    expect(world.sent).toHaveLength(1);
  });
});

test.each([
  ['is not read again where it is alone and there', true, true, 0],
  ['is read again beside another', false, true, 1],
  ['is read again where it may be gone', true, false, 1],
])('what was written just now %s, and is sent', async (_name, isAlone, isThere, reads) => {
  const world = new World();
  await world.begin();
  world.answer = () => 503;
  await world.release(endOf(0));
  const { guard, store } = await world.visit();
  const releases = new ReleaseStore(store);
  const [outgoing] = await releases.outbox();
  const { budget } = await guard.standing();
  const outbox = vi.spyOn(releases, 'outbox');
  const fresh = { outgoing: outgoing!, isAlone, isThere: () => isThere };
  await sendOutbox({ guard, releases }, { url: URL, now: endOf(1), committed: { budget: budget!, fresh } });

  expect(outbox).toHaveBeenCalledTimes(reads);
  expect(world.sent).toHaveLength(2);
  expect(world.distinctBytes()).toBe(1);
});

test('an answer that is neither yes nor no is tried again', async () => {
  const world = new World();
  await world.begin();
  world.answer = () => 304;

  expect((await world.release(endOf(0))).state).toBe('sending');
});

describe('bookAttempt', () => {
  const now = day(10);
  const row: OutboxEntry = {
    period: PERIOD,
    url: URL,
    bytes: new Uint8Array(128),
    createdAt: now,
    attempts: 20,
    nextAttemptAt: now,
  };

  test('waits for half a day at most, however often it was tried', () => {
    const { nextAttemptAt } = bookAttempt(row, { mayLeave: true, now });

    expect(nextAttemptAt).toBeLessThanOrEqual(now + DAY_MS / 2);
    // And heeds a wait of that length.
    const asleep = { ...row, nextAttemptAt: now + DAY_MS / 2 };
    expect(bookAttempt(asleep, { mayLeave: true, now })).toBe(asleep);
  });

  test('still tries at 30 days to the millisecond', () => {
    const at = row.createdAt + GIVE_UP_MS;

    expect(bookAttempt(row, { mayLeave: true, now: at })).toMatchObject({ attempts: 21 });
    expect(bookAttempt(row, { mayLeave: true, now: at + 1 })).toMatchObject({ givenUp: 'unreachable' });
  });
});
