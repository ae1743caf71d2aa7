import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../../../src/training/duckdb.ts';
import { Skipped } from '../../../../src/training/log/skipped.ts';
import { DIALECT_NAMES, DIALECTS } from '../../../../src/training/prepare/dialects.ts';
import { DuckdbEngine } from '../../../../src/training/prepare/duckdb_engine.ts';
import { PostgresEngine } from '../../../../src/training/prepare/postgres_engine.ts';
import { printSql } from '../../../../src/training/prepare/print_sql.ts';
import { readIn } from '../../../../src/training/prepare/read_in.ts';
import { readPrepared } from '../../../../src/training/prepare/read_prepared.ts';
import { runPrepare } from '../../../../src/training/prepare/run_prepare.ts';
import { OUTPUT_NAMES } from '../../../../src/training/prepare/tables.ts';
import { postgresMissing, startPostgres } from '../../../support/postgres.ts';
import { prepareShop, readTables, type SmallShop, temporaryFolder, writeSmallShop } from './world.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shop: SmallShop;
beforeAll(async () => {
  folder = await temporaryFolder();
  shop = await writeSmallShop(folder.path, 40);
}, 120_000);
afterAll(() => folder.remove());

test('the script for DuckDB writes the tables that preparing writes', async () => {
  const out = join(folder.path, 'out');
  await prepareShop(shop, out, { partitions: 2 });
  const file = join(folder.path, 'warehouse.duckdb');
  const spill = join(folder.path, 'spill');
  const engine = await DuckdbEngine.open({ file, spill, memory: '256MB' });
  await readIn(engine, [shop.log], shop.items, new Skipped(), () => {});
  await engine.close();
  const script = await runPrepare({ printSql: 'duckdb', engine: 'duckdb', memory: '1GB', maxGap: 10 });
  const prepared = join(folder.path, 'prepared');
  await mkdir(prepared);

  const { connection, close } = await openDuckdb({ file });
  // The script writes below the folder that it runs in.
  const placed = String(script).replaceAll("'prepared/", `'${prepared}/`);
  for (const statement of placed.split(/;\n/)) if (statement.trim()) await connection.run(statement);
  close();

  expect(await readTables(prepared)).toEqual(await readTables(out));
  expect(await readPrepared(prepared)).toEqual(await readPrepared(out));
});

test.skipIf(postgresMissing())('the script for PostgreSQL fills the same tables', async () => {
  const out = join(folder.path, 'for-postgres');
  const { tables } = await prepareShop(shop, out);
  const server = await startPostgres();
  try {
    const writer = { memory: '256MB', spill: join(folder.path, 'spill-postgres') };
    const engine = await PostgresEngine.open(server.url, writer);
    await readIn(engine, [shop.log], shop.items, new Skipped(), () => {});

    await engine.run(
      printSql(DIALECTS.postgres, 10)
        .split(/;\n/)
        .filter((statement) => statement.trim()),
    );

    for (const name of OUTPUT_NAMES)
      expect(await engine.query(`SELECT COUNT(*) FROM prepared_${name}`)).toEqual([[tables[name]]]);
    const { neighbours } = await readTables(out);
    const shares = neighbours.reduce((sum, row) => sum + Number(row[2]), 0);
    expect(await engine.query('SELECT SUM(share) FROM prepared_neighbours')).toEqual([[shares]]);
    await engine.close();
  } finally {
    await server.close();
  }
});

test('tables that a warehouse wrote in several files are read as one', async () => {
  const [out, many] = [join(folder.path, 'one'), join(folder.path, 'many')];
  await prepareShop(shop, out);
  await mkdir(join(many, 'items.parquet'), { recursive: true });
  await copyFile(join(out, 'items.parquet'), join(many, 'items.parquet', 'part-0.parquet'));
  const { connection, close } = await openDuckdb();
  for (const rest of [0, 1])
    await connection.run(
      `COPY (SELECT * FROM '${out}/steps.parquet' WHERE shopper % 2 = ${rest}) TO '${many}/steps-${rest}.parquet'`,
    );
  close();

  const logs = await readPrepared(many);

  // No follows there: a warehouse may know none.
  const steps = (await readPrepared(out)).map(({ interactions }) =>
    interactions.filter(({ kind }) => kind !== 'follow').map(({ itemId, at }) => [itemId, at]),
  );
  expect(logs.map(({ interactions }) => interactions.map(({ itemId, at }) => [itemId, at]))).toEqual(steps);
});

describe('the dialects', () => {
  test.each(['spark', 'bigquery'] as const)('%s is labelled untested', (name) => {
    expect(printSql(DIALECTS[name], 10)).toContain('UNTESTED');
  });

  test.each(['duckdb', 'postgres'] as const)('%s is tested, and not labelled otherwise', (name) => {
    expect(printSql(DIALECTS[name], 10)).not.toContain('UNTESTED');
  });

  test.each(DIALECT_NAMES)('%s gets every table and nothing of another', (name) => {
    const script = printSql(DIALECTS[name], 3);

    for (const table of ['part_steps', 'all_neighbours', 'prepared']) expect(script).toContain(table);
    expect(script).toContain('SELECT 3 AS gap, 2 AS share');
    expect(script).not.toContain('undefined');
    expect(script.includes('VARCHAR')).toBe(name === 'duckdb');
  });
});
