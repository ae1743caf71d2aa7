import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresStorage } from '../../src/receiver/postgres.ts';
import type { Storage } from '../../src/receiver/storage.ts';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../support/postgres.ts';
import { describeStorage } from '../unit/receiver/storage_conformance.ts';
import { ready, World } from '../unit/receiver/world.ts';
import { compare, Ingest } from './ingest.ts';

const missing = postgresMissing();
if (missing) console.log(`spread: ${missing}`);

describe.skipIf(missing)('releases spread over three nodes', () => {
  let nodes: PostgresUnderTest[];
  let made = 0;
  beforeAll(async () => {
    nodes = await Promise.all([1, 2, 3].map(() => startPostgres()));
  });
  afterAll(async () => {
    for (const node of nodes ?? []) await node.close();
  });

  /** A database on the first node whose releases lie on all three, made by the SQL of docs/scale.md. */
  async function spreadDatabase(): Promise<string> {
    const number = made++;
    for (const node of nodes) {
      await ask(node.url, `CREATE DATABASE share_${number}`);
      await (await PostgresStorage.open(node.url.replace(/\w+$/, `share_${number}`))).close();
    }
    await ask(nodes[0]!.url, `CREATE DATABASE shop_${number}`);
    const url = nodes[0]!.url.replace(/\w+$/, `shop_${number}`);
    await (await PostgresStorage.open(url)).close();
    const page = await readFile(new URL('../../docs/scale.md', import.meta.url), 'utf8');
    const sql = /```sql\n(-- spread[\s\S]*?)```/.exec(page)![1]!;
    await ask(
      url,
      sql
        .replace(
          /host 'node-(\d)'/g,
          (_all, node) => `host '127.0.0.1', port '${nodes[Number(node) - 1]!.port}'`,
        )
        .replaceAll("dbname 'share'", `dbname 'share_${number}'`),
    );
    return url;
  }

  describeStorage('PostgreSQL, spread by postgres_fdw', async () => {
    const url = await spreadDatabase();
    const opened: Storage[] = [];
    return {
      async open() {
        const storage = await PostgresStorage.open(url);
        opened.push(storage);
        return storage;
      },
      async destroy() {
        for (const storage of opened) await storage.close();
      },
    };
  });

  test('one that is killed takes its share of the service with it, and nothing acknowledged', async () => {
    const world = await World.create();
    const url = await spreadDatabase();
    const child = world.command('--json', '--database', url);
    const ingest = new Ingest();
    ingest.start(world, (await ready(child)).url);
    const more = async (count: number) => {
      const before = ingest.acknowledged.length;
      await expect
        .poll(() => ingest.acknowledged.length, { timeout: 60_000 })
        .toBeGreaterThan(before + count);
    };
    await more(100);

    await nodes[2]!.stop('SIGKILL');
    await more(100); // the others go on
    const refused = ingest.refused;
    await nodes[2]!.start();
    await more(100);
    await ingest.stop();

    const found = await compare(url, ingest.acknowledged);
    console.log(
      `spread: ${ingest.acknowledged.length} acknowledged, ${found.stored} stored, ${found.lost.length} lost, ` +
        `${found.twice} twice, ${refused} answered 503 while a node was away`,
    );
    expect(refused).toBeGreaterThan(0);
    expect(found).toMatchObject({ lost: [], twice: 0, counted: found.stored });
    await world.destroy();
  });
});

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
