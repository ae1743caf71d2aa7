import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LedgerEntry } from '../../../src/contract/records.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { type ComposedRelease, ReleaseStore } from '../../../src/store/release_store.ts';

const entry = (seq: number, period?: number): LedgerEntry =>
  ({
    seq,
    at: 1,
    previous: '',
    hash: '',
    ...(period === undefined ? {} : { release: { period } }),
  }) as LedgerEntry;
const composed = (seq: number, period: number): ComposedRelease => ({
  entries: seq === 1 ? [entry(0), entry(1, period)] : [entry(seq, period)],
  outgoing: {
    period,
    url: 'https://receiver.example/',
    bytes: new Uint8Array(128).fill(seq),
    createdAt: 1,
    attempts: 0,
    nextAttemptAt: 1,
  },
});

let store: InklingStore;
let releases: ReleaseStore;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  store = new InklingStore();
  releases = new ReleaseStore(store);
});
afterEach(() => vi.restoreAllMocks());

describe('appendOnce', () => {
  test('writes ledger and outbox, handing over the last row', async () => {
    const lasts: (number | undefined)[] = [];
    for (const [seq, period] of [[1, 700] as const, [2, 701] as const])
      await releases.appendOnce(period, (last) => {
        lasts.push(last?.seq);
        return composed(seq, period);
      });

    expect(lasts).toEqual([undefined, 1]);
    expect((await releases.ledger()).map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect((await releases.outbox()).map(({ period }) => period)).toEqual([700, 701]);
  });

  test('composes nothing for a period that has a row, even when two tabs try at once', async () => {
    const compose = vi.fn(() => composed(1, 700));
    const other = new ReleaseStore(new InklingStore());
    const outcomes = await Promise.all([
      releases.appendOnce(700, compose),
      other.appendOnce(700, compose),
      releases.appendOnce(700, compose),
    ]);

    expect(outcomes.filter((written) => written !== undefined)).toHaveLength(1);
    expect(compose).toHaveBeenCalledTimes(1);
    expect(await releases.outbox()).toHaveLength(1);
  });

  test('says what was written, and whether anything else waited', async () => {
    const first = await releases.appendOnce(700, () => composed(1, 700));
    const second = await releases.appendOnce(701, () => composed(2, 701));

    expect(first).toMatchObject({ outgoing: composed(1, 700).outgoing, isAlone: true });
    expect(second).toMatchObject({ outgoing: composed(2, 701).outgoing, isAlone: false });
    expect([first!.isThere(), second!.isThere()]).toEqual([true, true]);
    expect(await releases.outbox()).toEqual([first!.outgoing, second!.outgoing]);
  });

  test('no longer knows it to be there once another tab has cleared, even if the database is back', async () => {
    const written = await releases.appendOnce(700, () => composed(1, 700));
    await InklingStore.destroy();
    expect(written!.isThere()).toBe(false);

    await releases.appendOnce(701, () => composed(1, 701));
    expect(written!.isThere()).toBe(false);
  });

  test('nor once its own connection was closed', async () => {
    const written = await releases.appendOnce(700, () => composed(1, 700));
    store.close();

    expect(written!.isThere()).toBe(false);
  });

  test('writes neither when composing throws, and the error comes through', async () => {
    await expect(
      releases.appendOnce(700, () => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);

    expect(await releases.ledger()).toEqual([]);
    expect(await releases.outbox()).toEqual([]);
  });

  test('writes neither when the outbox refuses', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    // Period 701 in the ledger, but 700 in the outbox, where it is already.
    const clashing = { ...composed(2, 701), outgoing: composed(2, 700).outgoing };
    await expect(releases.appendOnce(701, () => clashing)).rejects.toMatchObject({ name: 'InklingError' });

    expect((await releases.ledger()).map(({ seq }) => seq)).toEqual([0, 1]);
    expect((await releases.outbox())[0]?.bytes[0]).toBe(1);
  });

  test.each([1, 2, 3])(
    'composes once, though the browser aborts the transaction at row %i',
    async (fatal) => {
      const compose = vi.fn(() => composed(1, 700));
      const { add } = IDBObjectStore.prototype;
      let row = 0;
      vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value) {
        const request = add.call(this, value);
        if (++row === fatal) this.transaction.abort();
        return request;
      });
      await expect(releases.appendOnce(700, compose)).rejects.toMatchObject({ code: 'store-unavailable' });

      expect(compose).toHaveBeenCalledTimes(1);
      expect(await releases.ledger()).toEqual([]);
      expect(await releases.outbox()).toEqual([]);
    },
  );

  test.each([1, 2, 3])('writes nothing, when row %i cannot even be asked for', async (fatal) => {
    const { add } = IDBObjectStore.prototype;
    let row = 0;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value) {
      if (++row === fatal) throw new DOMException('no room', 'QuotaExceededError');
      return add.call(this, value);
    });
    await expect(releases.appendOnce(700, () => composed(1, 700))).rejects.toMatchObject({
      code: 'store-full',
    });

    expect(await releases.ledger()).toEqual([]);
    expect(await releases.outbox()).toEqual([]);
  });

  test('the ledger itself refuses a second row for a period', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    await expect(releases.appendOnce(701, () => ({ ...composed(2, 700) }))).rejects.toThrow();

    expect(await releases.ledger()).toHaveLength(2);
  });

  test('is one strict transaction over both stores', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await releases.appendOnce(700, () => composed(1, 700));

    expect(transaction.mock.calls.filter(([, mode]) => mode !== 'versionchange')).toEqual([
      [['ledger', 'outbox'], 'readwrite', { durability: 'strict' }],
    ]);
  });
});

test('knows the periods that it has', async () => {
  expect(await releases.has(700)).toBe(false);
  await releases.appendOnce(700, () => composed(1, 700));

  expect(await releases.has(700)).toBe(true);
  expect(await releases.has(701)).toBe(false);
});

describe('updateOutgoing', () => {
  test('changes an entry', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    const changed = await releases.updateOutgoing(700, (row) => ({ ...row, attempts: 1 }));

    expect(changed?.attempts).toBe(1);
    expect(await releases.outbox()).toEqual([changed]);
  });

  test('writes nothing when the change throws, and the error comes through', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    const change = () => {
      throw new RangeError('no');
    };

    await expect(releases.updateOutgoing(700, change)).rejects.toThrow(RangeError);
    expect(await releases.outbox()).toMatchObject([{ attempts: 0 }]);
  });

  test('does not bring back what was cleared, nor the database', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    await InklingStore.destroy();
    const change = vi.fn((row) => row);

    expect(await releases.updateOutgoing(700, change)).toBeUndefined();
    expect(change).not.toHaveBeenCalled();
    expect(await InklingStore.exists()).toBe(false);
  });
});

describe('remove', () => {
  test('deletes an entry, and passes over one that is gone', async () => {
    await releases.appendOnce(700, () => composed(1, 700));
    await releases.remove(700);
    await releases.remove(700);

    expect(await releases.outbox()).toEqual([]);
    expect(await releases.ledger()).toHaveLength(2);
  });

  test('does not create the database', async () => {
    await releases.remove(700);

    expect(await InklingStore.exists()).toBe(false);
  });
});
