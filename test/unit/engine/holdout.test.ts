import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { HoldOut } from '../../../src/engine/holdout.ts';
import { CoinStore } from '../../../src/store/coin_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('one coin a browser: whatever is tossed later, in this tab or another, the first one counts', async () => {
  const store = await InklingStore.open();
  const other = new HoldOut(0.1, new CoinStore(await InklingStore.open()), () => 999);
  const mine = new HoldOut(0.1, new CoinStore(store), () => 99);

  expect(await mine.view()).toEqual({ share: 0.1, isHeldOut: true });
  expect(await other.view()).toEqual({ share: 0.1, isHeldOut: true });
});

test('a share that grows keeps everybody who was held out, and takes in more', async () => {
  const store = await InklingStore.open();
  const held = async (share: number) =>
    (await new HoldOut(share, new CoinStore(store), () => 250).view())?.isHeldOut;

  expect([await held(0.2), await held(0.25), await held(0.3), await held(0.2)]).toEqual([
    false,
    false,
    true,
    false,
  ]);
});

test('creates no database, and tosses anew after a clear', async () => {
  const tosses = [100, 900, 900];
  const store = new InklingStore();
  const holdout = new HoldOut(0.5, new CoinStore(store), () => tosses.shift()!);

  expect(await holdout.view()).toBeUndefined();
  expect(await indexedDB.databases()).toEqual([]);

  tosses.unshift(100);
  (await InklingStore.open()).close();
  expect(await holdout.view()).toEqual({ share: 0.5, isHeldOut: true });
  store.close();
  await InklingStore.destroy();
  (await InklingStore.open()).close();
  expect(await holdout.view()).toEqual({ share: 0.5, isHeldOut: false });
});

test('without an experiment nothing is tossed or kept', async () => {
  const store = await InklingStore.open();
  const holdout = new HoldOut(0, new CoinStore(store), () => {
    throw new Error('tossed');
  });

  expect(await holdout.view()).toBeUndefined();
  expect((await store.rowCounts())['inkling/settings']).toBe(0);
});

test('the coin is fair: a tenth of 20,000 browsers is held out, within 6 standard deviations', async () => {
  // Binomial(20000, 0.1): mean 2000, standard deviation 42.4; outside of 6 of them once in 5e8 runs.
  let kept: unknown;
  let heldOut = 0;
  for (let browser = 0; browser < 20_000; browser++) {
    kept = undefined;
    const store = { losses: 0, keep: async (tossed: number) => (kept ??= tossed) };
    if ((await new HoldOut(0.1, store).view())?.isHeldOut) heldOut++;
  }

  expect(Math.abs(heldOut - 2_000)).toBeLessThan(6 * 42.5);
});
