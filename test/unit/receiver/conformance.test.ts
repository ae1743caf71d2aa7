import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage } from '../../../src/receiver/open_storage.ts';
import { PostgresStorage } from '../../../src/receiver/postgres.ts';
import { hostUrls, withoutPassword } from '../../../src/receiver/postgres_link.ts';
import type { Storage } from '../../../src/receiver/storage.ts';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../../support/postgres.ts';
import { describeStorage, type StorageUnderTest } from './storage_conformance.ts';

/** Storage of a database; `destroy` closes every one that was opened. */
function storageIn(database: string, destroyDatabase: () => Promise<unknown>): StorageUnderTest {
  const opened: Storage[] = [];
  return {
    async open() {
      const storage = await openStorage(database);
      opened.push(storage);
      return storage;
    },
    async destroy() {
      for (const storage of opened) await storage.close();
      await destroyDatabase();
    },
  };
}

describeStorage('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-test-'));
  return storageIn(join(folder, 'receiver.sqlite'), () => rm(folder, { recursive: true }));
});

const missing = postgresMissing();
if (missing) console.log(`conformance: ${missing}, so PostgreSQL is not tested`);

describe.skipIf(missing)('PostgreSQL', () => {
  let server: PostgresUnderTest;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());

  /** The address of an empty database. */
  async function newDatabase(): Promise<string> {
    const name = `test_${databases++}`;
    await admin(server.url, `CREATE DATABASE ${name}`);
    return server.url.replace(/\w+$/, name);
  }

  describeStorage('PostgreSQL', async () => storageIn(await newDatabase(), async () => undefined));

  test('ten receivers that start at once make its tables once', async () => {
    const url = await newDatabase();

    const storages = await Promise.all(Array.from({ length: 10 }, () => PostgresStorage.open(url)));

    const healths = await Promise.all(storages.map((storage) => storage.health()));
    await Promise.all(storages.map((storage) => storage.close()));
    expect(healths).toEqual(Array.from({ length: 10 }, () => ({ isWritable: true })));
  });

  test('refuses a database of a newer version, and leaves it alone', async () => {
    const url = await newDatabase();
    await (await PostgresStorage.open(url)).close();
    await admin(url, 'UPDATE inkling.version SET version = 99');

    await expect(PostgresStorage.open(url)).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  test('says what is wrong with an address without repeating its password', async () => {
    const url = `postgres://inkling:secret@127.0.0.1:1/none`;

    const error = await PostgresStorage.open(url).catch((cause: Error) => cause);

    expect(error).toMatchObject({ code: 'store-unavailable' });
    expect((error as Error).message).toMatch(/^PostgreSQL: .*ECONNREFUSED/);
    expect((error as Error).message).not.toContain('secret');
    expect(withoutPassword(url)).toBe('postgres://inkling@127.0.0.1:1/none');
  });
});

test('an address of several hosts is tried host by host', () => {
  expect(hostUrls('postgres://u:p@one:1,two/shop?sslmode=require')).toEqual([
    'postgres://u:p@one:1/shop?sslmode=require',
    'postgres://u:p@two/shop?sslmode=require',
  ]);
  expect(() => hostUrls('postgres://')).toThrow(/database is no postgres:/);
});

async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
