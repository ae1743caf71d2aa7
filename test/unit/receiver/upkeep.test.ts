import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { Periods } from '../../../src/receiver/periods.ts';
import { RateLimit } from '../../../src/receiver/rate_limit.ts';
import { rollUpOld } from '../../../src/receiver/retention.ts';
import { runQuarantine, runRetention } from '../../../src/receiver/run_upkeep.ts';
import { SqliteStorage } from '../../../src/receiver/sqlite.ts';
import type { StoredRelease } from '../../../src/receiver/storage.ts';
import { Surges } from '../../../src/receiver/surges.ts';
import { readReleases } from '../../support/receiver.ts';
import { NOW, PATH, PERIOD, post, SITE, World } from './world.ts';

const TODAY = Math.floor(NOW / DAY_MS);

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

/** Fills the days before today, `perDay` releases of the current codebook each. */
async function past(days: number, perDay: number): Promise<void> {
  await (await world.receiver()).close();
  const storage = await SqliteStorage.open(world.database);
  for (let ago = 1; ago <= days; ago++)
    await storage.append(Array.from({ length: perDay }, () => stored({ day: TODAY - ago })));
  await storage.close();
}

const stored = (more: Partial<StoredRelease> = {}): StoredRelease => ({
  ...{ site: SITE, codebook: world.sha256, row: 1, period: PERIOD, day: TODAY, nonce: world.nonce() },
  ...more,
});
const batch = (count: number) => post(...Array.from({ length: count }, (_, i) => world.release(i % 16)));

describe('a surge', () => {
  test('is kept beyond the limit, acknowledged, shown, and not counted', async () => {
    await past(10, 300); // median 300 a day: the limit is 1,500
    const receiver = await world.receiver();

    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await receiver.inject(batch(500))).statusCode);

    expect(statuses).toEqual([201, 201, 201, 201]);
    const counts = (await receiver.inject(`/v1/sites/${SITE}/counts`)).json();
    expect(counts.releases).toBe(3_000 + 1_500);
    expect((await readReleases(world.database, SITE)).length).toBe(3_000 + 2_000);
    expect((await receiver.inject(`/v1/sites/${SITE}/quarantine`)).json()).toEqual({
      site: SITE,
      limit: 1_500,
      days: [{ day: TODAY, releases: 500 }],
    });
    expect((await receiver.inject('/metrics')).body).toContain('inkling_releases_quarantined_total 500\n');
  });

  test('can be counted or discarded by a command', async () => {
    await past(10, 300);
    const receiver = await world.receiver();
    for (let i = 0; i < 4; i++) await receiver.inject(batch(500));
    await receiver.close();
    const given = { database: world.database, site: SITE };
    const day = new Date(NOW).toISOString().slice(0, 10);

    expect(await runQuarantine(given)).toEqual([{ day, releases: 500 }]);
    await expect(runQuarantine({ ...given, action: 'release', day: '2001-01-01' })).rejects.toThrow(
      /nothing/,
    );
    await expect(runQuarantine({ ...given, action: 'eat', day })).rejects.toThrow(/release or discard/);
    await expect(runQuarantine({ ...given, action: 'discard', day: 'today' })).rejects.toThrow(/YYYY-MM-DD/);
    expect(await runQuarantine({ ...given, action: 'release', day })).toEqual([]);

    const again = await world.receiver();
    expect((await again.inject(`/v1/sites/${SITE}/counts`)).json().releases).toBe(5_000);
  });

  test('is nothing before there is a week to compare with, and under a thousand a day', async () => {
    const storage = (perDay: readonly number[]) => ({
      dailyCounts: async () =>
        perDay.map((releases, i) => ({
          ...{ day: TODAY - perDay.length + i, period: PERIOD, codebook: 'ab', row: 1 },
          releases,
        })),
    });
    const limit = async (perDay: readonly number[]) => {
      const surges = new Surges(storage(perDay), SITE);
      await surges.refresh(TODAY);
      return surges.limit;
    };

    expect(await limit([])).toBe(Number.POSITIVE_INFINITY);
    expect(await limit([900, 900, 900, 900, 900, 900])).toBe(Number.POSITIVE_INFINITY);
    expect(await limit([1, 2, 3, 4, 5, 6, 7])).toBe(1_000);
    expect(await limit([900, 900, 900, 5_000, 900, 900, 900])).toBe(4_500); // one wild day moves nothing
  });

  test('begins anew with each day', async () => {
    await past(10, 300);
    let now = NOW;
    const receiver = await world.receiver({ now: () => now });
    for (let i = 0; i < 4; i++) await receiver.inject(batch(500));

    now += DAY_MS;
    await receiver.inject(batch(500));

    expect((await receiver.inject(`/v1/sites/${SITE}/quarantine`)).json().days).toEqual([
      { day: TODAY, releases: 500 },
    ]);
  });
});

