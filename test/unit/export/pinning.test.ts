import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Codebook, writeCodebook } from '../../../src/contract/codebook.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { releaseUntil } from './steps.ts';
import { CODEBOOK, contextOf, day, endOf, PERIOD, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The codebook that the shop goes over to, with the pin that its pages then bear. */
const NEXT: Codebook = {
  ...CODEBOOK,
  rows: CODEBOOK.rows.map(({ name, embedding }) => ({ name, embedding: embedding.map((step) => -step) })),
};
const nextHash = createHash('sha256').update(writeCodebook(NEXT)).digest();
const nextContext = () =>
  contextOf(
    { codebook: { codebook: NEXT, sha256: nextHash.toString('hex') } },
    { codebook: `sha256-${nextHash.toString('base64')}` },
  );
const codebooksSent = (world: World) =>
  world.sent.map(({ bytes }) => Buffer.from(parseRelease(Buffer.from(bytes, 'hex')).codebookHash));
const hashOf = (context: ReturnType<typeof contextOf>) =>
  Buffer.from(context.codebook!.sha256, 'hex').subarray(0, 16);

describe('a pin that changes within a period', () => {
  test('before the release: nothing is drawn from the new codebook before the edge, then it is', async () => {
    const world = new World();
    await world.begin(); // the period is begun with the first codebook
    vi.setSystemTime(day(10));
    const status = await world.release(endOf(0), nextContext());

    expect(status).toMatchObject({
      state: 'skipped',
      problems: ['codebook-changed'],
      budgetLeftMilli: 24_000,
    });
    expect(world.sent).toHaveLength(0);

    expect(await world.release(endOf(28), nextContext())).toMatchObject({ state: 'sent', problems: [] });
    expect(codebooksSent(world)).toEqual([hashOf(nextContext())]);
  });

  test('before it is due: the status says at once that the period is skipped', async () => {
    const world = new World();
    await world.begin();
    await world.setDue(endOf(0));
    vi.setSystemTime(day(2));

    expect((await (await world.visit()).desk.status(nextContext())).state).toBe('skipped');
    expect((await (await world.visit()).desk.status(contextOf())).state).toBe('waiting');
  });

  test('and changes back: the period draws from the codebook that it was begun with', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0), nextContext());
    expect((await world.release(endOf(0) + 1)).state).toBe('sent');

    expect(codebooksSent(world)).toEqual([hashOf(contextOf())]);
  });

  test('after the release: there is no second one', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    const status = await world.release(endOf(0) + 1, nextContext());

    expect(status.state).toBe('sent');
    expect(world.sent).toHaveLength(1);
  });

  test('while the bytes wait: they are sent as they were drawn', async () => {
    const world = new World();
    await world.begin();
    await world.setDue(day(20));
    world.answer = () => 503;
    await world.release(day(27));
    world.answer = () => 201;
    const status = await world.release(endOf(0), nextContext());

    expect(status).toMatchObject({ state: 'sent', problems: ['codebook-changed'] });
    expect(world.sent).toHaveLength(2);
    expect(world.distinctBytes()).toBe(1);
  });

  test('while a debit waits for its draw: it stays without one', async () => {
    const world = new World();
    await world.begin();
    await releaseUntil(world, 'appendOnce: before', endOf(0));
    await world.release(endOf(0) + 1, nextContext());
    const { guard, store } = await world.visit();

    expect((await guard.budget())!.spends).toMatchObject([{ period: PERIOD, state: 'reserved' }]);
    expect(await store.ledger()).toEqual([]);
    expect(world.sent).toHaveLength(0);
  });
});

test('a model that changes within a period changes nothing but what the ledger records', async () => {
  const world = new World();
  await world.begin();
  expect((await world.release(endOf(0), contextOf({ manifestSha256: 'e'.repeat(64) }))).state).toBe('sent');
  const { store } = await world.visit();

  expect((await store.ledger()).at(-1)!.release!.model).toBe('e'.repeat(64));
});

test('a pin that changes with every visit gets at most one release a period, of the codebook it began with', async () => {
  const world = new World();
  await world.begin();
  for (let visit = 0; visit < 40; visit++)
    await world.release(day(2 + visit * 2), visit % 2 === 0 ? nextContext() : contextOf());

  const periods = world.sent.map(({ bytes }) => parseRelease(Buffer.from(bytes, 'hex')).period);
  expect(periods.length).toBeGreaterThan(0);
  expect(new Set(periods).size).toBe(periods.length);
  expect(codebooksSent(world)[periods.indexOf(PERIOD)] ?? hashOf(contextOf())).toEqual(hashOf(contextOf()));
});
