import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../../support/postgres.ts';
import { readReleases } from '../../support/receiver.ts';
import { nonceOf, PATH, post, ready, SITE, World } from './world.ts';

/** How long PostgreSQL is away. */
const AWAY_MS = process.env.INKLING_LONG ? 60_000 : 3_000;

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const lost = async (database: string, acknowledged: readonly string[]): Promise<string[]> => {
  const kept = (await readReleases(database, SITE)).map(({ nonce }) => Buffer.from(nonce).toString('hex'));
  expect(new Set(kept).size).toBe(kept.length);
  return acknowledged.filter((nonce) => !kept.includes(nonce));
};

interface Answers {
  readonly acknowledged: string[];
  /** Milliseconds of the slowest answer. */
  slowestMs: number;
}

/** Sends releases until `isOver`, some at a time, and writes down what was acknowledged. */
async function ingest(url: string, answers: Answers, isOver: (status: number) => boolean): Promise<void> {
  let isDone = false;
  const shopper = async () => {
    while (!isDone) {
      const batch = [world.release(1), world.release(2)];
      const startedAt = performance.now();
      const { status, headers } = await fetch(url + PATH, { method: 'POST', body: Buffer.concat(batch) });
      answers.slowestMs = Math.max(answers.slowestMs, performance.now() - startedAt);
      if (status === 201) answers.acknowledged.push(...batch.map(nonceOf));
      else expect([status, headers.get('retry-after')]).toEqual([503, '5']);
      isDone ||= isOver(status);
    }
  };
  await Promise.all(Array.from({ length: 8 }, shopper));
}

test('on a full disk it answers 503 and loses nothing that it acknowledged', async () => {
  // The shell's limit for the size of a file stands for a disk: what would go beyond it is not written.
  const limited = `trap '' XFSZ; ulimit -f 512; exec "$0" "$@"`;
  const child = world.spawn('bash', '-c', limited, process.execPath, ...world.commandLine('--json'));
  const { url } = await ready(child);
  const answers: Answers = { acknowledged: [], slowestMs: 0 };

  await ingest(url, answers, (status) => status === 503);

  // The last few kilobytes may still take a heartbeat, which is smaller than releases.
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 }).toBe(503);
  expect((await fetch(`${url}/v1/sites/${SITE}/counts`)).status).toBe(200); // what is there can be read
  const isDead = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await isDead)[0]).toBe(0);
  expect(answers.acknowledged.length).toBeGreaterThan(100);
  expect(await lost(world.database, answers.acknowledged)).toEqual([]);
  const again = await world.receiver(); // with room again
  expect((await again.inject(post(world.release()))).statusCode).toBe(201);
}, 120_000);

test('with a corrupted database file it acknowledges nothing that it cannot store', async () => {
  const receiver = await world.receiver();
  const batch = () => post(...Array.from({ length: 500 }, (_, i) => world.release(i % 16)));
  for (let i = 0; i < 20; i++) await receiver.inject(batch());
  await receiver.close(); // the log goes into the file
  const again = await world.receiver();
  const file = await open(world.database, 'r+');
  const { size } = await file.stat();
  for (let at = 20 * 4_096; at < size; at += 4_096) await file.write(Buffer.alloc(64, 0xee), 0, 64, at);
  await file.close();

  const answer = await again.inject(batch());

  expect([answer.statusCode, answer.json().error]).toEqual([503, 'unavailable']);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.body).not.toContain(world.folder);
});

const missing = postgresMissing();
if (missing) console.log(`faults: ${missing}, so none goes away`);

describe.skipIf(missing)('a PostgreSQL', () => {
  let server: PostgresUnderTest;
  beforeEach(async () => {
    server = await startPostgres();
  });
  afterEach(() => server.close());

  /** A receiver on it, and the time of day at which it is away. */
  async function during(away: () => Promise<void>, back: () => Promise<void>): Promise<Answers> {
    const child = world.command('--json', '--database', server.url);
    const { url } = await ready(child);
    const answers: Answers = { acknowledged: [], slowestMs: 0 };
    await ingest(url, answers, () => answers.acknowledged.length > 200);
    const before = answers.acknowledged.length;
    await away();
    const backAt = performance.now() + AWAY_MS;
    const refused = { times: 0 };
    await ingest(url, answers, (status) => {
      refused.times += Number(status === 503);
      return performance.now() > backAt && refused.times > 0;
    });
    await back();
    // It comes back by itself: nobody starts the receiver anew.
    await ingest(url, answers, () => answers.acknowledged.length > before + 200);
    return answers;
  }

  test('that is killed and comes back is waited for with 503, and nothing acknowledged is lost', async () => {
    const { acknowledged, slowestMs } = await during(
      () => server.stop('SIGKILL'),
      () => server.start(),
    );

    expect(await lost(server.url, acknowledged)).toEqual([]);
    expect(slowestMs).toBeLessThan(15_000);
  }, 180_000);

  test('that hangs is given up after ten seconds, later senders are turned away at once', async () => {
    const { acknowledged, slowestMs } = await during(
      async () => server.freeze(),
      async () => server.thaw(),
    );

    expect(await lost(server.url, acknowledged)).toEqual([]);
    expect(slowestMs).toBeLessThan(30_000);
  }, 180_000);

  test('takes the releases of several receivers, one of which is killed', async () => {
    const children = [1, 2, 3].map(() => world.command('--json', '--database', server.url));
    const urls = (await Promise.all(children.map(ready))).map(({ url }) => url);
    const answers: Answers = { acknowledged: [], slowestMs: 0 };
    const isEnough = () => answers.acknowledged.length > 600;

    await Promise.all(
      urls.map(
        (url, i) =>
          ingest(url, answers, () => {
            if (i === 0 && answers.acknowledged.length > 200) children[0]!.kill('SIGKILL');
            return isEnough();
          }).catch(() => undefined), // the one that was killed
      ),
    );

    expect(isEnough()).toBe(true);
    expect(await lost(server.url, answers.acknowledged)).toEqual([]);
    const counts = await Promise.all(
      urls.slice(1).map(async (url) => {
        const answer = await fetch(`${url}/v1/sites/${SITE}/counts`);
        return ((await answer.json()) as { releases: number }).releases;
      }),
    );
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBe((await readReleases(server.url, SITE)).length);
  }, 120_000);
});
