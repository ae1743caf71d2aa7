import { afterEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { CODEBOOK, contextOf, endOf, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('nothing is sent or reserved', () => {
  const cases: [string, Parameters<typeof contextOf>, string[]][] = [
    ['the page does not allow it', [{ allowed: false }], []],
    ['there is no receiver', [{}, { receiver: undefined }], ['no-receiver']],
    ['no codebook is pinned', [{}, { codebook: undefined }], ['no-codebook-pin']],
    [
      'the codebook is not the pinned one',
      [{ codebook: { codebook: CODEBOOK, sha256: 'e'.repeat(64) } }],
      ['codebook-mismatch'],
    ],
    ['no codebook could be loaded', [{ codebook: undefined as never }], []],
  ];
  test.each(cases)('when %s', async (_name, given, problems) => {
    const world = new World();
    await world.begin();
    const status = await world.release(endOf(0), contextOf(...given));

    expect(status).toMatchObject({ state: 'off', problems, budgetLeftMilli: 24_000 });
    expect(world.sent).toHaveLength(0);
    expect((await (await GuardStore.open()).budget())?.spends).toEqual([]);
    // The barrier: it could have been.
    expect((await world.release(endOf(0))).state).toBe('sent');
  });

  test('when the guard knows no choice in favour, whatever the page says', async () => {
    const world = new World();
    await world.begin();
    await world.consent(false);

    expect((await world.release(endOf(0))).state).toBe('off');
    expect(world.sent).toHaveLength(0);
  });

  test('before any choice; then not even a database is made', async () => {
    const world = new World();
    expect((await world.release(endOf(0))).state).toBe('off');
    expect((await world.release(endOf(0), contextOf({ allowed: false }))).state).toBe('off');

    expect(await indexedDB.databases()).toEqual([]);
  });

  test('when the choice is withdrawn while the profile is computed', async () => {
    const world = new World();
    await world.begin();
    const status = await world.release(endOf(0), contextOf({ profile: () => withdraw(world) }));

    expect(status.state).toBe('off');
    expect(world.sent).toHaveLength(0);
    expect(await InklingStore.exists()).toBe(false);
    expect((await (await GuardStore.open()).budget())?.spends).toEqual([]);
  });

  test('when the release was drawn but consent is withdrawn before the receiver can be reached', async () => {
    const world = new World();
    await world.begin();
    world.answer = () => 503;
    await world.release(endOf(0));
    await world.consent(false);
    await world.release(endOf(0) + DAY_MS, contextOf({ allowed: false }));
    await world.release(endOf(0) + DAY_MS);

    expect(world.sent).toHaveLength(1);
  });

  test('without a cryptographic source of randomness, and the status says so', async () => {
    const world = new World();
    await world.begin();
    vi.resetModules();
    vi.stubGlobal('crypto', undefined);
    const { ReleaseDesk } = await import('../../../src/export/release_desk.ts');
    const { guard, store } = await world.visit();
    vi.setSystemTime(endOf(0));

    expect(await new ReleaseDesk({ guard, store }).release(contextOf())).toMatchObject({
      state: 'off',
      problems: ['no-randomness'],
    });
    expect(world.sent).toHaveLength(0);
  });

  test('while storage cannot be used, and the status says so', async () => {
    const world = new World();
    await world.begin();
    vi.stubGlobal('indexedDB', undefined);

    expect(await world.release(endOf(0))).toMatchObject({ state: 'off', problems: ['store-unavailable'] });
    expect(world.sent).toHaveLength(0);
  });
});

async function withdraw(world: World): Promise<undefined> {
  await world.consent(false);
  return undefined;
}
