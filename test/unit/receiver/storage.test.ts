import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GroupCommit } from '../../../src/receiver/group_commit.ts';
import { loadCodebooks } from '../../../src/receiver/live_codebook.ts';
import { Metrics } from '../../../src/receiver/metrics.ts';
import { Periods } from '../../../src/receiver/periods.ts';
import { RowRankings } from '../../../src/receiver/row_rankings.ts';
import { buildServer } from '../../../src/receiver/server.ts';
import { registerSite } from '../../../src/receiver/site.ts';
import { SqliteStorage } from '../../../src/receiver/sqlite.ts';
import type { Storage, StoredRelease } from '../../../src/receiver/storage.ts';
import { readReleases } from '../../support/receiver.ts';
import { NOW, post, SITE, World } from './world.ts';

let world: World;
let storage: SqliteStorage;
const CODEBOOK = {
  site: SITE,
  sha256: 'ab'.repeat(32),
  epsilonMilli: 2_000,
  model: 'demo',
  file: Buffer.from('{}'),
};
beforeEach(async () => {
  world = await World.create();
  storage = await SqliteStorage.open(world.database);
  await storage.registerCodebook(CODEBOOK);
});
afterEach(async () => {
  vi.useRealTimers();
  await storage.close();
  await world.destroy();
});

const release = (more: Partial<StoredRelease> = {}): StoredRelease => ({
  ...{ site: SITE, codebook: CODEBOOK.sha256, nonce: world.nonce(), row: 1, period: 700, day: 20_000 },
  ...more,
});
const releases = (count: number) => Array.from({ length: count }, () => release());

describe('SqliteStorage', () => {
  test.each([
    ['is no database', (file: string) => writeFile(file, 'x'.repeat(8_192))],
    ['is of another program', (file: string) => sql(file, 'CREATE TABLE theirs (a)')],
    ['is of a newer version', (file: string) => newer(file)],
  ])('refuses a file that %s, and leaves it alone', async (_name, make) => {
    const file = join(world.folder, 'other.sqlite');
    await make(file);

    await expect(SqliteStorage.open(file)).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  function sql(file: string, text: string): void {
    const db = new Sqlite(file);
    db.exec(text);
    db.close();
  }

  async function newer(file: string): Promise<void> {
    await (await SqliteStorage.open(file)).close();
    sql(file, 'PRAGMA user_version = 99');
  }
});

describe('GroupCommit', () => {
  /** Storage that writes down its batches and finishes each when told. */
  function slowStorage() {
    const batches: (readonly StoredRelease[])[] = [];
    const finish: ((error?: Error) => void)[] = [];
    const append = (batch: readonly StoredRelease[]) => {
      batches.push(batch);
      return new Promise<boolean[]>((resolve, reject) => {
        finish.push((error) => (error ? reject(error) : resolve(batch.map(({ row }) => row === 1))));
      });
    };
    return { batches, finish, append };
  }

  test('answers each request for its own releases, in one transaction', async () => {
    const slow = slowStorage();
    const commits = new GroupCommit(slow);

    const answers = [
      commits.append([release({ row: 1 }), release({ row: 2 })]),
      commits.append([release({ row: 1 })]),
    ];
    await expect.poll(() => slow.finish.length).toBe(1);
    slow.finish[0]!();

    expect(await Promise.all(answers)).toEqual([[true, false], [true]]);
    expect(slow.batches.map(({ length }) => length)).toEqual([3]);
  });

  test('writes what comes alone at once, and waits for company only after there was some', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const slow = slowStorage();
    const commits = new GroupCommit(slow);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const write = async (requests: number) => {
      const before = slow.finish.length;
      const answers = Array.from({ length: requests }, () => commits.append([release()]));
      await turn();
      const isAtOnce = slow.finish.length > before;
      vi.advanceTimersByTime(2);
      slow.finish[before]!();
      await Promise.all(answers);
      return isAtOnce;
    };

    expect([await write(1), await write(1), await write(2)]).toEqual([true, true, true]);
    expect([await write(1), await write(1)]).toEqual([false, true]);
    expect(slow.batches.map(({ length }) => length)).toEqual([1, 1, 2, 1, 1]);
  });

  test('collects while a transaction runs, and never splits a request', async () => {
    const slow = slowStorage();
    const commits = new GroupCommit(slow);

    const first = commits.append(releases(512)); // a full group does not wait
    const rest = [commits.append(releases(500)), commits.append(releases(500)), commits.append(releases(5))];
    expect(slow.batches).toHaveLength(1);
    slow.finish[0]!();
    await first;
    await expect.poll(() => slow.finish.length).toBe(2);
    slow.finish[1]!();
    await expect.poll(() => slow.finish.length).toBe(3);
    slow.finish[2]!();
    await Promise.all(rest);

    expect(slow.batches.map(({ length }) => length)).toEqual([512, 1_000, 5]);
    expect(commits.waiting).toBe(0);
  });

  test('fails every request of a failed transaction, and goes on with the next', async () => {
    const slow = slowStorage();
    const commits = new GroupCommit(slow);
    const failing = [commits.append([release()]), commits.append([release()])];
    const outcomes = Promise.allSettled(failing);
    await expect.poll(() => slow.finish.length).toBe(1);

    slow.finish[0]!(new Error('disk full'));
    const next = commits.append([release()]);
    await expect.poll(() => slow.finish.length).toBe(2);
    slow.finish[1]!();

    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await next).toEqual([true]);
  });

  test('is full as soon as what comes would wait longer than a second', async () => {
    let now = 0;
    const slow = slowStorage();
    const commits = new GroupCommit(slow, () => now);
    const first = commits.append(releases(512));
    now += 900;
    expect(commits.isFull).toBe(false);
    now += 200; // the disk does not answer

    expect(commits.isFull).toBe(true);
    slow.finish[0]!();
    await first;
    await commits.drain();
    await expect.poll(() => commits.isFull).toBe(false);
    for (let i = 0; i < 2; i++) void commits.append(releases(512)); // half a second each, by the last one
    expect(commits.isFull).toBe(true);
    for (let i = 1; i <= 2; i++) {
      await expect.poll(() => slow.finish.length).toBe(i + 1);
      slow.finish[i]!();
    }
    await commits.drain();
  });

  test('stores request by request what failed together, where parts of the database may be gone', async () => {
    const isThere = ({ row }: StoredRelease) => row === 1;
    const spread = {
      isSpread: true,
      append: async (batch: readonly StoredRelease[]) => {
        if (!batch.every(isThere)) throw new Error('node is gone');
        return batch.map(() => true);
      },
    };
    const commits = new GroupCommit(spread);

    const outcomes = await Promise.allSettled(
      [1, 2, 1, 2, 1].map((row) => commits.append([release({ row })])),
    );

    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
    await expect.poll(() => commits.waiting).toBe(0);
  });

  test('is full at its bound and drains to the last release', async () => {
    const slow = slowStorage();
    const commits = new GroupCommit(slow);
    for (let i = 0; i < 32; i++) void commits.append(releases(512));
    expect(commits.isFull).toBe(true);

    const drained = commits.drain().then(() => commits.waiting);
    for (let i = 0; i < 32; i++) {
      await expect.poll(() => slow.finish.length).toBe(i + 1);
      slow.finish[i]!();
    }

    expect(await drained).toBe(0);
    expect(commits.isFull).toBe(false);
  });
});

