import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { odds } from '../../../src/privacy/krr.ts';
import { estimate } from '../../../src/receiver/estimation/estimate.ts';
import { projectToSimplex } from '../../../src/receiver/estimation/simplex.ts';
import { runExport } from '../../../src/receiver/run_export.ts';
import { SqliteStorage } from '../../../src/receiver/sqlite.ts';
import type { StoredRelease } from '../../../src/receiver/storage.ts';
import { openDuckdb, quoted } from '../../../src/training/duckdb.ts';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../../support/postgres.ts';
import { NOW, PERIOD, post, SITE, World } from './world.ts';

const TODAY = Math.floor(NOW / 86_400_000);
const at = (path: string) => `/v1/sites/${SITE}/${path}`;
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

/** Puts releases by row into the database past the door. */
async function store(
  observed: readonly number[],
  more: Partial<StoredRelease> = {},
): Promise<StoredRelease[]> {
  const storage = await SqliteStorage.open(world.database);
  const common = { site: SITE, codebook: world.sha256, period: PERIOD, day: TODAY - 1, ...more };
  const releases = observed.flatMap((count, row) =>
    Array.from({ length: count }, () => ({ ...common, row, nonce: world.nonce() })),
  );
  await storage.append(releases);
  await storage.close();
  return releases;
}

interface Line {
  readonly day: string;
  readonly cursor: string;
  readonly counts: readonly { period: number; K: number; releases: readonly number[] }[];
}

describe('the stream of days', () => {
  const read = async (receiver: Awaited<ReturnType<World['receiver']>>, after?: string): Promise<Line[]> => {
    const answer = await receiver.inject(at(`daily${after === undefined ? '' : `?after=${after}`}`));
    expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
    return answer.payload
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };

  test('has a line for each day with counts, up to yesterday, with every row', async () => {
    const receiver = await world.receiver();
    await store([2, 0, 1], { day: TODAY - 9, period: PERIOD - 1 });
    await store([0, 4]);
    await store([7], { day: TODAY });

    const lines = await read(receiver);

    expect(lines.map(({ day }) => day)).toEqual([dateOf(TODAY - 9), dateOf(TODAY - 1)]);
    expect(lines[0]!.counts).toMatchObject([
      { period: PERIOD - 1, K: 16, codebook: world.sha256, model: 'demo' },
    ]);
    expect(lines[1]!.counts[0]!.releases).toEqual([0, 4, ...new Array(14).fill(0)]);
  });

  test('goes on behind a cursor, and gives no day twice', async () => {
    const receiver = await world.receiver();
    await store([1], { day: TODAY - 5 });
    await store([1], { day: TODAY - 3 });
    const [first, second] = await read(receiver);

    expect(await read(receiver, second!.cursor)).toEqual([]);
    await store([3], { day: TODAY - 2 });
    const rest = await read(receiver, first!.cursor);

    expect(rest.map(({ day }) => day)).toEqual([dateOf(TODAY - 3), dateOf(TODAY - 2)]);
    expect(rest.at(0)).toEqual(second);
    expect(await read(receiver, rest.at(-1)!.cursor)).toEqual([]);
  });

  test('gives days again that changed since, also one that is empty by now', async () => {
    const receiver = await world.receiver();
    const [erased] = await store([1], { day: TODAY - 5 });
    await store([2], { day: TODAY - 3 });
    const before = await read(receiver);
    await receiver.inject({
      method: 'DELETE',
      url: at(`releases/${Buffer.from(erased!.nonce).toString('hex')}`),
    });

    const again = await read(receiver, before.at(-1)!.cursor);

    const changed = again.find(({ day }) => day === dateOf(TODAY - 5));
    expect(changed).toMatchObject({ counts: [] });
    expect(again.find(({ day }) => day === dateOf(TODAY - 3))!.counts).toEqual(before[1]!.counts);
    expect(await read(receiver, again.at(-1)!.cursor)).toEqual([]);
  });

  test('refuses what is no cursor, and knows no other site', async () => {
    const receiver = await world.receiver();

    for (const after of ['x', '2026-02-31.x', `${dateOf(TODAY)}.zzzzzzzzzzzzzzzz`])
      expect((await receiver.inject(at(`daily?after=${after}`))).json().error).toBe('bad-request');
    expect((await receiver.inject('/v1/sites/nobody/daily')).statusCode).toBe(404);
  });
});

describe('an export', () => {
  test('holds every row of every day, as CSV and as Parquet', async () => {
    const receiver = await world.receiver();
    await store([5, 0, 3], { day: TODAY - 2 });
    await receiver.inject(post(world.release(1)));

    const csv = await receiver.inject(at('export.csv'));
    const parquet = await receiver.inject(at('export.parquet'));

    const [head, ...rows] = csv.payload.trim().split('\n');
    expect(head).toBe('day,period,codebook,model,epsilon_milli,k,p,q,cohort,name,releases');
    expect(rows).toHaveLength(32); // two days of 16 rows; today counts, too
    expect(rows[2]).toMatch(
      new RegExp(`^${dateOf(TODAY - 2)},${PERIOD},${world.sha256},demo,2000,16,0\\.33.*,2,Row 2,3$`),
    );
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(parquet.rawPayload.subarray(0, 4).toString()).toBe('PAR1');
    const file = join(world.folder, 'counts.parquet');
    await writeFile(file, parquet.rawPayload);
    expect(
      await inDuckdb(
        file,
        'SELECT day::VARCHAR, sum(releases)::INTEGER FROM counts GROUP BY day ORDER BY day',
      ),
    ).toEqual([
      [dateOf(TODAY - 2), 8],
      [dateOf(TODAY), 1],
    ]);
  });

  test('names the package where it is not installed', async () => {
    const receiver = await world.receiver();
    vi.doMock('@duckdb/node-api', () => {
      throw new Error('Cannot find package');
    });
    try {
      const answer = await receiver.inject(at('export.parquet'));

      expect([answer.statusCode, answer.json().error]).toEqual([501, 'engine-missing']);
      expect(answer.json().message).toContain('npm install @duckdb/node-api');
      const given = { database: world.database, site: SITE, periodDays: 28 };
      await expect(runExport({ ...given, out: join(world.folder, 'x.csv') })).rejects.toThrow(
        /need the package @duckdb\/node-api: npm install @duckdb\/node-api/,
      );
    } finally {
      vi.doUnmock('@duckdb/node-api');
    }
  });

  test('as a command refuses a file of another kind', async () => {
    const given = { database: world.database, site: SITE, periodDays: 28 };

    await expect(runExport({ ...given, out: 'counts.xlsx' })).rejects.toThrow(
      /must end in \.parquet or \.csv/,
    );
  });
});

