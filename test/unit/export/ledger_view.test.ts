import { afterEach, describe, expect, test, vi } from 'vitest';
import { ledgerView } from '../../../src/export/ledger_view.ts';
import { releasedCohort } from '../../../src/export/released_cohort.ts';
import { CODEBOOK, contextOf, day, endOf, PERIOD, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('ledgerView', () => {
  test('shows what left, what waits, the budget and the names of the rows', async () => {
    const world = new World();
    await world.begin();
    world.answer = () => 503;
    const status = await world.release(endOf(0));
    const view = await ledgerView(await world.visit(), status, CODEBOOK, 'zh-CN');

    expect(view).toMatchObject({ intact: true, pending: [PERIOD], givenUp: [], status });
    expect(view.entries).toHaveLength(2);
    expect(view.rowNames[3]).toBe('第 3 行');
    expect(view.budget?.spends).toHaveLength(1);
  });

  test('says when a row was edited, and what was given up', async () => {
    const world = new World();
    await world.begin();
    world.answer = () => 410;
    const status = await world.release(endOf(0));
    const page = await world.visit();
    await page.store.connection.write(async (db) => {
      const entry = (await db.get('ledger', 1))!;
      await db.put('ledger', { ...entry, at: entry.at + 1 });
    });

    expect(await ledgerView(page, status, undefined, 'en')).toMatchObject({
      intact: false,
      pending: [],
      givenUp: [PERIOD],
      rowNames: [],
    });
  });

  test('holds the rows against the budget', async () => {
    const world = new World();
    await world.begin();
    const status = await world.release(endOf(0));
    const page = await world.visit();
    const findings = async () => (await ledgerView(page, status, CODEBOOK, 'en')).findings;

    expect(await findings()).toEqual([]);
    await page.guard.updateBudget((budget) => ({ ...budget!, spends: [] }));
    expect(await findings()).toEqual([{ row: 1, kind: 'no-debit' }]);
  });

  test('names the relay and the SHA-256 of the pinned key, as `inkling ohttp-keys` does', async () => {
    const world = new World();
    const page = await world.visit();
    const relay = 'https://relay.example/ohttp';
    const bytes = Uint8Array.from({ length: 41 }, (_, i) => 255 - i);
    const base64 = Buffer.from(bytes).toString('base64');
    const relayKey = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''); // holds "-" and "_"
    const view = async (options: object) => {
      const { config } = contextOf({}, options);
      return ledgerView(page, await page.desk.status(contextOf()), CODEBOOK, 'en', config);
    };

    expect((await view({ relay, relayKey })).relay).toEqual({
      url: relay,
      keySha256: '4552b8eec4e15f10bb3d86aec107831614dda109580a216d79ebc6afb2d9cf1d', // of these 41 bytes, by sha256sum
    });
    expect(await view({ relay, relayKey: '§' })).not.toHaveProperty('relay');
    expect(await view({ relayKey })).not.toHaveProperty('relay');
    expect(await view({ relay })).not.toHaveProperty('relay');
    expect(await view({})).not.toHaveProperty('relay');
  });

  test('goes by the time of the debit, so that a clock set back looks like no damage', async () => {
    const world = new World();
    await world.begin();
    const { guard } = await world.visit();
    await guard.updateBudget((budget) => ({
      ...budget!,
      highWater: day(20),
      due: { ...budget!.due!, at: day(19) },
    }));
    const status = await world.release(day(10));
    await world.release(endOf(28));
    const view = await ledgerView(await world.visit(), status, CODEBOOK, 'en', contextOf().config);

    expect(status.state).toBe('sent');
    expect(view.entries.map(({ at }) => at)).toEqual([day(20), day(20), endOf(28)]);
    expect(view.findings).toEqual([]);
  });

  test.each([
    ['de-AT', 'Row 3'],
    ['en-GB', 'Row 3'],
    ['zh-CN', '第 3 行'],
  ])('names rows in %s as far as the codebook can', async (language, name) => {
    const world = new World();
    const page = await world.visit();
    const view = await ledgerView(page, await page.desk.status(contextOf()), CODEBOOK, language);

    expect(view.rowNames[3]).toBe(name);
    expect(view).not.toHaveProperty('budget');
  });
});

describe('releasedCohort', () => {
  test('is the row that was drawn last, as it stands in the bytes', async () => {
    const world = new World();
    await world.begin();
    expect(await releasedCohort(await world.visit())).toBeUndefined();
    await world.release(endOf(0));
    await world.release(endOf(28));

    const cohort = await releasedCohort(await world.visit());
    expect(cohort).toMatchObject({ K: 16, period: PERIOD + 1 });
    expect(cohort?.embedding).toEqual(CODEBOOK.rows[cohort!.row]!.embedding);
  });

  test('does not tell a row that a clear could still have drawn again', async () => {
    const world = new World();
    await world.begin();
    await world.release(endOf(0));
    const page = await world.visit();
    await page.guard.updateBudget((budget) => ({
      ...budget!,
      spends: budget!.spends.map((spend) => ({ ...spend, state: 'reserved' as const })),
    }));

    expect(await releasedCohort(page)).toBeUndefined();
  });
});
