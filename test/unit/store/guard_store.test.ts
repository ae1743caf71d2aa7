import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Budget, Choice } from '../../../src/contract/records.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';

const CHOICE: Choice = { record: true, release: true, at: 5, by: 'shopper', gpc: false };
const BUDGET: Budget = { since: 5, highWater: 5, spends: [] };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

test('opening and reading create nothing before the first choice', async () => {
  const guard = await GuardStore.open();

  expect(await guard.choice()).toBeUndefined();
  expect(await guard.budget()).toBeUndefined();
  expect(await guard.rows()).toBe(0);
  expect(await GuardStore.exists()).toBe(false);
  expect(await indexedDB.databases()).toEqual([]);
});

test('keeps the choice, for other tabs too', async () => {
  const [mine, other] = [await GuardStore.open(), await GuardStore.open()];
  expect(await other.choice()).toBeUndefined();
  await mine.setChoice(CHOICE);
  await mine.setChoice({ ...CHOICE, release: false });

  expect(await other.choice()).toEqual({ ...CHOICE, release: false });
  expect(await other.rows()).toBe(1);
  expect(await GuardStore.exists()).toBe(true);
});

describe('updateBudget', () => {
  test('two tabs at once never read the same budget', async () => {
    const tabs = await Promise.all(Array.from({ length: 8 }, () => GuardStore.open()));
    await Promise.all(
      tabs.map((guard) => guard.updateBudget((before) => ({ ...BUDGET, since: (before?.since ?? 0) + 1 }))),
    );

    expect((await tabs[0]!.budget())?.since).toBe(8);
  });

  test('writes nothing when the same budget comes back', async () => {
    const guard = await GuardStore.open();
    await guard.updateBudget(() => BUDGET);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    await guard.updateBudget((before) => before);

    expect(put).not.toHaveBeenCalled();
    expect(await guard.budget()).toEqual(BUDGET);
  });

  test('writes nothing when the change throws, and the error comes through', async () => {
    const guard = await GuardStore.open();
    await guard.updateBudget(() => BUDGET);

    await expect(
      guard.updateBudget(() => {
        throw new RangeError('no');
      }),
    ).rejects.toThrow(RangeError);
    expect(await guard.budget()).toEqual(BUDGET);
  });
});

describe('updateAllowed', () => {
  test('is updateBudget where the choice is for release', async () => {
    const guard = await GuardStore.open();
    await guard.setChoice(CHOICE);
    await guard.updateBudget(() => BUDGET);
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const after = await guard.updateAllowed((before) => ({ ...before!, since: 7 }));

    expect(after).toEqual({ ...BUDGET, since: 7 });
    expect(transaction.mock.calls).toEqual([[['choice', 'budget'], 'readwrite', { durability: 'strict' }]]);
    expect(await guard.standing()).toEqual({ choice: CHOICE, budget: { ...BUDGET, since: 7 } });
  });

  test.each<[string, Choice | undefined]>([
    ['against release', { ...CHOICE, release: false }],
    ['not made', undefined],
  ])('asks for no change where the choice is %s', async (_name, choice) => {
    const guard = await GuardStore.open();
    if (choice) await guard.setChoice(choice);
    await guard.updateBudget(() => BUDGET);
    const change = vi.fn(() => ({ ...BUDGET, since: 7 }));

    expect(await guard.updateAllowed(change)).toBeUndefined();
    expect(change).not.toHaveBeenCalled();
    expect(await guard.budget()).toEqual(BUDGET);
  });

  test('creates no guard', async () => {
    expect(await (await GuardStore.open()).updateAllowed(() => BUDGET)).toBeUndefined();
    expect(await GuardStore.exists()).toBe(false);
  });
});

test('every write is strict: a debit must be on disk before anything is drawn', async () => {
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const guard = await GuardStore.open();
  await guard.setChoice(CHOICE);
  await guard.updateBudget(() => BUDGET);
  await guard.startOver(BUDGET);

  const writes = transaction.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writes).toHaveLength(3);
  for (const [, , options] of writes) expect(options).toEqual({ durability: 'strict' });
});

describe('standing', () => {
  test('is choice and budget, of one transaction', async () => {
    const guard = await GuardStore.open();
    await guard.setChoice(CHOICE);
    await guard.updateBudget(() => BUDGET);
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');

    expect(await guard.standing()).toEqual({ choice: CHOICE, budget: BUDGET });
    expect(transaction).toHaveBeenCalledTimes(1);
  });

  test('is empty without a guard, and creates none', async () => {
    expect(await (await GuardStore.open()).standing()).toEqual({ choice: undefined, budget: undefined });
    expect(await GuardStore.exists()).toBe(false);
  });
});

describe('a damaged guard', () => {
  beforeEach(async () => {
    (await openDB('inkling-guard', 99)).close();
  });

  test('is not rebuilt, because that would be a new budget', async () => {
    const guard = await GuardStore.open();

    for (const attempt of [
      () => guard.choice(),
      () => guard.budget(),
      () => guard.standing(),
      () => guard.setChoice(CHOICE),
      () => guard.updateBudget(() => BUDGET),
      () => guard.updateAllowed(() => BUDGET),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'store-blocked' });
    expect((await indexedDB.databases())[0]?.version).toBe(99);
  });

  test('is replaced when the shopper forgets everything', async () => {
    const guard = await GuardStore.open();
    await guard.startOver(BUDGET);

    expect(await guard.budget()).toEqual(BUDGET);
    expect(await guard.rows()).toBe(1);
  });
});

test('starting over leaves one row, and no choice', async () => {
  const guard = await GuardStore.open();
  await guard.setChoice(CHOICE);
  await guard.updateBudget(() => BUDGET);
  await guard.startOver({ ...BUDGET, since: 9 });

  expect(await guard.choice()).toBeUndefined();
  expect(await guard.budget()).toEqual({ ...BUDGET, since: 9 });
  expect(await guard.rows()).toBe(1);
});