describe('the snippets of docs/decode.md say what the receiver says', () => {
  const observed = [700, 310, 90, 40, 25, 33, 41, 22, 60, 38, 47, 19, 55, 28, 36, 0];
  const n = observed.reduce((sum, count) => sum + count);
  const expected = observed.map((count) => {
    const { count: counted, share } = estimate(n, count, odds(2_000, 16));
    return [counted.value, counted.low, counted.high, share!.value, share!.low, share!.high];
  });
  let file: string;
  let sql: string;
  let python: string;
  beforeEach(async () => {
    await (await world.receiver()).close();
    // Spread over two days: estimates are of the period.
    await store(
      observed.map((count) => Math.floor(count / 3)),
      { day: TODAY - 2 },
    );
    await store(observed.map((count) => count - Math.floor(count / 3)));
    file = join(world.folder, 'counts.csv');
    await runExport({ database: world.database, site: SITE, out: file, periodDays: 28 }, () => NOW);
    const page = await readFile(new URL('../../../docs/decode.md', import.meta.url), 'utf8');
    sql = /```sql\n(-- decode\n[\s\S]*?);\n```/.exec(page)![1]!;
    python = /```python\n(# decode\.py\n[\s\S]*?)```/.exec(page)![1]!;
  });

  const check = (rows: readonly (readonly unknown[])[]) => {
    expect(rows).toHaveLength(16);
    for (const [cohort, row] of rows.entries()) {
      expect([Number(row[2]), Number(row[4])]).toEqual([cohort, n]);
      for (const [i, value] of expected[cohort]!.entries()) expect(Number(row[5 + i])).toBeCloseTo(value, 6);
    }
  };

  test('in DuckDB', async () => {
    check(await inDuckdb(file, sql));
  });

  test('in SQLite', async () => {
    const db = new Sqlite(':memory:');
    const [columns, ...lines] = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    db.exec(`CREATE TABLE counts (${columns!.map((name) => `${name} ${TYPE_OF[name] ?? 'TEXT'}`).join()})`);
    const insert = db.prepare(`INSERT INTO counts VALUES (${columns!.map(() => '?').join()})`);
    for (const line of lines) insert.run(...line);

    check(db.prepare(sql).raw().all() as unknown[][]);
    db.close();
  });

  const noPython = spawnSync('python3', ['--version']).status === 0 ? undefined : 'there is no python3 here';
  if (noPython) console.log(`decode: ${noPython}, so its snippet is not run`);
  test.skipIf(noPython)('in Python', async () => {
    const script = join(world.folder, 'decode.py');
    await writeFile(script, python);

    const { stdout, stderr } = spawnSync('python3', [script, file], { encoding: 'utf8' });

    expect(stderr).toBe('');
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    check(
      rows.map((row) => [
        row.period,
        row.codebook,
        row.cohort,
        row.name,
        row.n,
        row.estimate,
        row.low,
        row.high,
        row.share,
        row.share_low,
        row.share_high,
      ]),
    );
    const projected = projectToSimplex(expected.map(([, , , share]) => share!));
    for (const [cohort, row] of rows.entries()) expect(row.projected).toBeCloseTo(projected[cohort]!, 9);
  });

  const missing = postgresMissing();
  if (missing) console.log(`decode: ${missing}, so PostgreSQL is not tested`);
  describe.skipIf(missing)('in PostgreSQL', () => {
    let server: PostgresUnderTest;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server?.close());

    test('too', async () => {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      const [columns, ...lines] = (await readFile(file, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      await client.query(
        `CREATE TABLE counts (${columns!
          .map((name) => `${name} ${TYPE_OF[name] ?? 'TEXT'}`)
          .join()
          .replaceAll('REAL', 'DOUBLE PRECISION')})`,
      );
      for (const line of lines)
        await client.query(`INSERT INTO counts VALUES (${line.map((_, i) => `$${i + 1}`).join()})`, line);

      const { rows } = await client.query({ text: sql, rowMode: 'array' });

      await client.end();
      check(rows);
    });
  });
});

const TYPE_OF: Readonly<Record<string, string>> = {
  ...{ period: 'INTEGER', epsilon_milli: 'INTEGER', k: 'INTEGER', cohort: 'INTEGER', releases: 'INTEGER' },
  ...{ p: 'REAL', q: 'REAL' },
};

/** What a query over an export says, in DuckDB. */
async function inDuckdb(file: string, query: string): Promise<unknown[][]> {
  const duckdb = await openDuckdb();
  try {
    await duckdb.connection.run(`CREATE TABLE counts AS FROM ${quoted(file)}`);
    return (await duckdb.connection.runAndReadAll(query)).getRows();
  } finally {
    duckdb.close();
  }
}
