import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { OutboxEntry } from '../../../src/contract/records.ts';
import { RELEASE_BYTES } from '../../../src/contract/release.ts';
import { GIVE_UP_MS } from '../../../src/contract/transport.ts';
import { bookAttempt } from '../../../src/export/attempts.ts';
import { contextOf, day, PERIOD, World } from './world.ts';

const DUE = day(2);
const HOUR = 3_600_000;
const network = () => {
  throw new TypeError('network');
};

/** A browser whose release falls due on day 2. */
async function worldDue(): Promise<World> {
  const world = new World();
  await world.begin();
  await world.setDue(DUE);
  return world;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('retries', () => {
  test.each<[string, () => number]>([
    ['the network fails', network],
    ['it answers 500', () => 500],
    ['it answers 503', () => 503],
    ['it answers 429', () => 429],
    ['it answers 408', () => 408],
  ])('the same bytes go again when %s', async (_name, answer) => {
    const world = await worldDue();
    world.answer = answer;
    expect(await world.release(DUE)).toMatchObject({ state: 'sending', problems: ['receiver-unreachable'] });
    world.answer = () => 200;
    expect(await world.release(DUE + HOUR)).toMatchObject({ state: 'sent', problems: [] });

    expect(world.sent).toHaveLength(2);
    expect(world.distinctBytes()).toBe(1);
  });

  test('wait a random time on the next page, as a first attempt does', async () => {
    const world = await worldDue();
    world.answer = network;
    await world.release(DUE);
    world.answer = () => 200;
    vi.setSystemTime(DUE + HOUR);
    const page = await world.visit();
    const { state, waitMs } = await page.desk.status(contextOf());
    expect(state).toBe('sending');
    expect(waitMs).toBeGreaterThanOrEqual(5_000);

    vi.setSystemTime(DUE + HOUR + waitMs!);
    expect((await page.desk.release(contextOf())).state).toBe('sent');
  });

  test('of two periods leave one a page, the older first', async () => {
    const world = await worldDue();
    world.answer = network;
    await world.release(DUE);
    await world.setDue(day(28.5), PERIOD + 1);
    await world.release(day(28.5)); // the next period's release joins the first in the outbox
    const [first, second] = (await (await world.visit()).store.outbox()).map(({ bytes }) =>
      Buffer.from(bytes).toString('hex'),
    );
    world.sent.length = 0;
    world.answer = () => 200;

    await world.release(day(29.5));
    expect(world.sent.map(({ bytes }) => bytes)).toEqual([first]);
    await world.release(day(29.6));
    expect(world.sent.map(({ bytes }) => bytes)).toEqual([first, second]);
  });

  test('of an earlier period are waited for too, while this one is not due', async () => {
    const world = await worldDue();
    world.answer = network;
    await world.release(DUE);
    const { desk } = await world.visit();
    await world.setDue(day(50), PERIOD + 1);
    vi.setSystemTime(day(29));

    const { state, waitMs } = await desk.status(contextOf());

    expect(state).toBe('waiting');
    expect(waitMs).toBeDefined();
  });

  test('wait longer every time, up to half a day; and that outlives the page', async () => {
    const world = await worldDue();
    world.answer = network;
    for (let minute = 0; minute <= 24 * 60; minute++) await attemptAt(world, DUE + minute * 60_000);

    const minutes = world.sent.map(({ at }) => (at - DUE) / 60_000);
    const waits = minutes.slice(1).map((minute, i) => minute - minutes[i]!);
    // A page opens every whole minute: the first one at which the wait is over.
    for (const [i, wait] of waits.entries()) {
      const longest = Math.min(2 ** i, 720);
      expect(wait, `wait ${i + 1}`).toBeGreaterThanOrEqual(longest / 2);
      expect(wait, `wait ${i + 1}`).toBeLessThanOrEqual(longest);
    }
    expect(waits.length).toBeGreaterThanOrEqual(10);
    expect(world.distinctBytes()).toBe(1);
  });

  test('an attempt is booked before it is made, so that a page that dies sending does not hammer', async () => {
    const world = await worldDue();
    const sending = new Promise<void>((resolve) => {
      vi.stubGlobal('fetch', () => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    vi.setSystemTime(DUE - 30_000);
    const page = await world.visit();
    vi.setSystemTime(DUE);
    void page.desk.release(contextOf());
    await sending;

    const [row] = await page.store.outbox();
    expect(row!.attempts).toBe(1);
    expect(row!.nextAttemptAt - DUE).toBeGreaterThanOrEqual(30_000);
    expect(row!.nextAttemptAt - DUE).toBeLessThanOrEqual(60_000);
    expect((await page.desk.status(contextOf())).problems).toEqual([]);
  });

  test('end after 30 days: given up, marked, never sent again', async () => {
    const world = await worldDue();
    world.answer = network;
    await world.release(DUE);
    const before = world.sent.length;
    await world.release(DUE + GIVE_UP_MS + 1, contextOf({}, { epsilon: 1 }));
    world.answer = () => 201;
    await world.release(DUE + GIVE_UP_MS + DAY_MS);
    const { store } = await world.visit();

    const first = world.sent[0]!.bytes;
    expect(world.sent.filter(({ bytes }) => bytes === first)).toHaveLength(before);
    expect((await store.outbox()).find(({ period }) => period === PERIOD)).toMatchObject({
      givenUp: 'unreachable',
    });
  });

  test.each([400, 401, 403, 404, 410, 413, 422])(
    'there are none after %i: the receiver does not want it',
    async (status) => {
      const world = await worldDue();
      world.answer = () => status;
      expect(await world.release(DUE)).toMatchObject({ state: 'given-up', problems: ['receiver-refused'] });
      world.answer = () => 200;
      expect((await world.release(DUE + DAY_MS)).state).toBe('given-up');

      expect(world.sent).toHaveLength(1);
    },
  );

  test('go to the configured receiver only: bytes for another address stay', async () => {
    const world = await worldDue();
    world.answer = network;
    await world.release(DUE);
    await world.release(DUE + HOUR, contextOf({}, { receiver: 'https://other.example/' }));

    expect(world.sent.map(({ url }) => url)).toEqual(['https://receiver.example/v1/sites/demo/releases']);
  });

  async function attemptAt(world: World, at: number) {
    vi.setSystemTime(at - 30_000);
    const page = await world.visit();
    vi.setSystemTime(at);
    await page.desk.release(contextOf());
    page.guard.close();
    page.store.close();
  }
});

test('what was given up is told until a later release is acknowledged', async () => {
  const world = await worldDue();
  world.answer = network;
  await world.release(DUE);
  await world.setDue(day(40), PERIOD + 1);

  const gaveUp = await world.release(DUE + GIVE_UP_MS + 1);
  expect(gaveUp).toMatchObject({ state: 'waiting', problems: ['release-given-up'] });
  world.answer = () => 201;
  expect(await world.release(day(40))).toMatchObject({ state: 'sent', problems: [] });
});

test.each([202, 204, 206])('%i says nothing of a release stored, so it is sent again', async (status) => {
  const world = await worldDue();
  vi.stubGlobal('fetch', async () => new Response(status === 204 ? null : 'thanks', { status }));

  expect(await world.release(DUE)).toMatchObject({ state: 'sending', problems: ['receiver-unreachable'] });
});

describe('bookAttempt', () => {
  const row: OutboxEntry = {
    period: PERIOD,
    url: 'https://receiver.example/',
    bytes: new Uint8Array(128),
    createdAt: DUE,
    attempts: 3,
    nextAttemptAt: DUE + HOUR,
  };

  const draws: number[] = [];
  /** The draw that is `share` of the way through its range. */
  const at = (share: number) => (bound: number) => {
    draws.push(bound);
    return Math.floor(share * (bound - 1));
  };

  test.each([
    [0, 0, 30_000],
    [0, 1, 60_000],
    [3, 0.5, 6 * 60_000],
    [9, 1, 512 * 60_000],
    [10, 1, 12 * HOUR],
    [40, 0, 6 * HOUR],
  ])('after %i attempts a draw at %f of its range waits %i ms', (attempts, share, waitMs) => {
    const booked = bookAttempt({ ...row, attempts }, { mayLeave: true, now: DUE + HOUR, uniform: at(share) });

    expect(booked.nextAttemptAt - (DUE + HOUR)).toBe(waitMs);
  });

  test('draws once an attempt, and never while a row waits or may not leave', () => {
    const booked = bookAttempt(row, { mayLeave: true, now: DUE + HOUR, uniform: at(1) });
    draws.length = 0;

    expect(bookAttempt(booked, { mayLeave: true, now: booked.nextAttemptAt - 1, uniform: at(0) })).toBe(
      booked,
    );
    expect(bookAttempt(row, { mayLeave: false, now: DUE + HOUR, uniform: at(0) })).toBe(row);
    expect(draws).toEqual([]);
    bookAttempt(booked, { mayLeave: true, now: booked.nextAttemptAt, uniform: at(0) });
    expect(draws).toHaveLength(1);
  });

  test('books nothing when nothing can be drawn', () => {
    const uniform = () => {
      throw new Error('no randomness');
    };

    expect(() => bookAttempt(row, { mayLeave: true, now: DUE + HOUR, uniform })).toThrow('no randomness');
  });

  test('a clock set back does not make it wait for longer than any backoff', () => {
    expect(bookAttempt(row, { mayLeave: true, now: DUE + HOUR - 1 })).toBe(row);
    expect(bookAttempt(row, { mayLeave: true, now: DUE - 400 * DAY_MS }).attempts).toBe(4);
  });

  test('what may not leave is not booked, but ages', () => {
    expect(bookAttempt(row, { mayLeave: false, now: DUE + 2 * HOUR })).toBe(row);
    expect(bookAttempt(row, { mayLeave: false, now: DUE + GIVE_UP_MS + 1 }).givenUp).toBe('unreachable');
  });
});

test('over a real connection: one POST of 128 bytes, no cookie, no referrer, no header of ours', async () => {
  const { fetch } = globalThis;
  const received: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(chunks) });
      response.writeHead(201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world = await worldDue();
  vi.stubGlobal('fetch', fetch);
  const receiver = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  expect((await world.release(DUE, contextOf({}, { receiver }))).state).toBe('sent');
  server.closeAllConnections();
  server.close();

  expect(received).toHaveLength(1);
  const { method, url, headers, body } = received[0]!;
  expect([method, url, body.length]).toEqual(['POST', '/v1/sites/demo/releases', RELEASE_BYTES]);
  for (const name of ['cookie', 'referer', 'content-type', 'authorization', 'origin'])
    expect(headers).not.toHaveProperty(name);
});
