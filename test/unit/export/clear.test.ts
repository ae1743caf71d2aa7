import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { clearDevice, forgetDevice, storageReport } from '../../../src/export/clear.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { contextOf, day, endOf, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function worldWithRows() {
  const world = new World();
  await world.begin();
  await world.release(endOf(0));
  const { guard, store } = await world.visit();
  await store.append([{ kind: 'view', itemId: 'a', at: day(1) }], [{ id: 'a', name: 'A' }]);
  return { world, databases: { guard, store } };
}

const sum = (rows: Readonly<Record<string, number>>, prefix: string) =>
  Object.entries(rows).reduce((total, [name, count]) => total + (name.startsWith(prefix) ? count : 0), 0);

describe('clearDevice', () => {
  test('leaves zero rows but the guard, and shows both', async () => {
    const { databases } = await worldWithRows();
    expect(sum((await storageReport(databases)).rows, 'inkling/')).toBe(4);
    const { rows, guard } = await clearDevice(databases);

    expect(sum(rows, 'inkling/')).toBe(0);
    expect(rows).toMatchObject({ 'inkling-guard/choice': 1, 'inkling-guard/budget': 1 });
    expect(guard).toMatchObject({ choice: { record: true }, budget: { spends: [{ epsilonMilli: 2000 }] } });
  });

  test('opens the database anew only while something may be recorded or released', async () => {
    const { world, databases } = await worldWithRows();
    await clearDevice(databases);
    expect(await InklingStore.exists()).toBe(true);

    await world.consent(false, false);
    const { rows } = await clearDevice(databases);
    expect(await InklingStore.exists()).toBe(false);
    expect(sum(rows, 'inkling/')).toBe(0);
  });

  test("deletes Inkling's caches and nobody else's", async () => {
    const { databases } = await worldWithRows();
    const names = new Set(['inkling-models', 'inkling', 'shop-pictures']);
    vi.stubGlobal('caches', {
      keys: async () => [...names],
      delete: async (name: string) => names.delete(name),
    });
    await clearDevice(databases);

    expect([...names]).toEqual(['shop-pictures']);
  });

  test('a new ledger begins after it, and earlier spends stand', async () => {
    const { world, databases } = await worldWithRows();
    await clearDevice(databases);
    await world.release(endOf(28));

    expect((await databases.store.ledger()).map(({ seq }) => seq)).toEqual([0, 1]);
    expect((await databases.guard.budget())?.spends).toHaveLength(2);
  });
});

describe('forgetDevice', () => {
  test('leaves one guard row', async () => {
    const { databases } = await worldWithRows();
    const { rows, guard } = await forgetDevice(databases, 28);

    expect(sum(rows, 'inkling')).toBe(1);
    expect(guard).toEqual({ budget: { since: Date.now() + 28 * DAY_MS, highWater: Date.now(), spends: [] } });
    expect(await InklingStore.exists()).toBe(false);
  });

  test('blocks release until a full period has passed', async () => {
    const { world, databases } = await worldWithRows();
    const forgottenAt = Date.now();
    await forgetDevice(databases, 28);
    await world.consent();
    const sent = world.sent.length;
    for (let days = 0; days <= 28; days++) await world.release(forgottenAt + days * DAY_MS);
    expect(world.sent).toHaveLength(sent);

    await world.release(endOf(28 * 3));
    expect(world.sent).toHaveLength(sent + 1);
  });
});

test('consent toggled by a script a thousand times spends one release', async () => {
  const world = new World();
  await world.begin();
  vi.setSystemTime(endOf(0) - 30_000);
  const { guard, store, desk } = await world.visit();
  vi.setSystemTime(endOf(0));
  for (let turn = 0; turn < 1_000; turn++) {
    // Off deletes what was recorded, as the page does; on asks for a release at once.
    await world.consent(false, false, guard);
    await clearDevice({ guard, store });
    await world.consent(true, true, guard);
    await desk.release(contextOf());
  }

  expect(world.sent).toHaveLength(1);
  expect((await guard.budget())?.spends).toMatchObject([{ epsilonMilli: 2000, state: 'committed' }]);
}, 60_000);

test('whoever forgets everything each week for a year releases nothing in it', async () => {
  const world = new World();
  await world.begin();
  const page = await world.visit();
  for (let days = 0; days < 364; days += 7) {
    vi.setSystemTime(day(days));
    await forgetDevice(page, 28);
    await world.consent();
    for (const later of [1, 3, 6.9]) await world.release(day(days + later));
  }
  expect(world.sent).toHaveLength(0);

  // The barrier: left alone, the budget begins a period and a day after it was last forgotten.
  for (let days = 364; days < 364 + 84; days += 3) await world.release(day(days));
  expect(world.sent.length).toBeGreaterThan(0);
  expect(world.sent[0]!.at).toBeGreaterThanOrEqual(day(357 + 28 + 1));
});

test('a report creates nothing and shows no guard before any choice', async () => {
  const world = new World();
  const { guard, store } = await world.visit();
  const report = await storageReport({ guard, store });

  expect(sum(report.rows, '')).toBe(0);
  expect(report).not.toHaveProperty('guard');
  expect(await indexedDB.databases()).toEqual([]);
});

test('a report tells the usage where the browser does', async () => {
  const world = new World();
  const page = await world.visit();
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 4096 }) } });

  expect((await storageReport(page)).usageBytes).toBe(4096);
  expect((await page.desk.status(contextOf())).state).toBe('off');
});