test('everything that was acknowledged is in the file after closing, also of requests under way', async () => {
  const receiver = await world.receiver();

  const answers = Array.from({ length: 200 }, (_, i) => receiver.inject(post(world.release(i % 16))));
  const statuses = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
  await receiver.close();

  expect(new Set(statuses)).toEqual(new Set([201]));
  expect(await readReleases(world.database, SITE)).toHaveLength(200);
});

test('a receiver whose database fails answers 503 with Retry-After, and is not ready', async () => {
  const receiver = await world.receiver();
  const vandal = new Sqlite(world.database);
  vandal.exec('DROP TABLE counts; DROP TABLE heartbeat');

  const answer = await receiver.inject(post(world.release()));
  const ready = await receiver.inject('/readyz');

  expect([answer.statusCode, answer.json().error]).toEqual([503, 'unavailable']);
  expect(answer.headers['retry-after']).toBe('5');
  expect([ready.statusCode, ready.json().error]).toEqual([503, 'not-ready']);
  // The release itself could be written, its count could not: neither is there.
  expect(vandal.prepare('SELECT count(*) FROM releases').pluck().get()).toBe(0);
  vandal.close();
});

test('a receiver with too much waiting turns releases away with 503, and takes them again afterwards', async () => {
  const finish: (() => void)[] = [];
  const stalled: Storage = Object.assign(Object.create(storage), {
    append: (batch: readonly StoredRelease[]) =>
      new Promise((resolve) => finish.push(() => resolve(batch.map(() => true)))),
  });
  const codebooks = await loadCodebooks(world.modelsDir);
  const site = await registerSite(storage, SITE, 2_000, codebooks);
  const commits = new GroupCommit(stalled);
  const receiver = await buildServer({
    ...{ storage: stalled, sites: new Map([[SITE, site]]), commits, metrics: new Metrics(), periodDays: 28 },
    periods: new Periods({ now: () => NOW, periodDays: 28, acceptAnyPeriod: false }),
    ...{
      rates: new Map(),
      surges: new Map(),
      rankings: new RowRankings(world.modelsDir, undefined, { warn: () => {} }),
    },
  });
  while (!commits.isFull) void commits.append(releases(512));

  const busy = await receiver.inject(post(world.release()));
  const groups = commits.waiting / 512;
  for (let i = 0; i <= groups; i++) {
    // The last group is the release that comes when there is room again.
    const later = i === groups ? receiver.inject(post(world.release())) : undefined;
    await expect.poll(() => finish.length).toBe(i + 1);
    finish[i]!();
    if (later) expect((await later).statusCode).toBe(201);
    else await expect.poll(() => commits.waiting).toBe((groups - i - 1) * 512);
  }

  expect([busy.statusCode, busy.json().error, busy.headers['retry-after']]).toEqual([503, 'busy', '5']);
});
