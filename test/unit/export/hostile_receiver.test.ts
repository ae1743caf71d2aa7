import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { GIVE_UP_MS } from '../../../src/contract/transport.ts';
import { type HostileReceiver, MISBEHAVIOURS, startHostileReceiver } from '../../support/hostile_receiver.ts';
import { contextOf, day, endOf, PERIOD, World } from './world.ts';

// A receiver that misbehaves, seen from its own end: what it can get out of a browser by it.

const DUE = day(2);
const PATH = '/v1/sites/demo/releases';
const realFetch = globalThis.fetch;

let receiver: HostileReceiver;
let world: World;
beforeEach(async () => {
  receiver = await startHostileReceiver();
  world = new World();
  vi.stubGlobal('fetch', realFetch);
  await world.begin();
  await world.setDue(DUE);
});
afterEach(async () => {
  await receiver.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const context = () => contextOf({}, { receiver: receiver.url });
const bodies = () => receiver.requests.map(({ body }) => body);
async function onDevice() {
  const { store } = await world.visit();
  const ledger = (await store.ledger()).flatMap(({ release }) => release ?? []);
  return { ledger, outbox: await store.outbox() };
}

test('that answers 500 for a month gets the same bytes, as often as was booked, and then no more of them', async () => {
  // A visit every three hours: over and over there is a page that could send.
  for (let at = DUE; at <= DUE + GIVE_UP_MS; at += DAY_MS / 8) await world.release(at, context());
  const { ledger, outbox } = await onDevice();
  const first = outbox.find(({ period }) => period === PERIOD)!;
  const ofFirst = () => bodies().filter((body) => body === ledger[0]!.bytes);

  expect(receiver.requests.every(({ method, path }) => method === 'POST' && path === PATH)).toBe(true);
  expect(new Set(bodies())).toEqual(new Set(ledger.map(({ bytes }) => bytes))); // nothing but rows of the ledger
  expect(ofFirst()).toHaveLength(first.attempts);
  // Waits are at least half of 1, 2, 4 ... minutes up to 12 hours: 10 attempts to get there, then 4 a day.
  expect(first.attempts).toBeLessThanOrEqual(10 + 4 * 30);
  expect(first.attempts).toBeGreaterThan(30); // it was tried all month

  const status = await world.release(DUE + GIVE_UP_MS + DAY_MS, context());
  expect(status.problems).toContain('release-given-up');
  const before = ofFirst().length;
  receiver.behave = (answer) => answer.writeHead(201).end();
  for (let days = 2; days < 20; days++) await world.release(DUE + GIVE_UP_MS + days * DAY_MS, context());
  await world.release(endOf(28), context()); // the end of the next period: whenever it is due, it is by now
  expect(ofFirst()).toHaveLength(before);
  expect(bodies().length).toBeGreaterThan(before); // barrier: the next period's release does go
});

test.each(Object.keys(MISBEHAVIOURS))('that %s gets one booked attempt, and no more by it', async (how) => {
  receiver.behave = MISBEHAVIOURS[how]!;
  const before = (await (await world.visit()).guard.choice())!;

  const status = await world.release(DUE, context());

  expect(status).toMatchObject({ state: 'sending', problems: ['receiver-unreachable'] });
  const { ledger, outbox } = await onDevice();
  expect(receiver.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['POST', PATH, ledger[0]!.bytes],
  ]);
  expect(receiver.requests[0]!.headers).not.toHaveProperty('cookie');
  expect(outbox).toMatchObject([{ attempts: 1, isUnanswered: true }]);
  expect(await (await world.visit()).guard.choice()).toEqual(before);
  // Barrier: answered well, the same bytes are done with.
  receiver.behave = (answer) => answer.writeHead(201).end();
  expect((await world.release(DUE + DAY_MS, context())).state).toBe('sent');
  expect(bodies()).toEqual([ledger[0]!.bytes, ledger[0]!.bytes]);
});

test('that never answers is given up on after a while, and asked again later', async () => {
  const limit = new AbortController();
  const limits = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
  receiver.behave = () => limit.abort(new DOMException('too long', 'TimeoutError')); // no answer; the time is up

  expect(await world.release(DUE, context())).toMatchObject({
    state: 'sending',
    problems: ['receiver-unreachable'],
  });
  expect(limits).toHaveBeenCalledWith(30_000);
  expect(receiver.requests).toHaveLength(1);
});
