import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Config } from '../../../src/contract/config.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { eraseRelease, readErasures } from '../../../src/export/erase_release.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { day, PERIOD, World } from './world.ts';

const DUE = day(2);
const NO_RELAY = {} as Config;

/** A browser whose release was answered so, and what asks for its erasure. */
async function released(status = 201) {
  const world = new World();
  await world.begin();
  await world.setDue(DUE);
  world.answer = () => status;
  await world.release(DUE);
  const store = new InklingStore();
  const [sent] = world.sent.splice(0);
  return {
    world,
    store,
    sent: sent!,
    erase: (period = PERIOD) => eraseRelease(store, period, NO_RELAY, () => DUE + 1),
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('erasing a release', () => {
  test('is one DELETE of its nonce, with as little beside it as a release has', async () => {
    const { world, sent, store, erase } = await released();
    world.answer = () => 204;
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      world.sent.push({ url, bytes: '', at: 0, init });
      return new Response(null, { status: 204 });
    });

    const erasure = await erase();

    const { nonce } = parseRelease(Buffer.from(sent.bytes, 'hex'));
    expect(world.sent.map(({ url }) => url)).toEqual([`${sent.url}/${Buffer.from(nonce).toString('hex')}`]);
    expect(world.sent[0]!.init).toMatchObject({
      ...{ method: 'DELETE', credentials: 'omit', referrerPolicy: 'no-referrer' },
      ...{ redirect: 'error', cache: 'no-store' },
    });
    expect(world.sent[0]!.init).not.toHaveProperty('body');
    expect(world.sent[0]!.init).not.toHaveProperty('headers');
    expect(erasure).toEqual({ state: 'erased', at: DUE + 1 });
    expect(await readErasures(store)).toEqual({ [PERIOD]: erasure });
  });

  test.each<[number | 'network', string]>([
    [204, 'erased'],
    [404, 'too-late'],
    [200, 'unreachable'], // whatever answers so is no receiver
    [403, 'unreachable'],
    [503, 'unreachable'],
    ['network', 'unreachable'],
  ])('is told as it is when the answer is %s', async (answer, state) => {
    const { erase, store } = await released();
    vi.stubGlobal('fetch', async () => {
      if (answer === 'network') throw new TypeError('network');
      return new Response(null, { status: answer });
    });

    expect(await erase()).toMatchObject({ state });
    expect(await readErasures(store)).toMatchObject({ [PERIOD]: { state } });
  });

  test('is kept as asked before anything leaves, so that a page may die meanwhile', async () => {
    const { erase, store } = await released();
    const seen: unknown[] = [];
    vi.stubGlobal('fetch', async () => {
      seen.push(await readErasures(store));
      return new Response(null, { status: 204 });
    });

    await erase();

    expect(seen).toEqual([{ [PERIOD]: { state: 'asked', at: DUE + 1 } }]);
  });

  test('asks nothing of a release that is still on its way, or of a period that has none', async () => {
    const { erase, world } = await released(503);
    world.sent.length = 0;

    expect(await erase()).toBeUndefined();
    expect(await erase(PERIOD + 1)).toBeUndefined();
    expect(world.sent).toEqual([]);
  });

  test('never asks directly for what went through a relay', async () => {
    const { world, store } = await released();
    await store.connection.read(undefined, async (db) => {
      const row = (await db.getAllFromIndex('ledger', 'period'))[0]!;
      await db.put('ledger', { ...row, release: { ...row.release!, relay: 'https://relay.example/' } });
    });
    world.answer = () => 204;

    expect(await eraseRelease(store, PERIOD, NO_RELAY, () => DUE)).toMatchObject({ state: 'unreachable' });
    expect(world.sent).toEqual([]);
  });

  test('writes nothing into a database that was cleared while it was asked', async () => {
    const { erase, store } = await released();
    vi.stubGlobal('fetch', async () => {
      await InklingStore.destroy();
      return new Response(null, { status: 204 });
    });

    expect(await erase()).toMatchObject({ state: 'erased' });
    await (await InklingStore.open()).append([]);
    expect(await readErasures(store)).toEqual({});
  });
});
