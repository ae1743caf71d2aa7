import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../support/postgres.ts';
import { PATH, ready, World } from '../unit/receiver/world.ts';
import { compare, Ingest } from './ingest.ts';

/** The service has to be back within this. */
const BACK_MS = 10_000;

const missing = postgresMissing();
if (missing) console.log(`failover: ${missing}`);

let world: World;
let primary: PostgresUnderTest;
let standbys: PostgresUnderTest[];
beforeEach(async () => {
  world = await World.create();
  const settings = ["synchronous_standby_names = 'ANY 1 (one, two)'", 'max_wal_senders = 8'];
  primary = await startPostgres({ settings, fsync: true });
  standbys = [];
  for (const name of ['one', 'two']) standbys.push(await startPostgres({ primary, name, fsync: true }));
});
afterEach(async () => {
  await world.destroy();
  for (const server of [...standbys, primary]) {
    server.thaw();
    await server.close();
  }
});

/** The address of all three, as a receiver is given it. */
const database = () =>
  primary.url.replace(/127.*\//, `${[primary, ...standbys].map(({ port }) => `127.0.0.1:${port}`).join()}/`);

test.skipIf(missing)(
  'a primary that is killed in the middle of ingest costs no acknowledged release',
  async () => {
    const child = world.command('--json', '--database', database());
    const { url } = await ready(child);
    const ingest = new Ingest();
    ingest.start(world, url);
    await expect.poll(() => ingest.acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(200);

    ingest.mark();
    const before = ingest.acknowledged.length;
    await primary.stop('SIGKILL');
    const promoted = await promoteFurthest(standbys);
    await expect.poll(() => ingest.acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 200);
    await ingest.stop();

    const found = await compare(promoted.url, ingest.acknowledged);
    console.log(
      `failover: ${ingest.acknowledged.length} acknowledged, ${found.stored} stored, ${found.lost.length} lost, ` +
        `${found.twice} twice, ${ingest.refused} answered 503, back after ${Math.round(ingest.longestGapMs)} ms`,
    );
    expect(found).toMatchObject({ lost: [], twice: 0, counted: found.stored });
    expect(ingest.longestGapMs).toBeLessThan(BACK_MS);
  },
);

// PostgreSQL then reports success, with a warning: the transaction is committed on the primary alone.
test.skipIf(missing)('a commit whose wait for a standby is cancelled is not acknowledged', async () => {
  const child = world.command('--json', '--database', database());
  const { url } = await ready(child);
  for (const standby of standbys) standby.freeze();

  const sending = fetch(url + PATH, { method: 'POST', body: world.release() });
  const isCancelled = async () =>
    (
      await ask(
        primary,
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
         WHERE wait_event = 'SyncRep' AND query LIKE '%INSERT INTO inkling.releases%'`,
      )
    ).length;
  await expect.poll(isCancelled, { timeout: 10_000 }).toBeGreaterThan(0);

  expect((await sending).status).toBe(503);
});

/** What an operator, or the cluster's manager, does: the standby that has most becomes the primary. */
async function promoteFurthest(servers: readonly PostgresUnderTest[]): Promise<PostgresUnderTest> {
  const positions = await Promise.all(
    servers.map(async (server) => ({
      server,
      position: Number(
        (await ask(server, "SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn AS at"))[0]!.at as string,
      ),
    })),
  );
  positions.sort((a, b) => b.position - a.position);
  const [promoted, ...others] = positions.map(({ server }) => server) as [
    PostgresUnderTest,
    PostgresUnderTest,
  ];
  await ask(promoted, 'SELECT pg_promote()');
  for (const other of others) {
    const name = other === servers[0] ? 'one' : 'two';
    const source = `host=127.0.0.1 port=${promoted.port} user=inkling application_name=${name}`;
    await ask(other, `ALTER SYSTEM SET primary_conninfo = '${source}'`);
    await ask(other, 'SELECT pg_reload_conf()');
  }
  return promoted;
}

async function ask(server: PostgresUnderTest, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
