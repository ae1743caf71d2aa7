import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStorage } from '../../../src/receiver/open_storage.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { postgresMissing, startPostgres } from '../../support/postgres.ts';
import { readReleases } from '../../support/receiver.ts';
import { nonceOf, PATH, ready, SITE, World } from './world.ts';

/** Moments at which a receiver is killed. */
const ROUNDS = process.env.INKLING_LONG ? 50 : 5;
const SHOPPERS = 20;

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const missing = postgresMissing();
if (missing) console.log(`killed: ${missing}, so a receiver on PostgreSQL is not killed`);

test(`killed at ${ROUNDS} moments of ingest on SQLite, every acknowledged release is stored, none twice`, async () => {
  await killInRounds(world.database);
}, 600_000);

test.skipIf(missing)(
  `killed at ${ROUNDS} moments of ingest on PostgreSQL, every acknowledged release is stored, none twice`,
  async () => {
    const server = await startPostgres();
    try {
      await killInRounds(server.url);
    } finally {
      await server.close();
    }
  },
  600_000,
);

/**
 * Process-crash safety only: after kill -9 the kernel still writes what the process had handed over, so this
 * cannot tell a commit that was synced to disk from one that was not.
 */
async function killInRounds(database: string): Promise<void> {
  const prng = new Prng(8);
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  /** What was sent and not answered, which a client sends again. */
  let open: Uint8Array<ArrayBuffer>[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const child = world.command('--json', '--database', database);
    const { url } = await ready(child);
    const isDead = once(child, 'exit');
    const killAfterMs = prng.integer(300);
    const again = open;
    open = [];
    let isTold = false;
    const shopper = async () => {
      for (;;) {
        const batch =
          again.pop() ?? Array.from({ length: 1 + prng.integer(4) }, () => world.release(prng.integer(16)));
        for (const bytes of batch) sent.add(nonceOf(bytes));
        const answer = await fetch(url + PATH, { method: 'POST', body: Buffer.concat(batch) }).catch(
          () => undefined,
        );
        if (!answer?.ok) return open.push(batch);
        for (const bytes of batch) acknowledged.add(nonceOf(bytes));
        if (!isTold) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
        isTold = true;
      }
    };
    await Promise.all(Array.from({ length: SHOPPERS }, shopper));
    await isDead;
    open.push(...again);
  }

  const kept = (await readReleases(database, SITE)).map(({ nonce }) => Buffer.from(nonce).toString('hex'));
  const stored = new Set(kept);
  console.log(
    `killed ${ROUNDS} times: ${acknowledged.size} acknowledged, ${stored.size} stored, ${sent.size} sent`,
  );
  expect(acknowledged.size).toBeGreaterThan(ROUNDS);
  expect(stored.size).toBe(kept.length);
  expect([...acknowledged].filter((nonce) => !stored.has(nonce))).toEqual([]);
  expect(kept.filter((nonce) => !sent.has(nonce))).toEqual([]);
  const storage = await openStorage(database);
  const counted = (await storage.counts({ site: SITE })).reduce((sum, { releases }) => sum + releases, 0);
  await storage.close();
  expect(counted).toBe(kept.length);
}