describe('the rate of a site', () => {
  test('is a bucket of two seconds', () => {
    let now = 0;
    const rate = new RateLimit(100, () => now);

    expect([rate.take(150), rate.take(50), rate.take(1)]).toEqual([true, true, false]);
    now += 100;
    expect([rate.take(10), rate.take(1)]).toEqual([true, false]);
    now += 1_000_000;
    expect([rate.take(200), rate.take(1)]).toEqual([true, false]);
  });

  test('turns away with 429, Retry-After and nothing stored', async () => {
    const receiver = await world.receiver({ rate: 5 });

    const answers = [await receiver.inject(batch(10)), await receiver.inject(batch(1))];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 429]);
    expect(answers[1]!.json()).toMatchObject({ error: 'rate', rule: 'rate' });
    expect(answers[1]!.headers['retry-after']).toBe('5');
    expect(await readReleases(world.database, SITE)).toHaveLength(10);
  });
});

describe('retention', () => {
  const later = (periods: number) => NOW + periods * 28 * DAY_MS;
  const periodsAt = (now: number) => new Periods({ now: () => now, periodDays: 28, acceptAnyPeriod: false });

  test('keeps a nonce for two periods after its own, and its count for ever', async () => {
    const bytes = world.release(3);
    const nonce = Buffer.from(bytes.subarray(28, 44)).toString('hex');
    await (await world.receiver()).inject(post(bytes));
    const kept = async (now: number) => {
      await (await world.receiver({ now: () => now })).close(); // a receiver looks when it starts
      return (await readReleases(world.database, SITE)).length;
    };

    expect([await kept(later(1)), await kept(later(2))]).toEqual([1, 1]);
    expect(await kept(later(3))).toBe(0);

    const receiver = await world.receiver({ now: () => later(3) });
    expect((await receiver.inject(`/v1/sites/${SITE}/counts?period=${PERIOD}`)).json().releases).toBe(1);
    expect((await receiver.inject({ method: 'DELETE', url: `${PATH}/${nonce}` })).statusCode).toBe(404);
    expect((await receiver.inject(post(bytes))).json()).toMatchObject({ error: 'period-over' });
  });

  test('erases while the nonce is kept, at the end of the second period after', async () => {
    const bytes = world.release(3);
    const nonce = Buffer.from(bytes.subarray(28, 44)).toString('hex');
    await (await world.receiver()).inject(post(bytes));

    const receiver = await world.receiver({ now: () => later(2.4) });

    expect((await receiver.inject({ method: 'DELETE', url: `${PATH}/${nonce}` })).statusCode).toBe(204);
    expect((await receiver.inject(`/v1/sites/${SITE}/counts?period=${PERIOD}`)).json().releases).toBe(0);
  });

  test('forgets nothing for a clock that leaps ahead and back, and goes on a day later if it was right', async () => {
    await (await world.receiver()).inject(post(world.release()));
    const storage = await SqliteStorage.open(world.database);
    const rolled = (now: number) => rollUpOld(storage, SITE, periodsAt(now), 28);

    expect(await rolled(NOW)).toEqual({ forgotten: 0 });
    expect(await rolled(later(40))).toHaveProperty('waitsUntil');
    expect(await rolled(NOW)).toHaveProperty('waitsUntil'); // and back: it may leap again
    expect(await readReleases(world.database, SITE)).toHaveLength(1);
    expect(await rolled(later(5))).toHaveProperty('waitsUntil');
    expect(await rolled(later(5) + DAY_MS)).toEqual({ forgotten: 1 });
    await storage.close();
  });

  test('takes nothing of a period that was rolled up, though the clock says it may', async () => {
    const bytes = world.release();
    await (await world.receiver()).inject(post(bytes));
    await runRetention({ database: world.database, site: SITE, periodDays: 28 }, () => later(40));

    const answer = await (await world.receiver()).inject(post(bytes));

    expect([answer.statusCode, answer.json().error]).toEqual([410, 'period-over']);
  });

  test('is done at once by the command', async () => {
    await (await world.receiver()).inject(post(world.release()));
    const given = { database: world.database, site: SITE, periodDays: 28 };

    expect(await runRetention(given, () => NOW)).toBe(0);
    expect(await runRetention(given, () => later(3))).toBe(1);
  });
});

