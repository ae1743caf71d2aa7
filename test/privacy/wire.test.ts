import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseRelease, RELEASE_BYTES } from '../../src/contract/release.ts';
import { type ReceiverUnderTest, startReceiver } from '../support/receiver.ts';
import { CODEBOOK, contextOf, day, PERIOD, World } from '../unit/export/world.ts';
import { writeModel } from '../unit/receiver/world.ts';

// Every byte that a browser sends in a scripted year, as it arrives at a real receiver's socket.

const PERIOD_DAYS = 28;
const realFetch = globalThis.fetch;
const PATH = '/v1/sites/demo/releases';

let models: string;
let receiver: ReceiverUnderTest;
beforeEach(async () => {
  models = await mkdtemp(join(tmpdir(), 'inkling-models-'));
  await writeModel(models, 'demo', CODEBOOK);
});
afterEach(async () => {
  await receiver.close();
  await rm(models, { recursive: true });
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('in a year of visits every byte that leaves is a row of the ledger: twelve releases, the thirteenth skipped', async () => {
  const world = new World();
  // Its clock is the world's: a period that is not the current one would be refused.
  receiver = await startReceiver({ modelsDir: models, now: Date.now, acceptAnyPeriod: false });
  vi.stubGlobal('fetch', realFetch);
  const context = contextOf({}, { receiver: receiver.url });
  await world.begin();

  const states = new Map<number, string>();
  // A visit every fourth day, and one as the period ends, by which its release is due whatever was drawn.
  const visits = (period: number) =>
    [0.5, 4, 8, 12, 16, 20, 24, 27.99].map((at) => day(period * PERIOD_DAYS + at));
  for (let period = 0; period < 13; period++)
    for (const at of visits(period)) states.set(PERIOD + period, (await world.release(at, context)).state);

  expect([...states.values()]).toEqual([...Array.from({ length: 12 }, () => 'sent'), 'spent']);
  const ledgerBytes = async () =>
    (await (await world.visit()).store.ledger()).flatMap(({ release }) => release?.bytes ?? []);
  const arrived = () => receiver.requests.map(({ body }) => body.toString('hex'));
  expect(arrived()).toHaveLength(12);
  expect(arrived()).toEqual(await ledgerBytes());
  expect(receiver.requests.map(({ body }) => parseRelease(body).period)).toEqual(
    Array.from({ length: 12 }, (_, i) => PERIOD + i),
  );

  // Besides the body, all twelve requests are one: method, path, and every header with its value.
  const frames = receiver.requests.map(({ method, path, headers }) =>
    JSON.stringify({ method, path, headers }),
  );
  expect(new Set(frames).size).toBe(1);
  expect(receiver.requests[0]).toMatchObject({ method: 'POST', path: PATH });
  expect(new Set(receiver.requests.map(({ body }) => body.length))).toEqual(new Set([RELEASE_BYTES]));

  // Barrier: what held the thirteenth back was the budget. Two periods later the first debit is a year old,
  // whenever in its period it was booked; one later only if that was not in its last day.
  for (const at of visits(14)) await world.release(at, context);
  expect(arrived()).toHaveLength(13);
  expect(arrived()).toEqual(await ledgerBytes());
  const stored = (await receiver.releases()).map(({ period, nonce }) => [
    period,
    Buffer.from(nonce).toString('hex'),
  ]);
  const sent = receiver.requests.map(({ body }) => {
    const { period, nonce } = parseRelease(body);
    return [period, Buffer.from(nonce).toString('hex')];
  });
  expect(stored.sort()).toEqual(sent.sort());
});