test('a database of version 1 keeps its releases, its counts and their days', async () => {
  const file = join(world.folder, 'old.sqlite');
  const db = new Sqlite(file);
  db.exec(VERSION_1);
  db.prepare('INSERT INTO sites VALUES (1, ?)').run(SITE);
  db.prepare("INSERT INTO codebooks VALUES (1, 1, 'ab', 2000, 'demo', x'00')").run();
  for (const day of [5, 5, 6])
    db.prepare('INSERT INTO releases VALUES (1, ?, 1, 2, 700, ?)').run(Buffer.from(world.nonce()), day);
  db.exec('INSERT INTO counts VALUES (1, 700, 1, 2, 3)');
  db.close();

  const storage = await SqliteStorage.open(file);

  expect(await storage.counts({ site: SITE })).toEqual([
    { period: 700, codebook: 'ab', row: 2, releases: 3 },
  ]);
  expect((await storage.dailyCounts({ site: SITE })).map(({ day, releases }) => [day, releases])).toEqual([
    [5, 2],
    [6, 1],
  ]);
  const nonces = (await readReleases(file, SITE)).map(({ nonce }) => nonce);
  expect(await storage.erase(SITE, nonces[0]!)).toBe(true);
  await storage.close();
});

/** As version 0.1 of the receiver made it. */
const VERSION_1 = `
  CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE codebooks (id INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES sites (id), sha256 TEXT NOT NULL,
    epsilon_milli INTEGER NOT NULL, model TEXT NOT NULL, file BLOB NOT NULL, UNIQUE (site, sha256)) STRICT;
  CREATE TABLE releases (site INTEGER NOT NULL REFERENCES sites (id), nonce BLOB NOT NULL CHECK (length(nonce) = 16),
    codebook INTEGER NOT NULL REFERENCES codebooks (id), row INTEGER NOT NULL, period INTEGER NOT NULL,
    day INTEGER NOT NULL, PRIMARY KEY (site, nonce)) STRICT, WITHOUT ROWID;
  CREATE TABLE counts (site INTEGER NOT NULL REFERENCES sites (id), period INTEGER NOT NULL,
    codebook INTEGER NOT NULL REFERENCES codebooks (id), row INTEGER NOT NULL,
    releases INTEGER NOT NULL CHECK (releases >= 0), PRIMARY KEY (site, period, codebook, row)) STRICT, WITHOUT ROWID;
  CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beats INTEGER NOT NULL) STRICT;
  INSERT INTO heartbeat VALUES (1, 0);
  PRAGMA application_id = ${0x494e4b4c};
  PRAGMA user_version = 1;`;
