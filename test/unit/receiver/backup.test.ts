import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, open, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBackup, runRestore } from '../../../src/receiver/run_backup.ts';
import { Ingest } from '../../failover/ingest.ts';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../../support/postgres.ts';
import { readReleases } from '../../support/receiver.ts';
import { ended, nonceOf, PATH, PERIOD, post, ready, SITE, World } from './world.ts';

let world: World;
let file: string;
beforeEach(async () => {
  world = await World.create();
  file = join(world.folder, 'copy.backup');
});
afterEach(() => world.destroy());

const nonces = async (database: string) =>
  (await readReleases(database, SITE)).map(({ nonce }) => Buffer.from(nonce).toString('hex'));
const inkling = (...args: string[]) =>
  world.spawn(process.execPath, '--import', 'tsx', 'src/cli.ts', ...args);
const restoredTo = () => join(world.folder, 'restored.sqlite');

describe('a backup', () => {
  test('while releases come in has all that was acknowledged before it began', async () => {
    const child = world.command('--json');
    const { url } = await ready(child);
    const ingest = new Ingest();
    ingest.start(world, url);
    const { acknowledged } = ingest;
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(100);

    const before = [...acknowledged];
    const { code, stdout } = await ended(inkling('backup', file, '--database', world.database, '--json'));
    const after = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(after); // and ingest went on
    await ingest.stop();
    child.kill('SIGTERM');
    await once(child, 'close');

    expect(code).toBe(0);
    await runRestore({ database: restoredTo(), file });
    const kept = new Set(await nonces(restoredTo()));
    expect(before.filter((nonce) => !kept.has(nonce))).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ sites: 1, releases: kept.size, counted: kept.size });
    expect(after).toBeGreaterThan(before.length); // barrier: it was made while they came
  });

  test('that is restored serves the same cohorts, and takes releases on', async () => {
    const receiver = await world.receiver();
    await receiver.inject(post(...Array.from({ length: 300 }, (_, i) => world.release(i % 3))));
    const cohorts = async (at: typeof receiver) => (await at.inject(`/v1/sites/${SITE}/cohorts`)).json();

    await runBackup({ database: world.database, file });
    await runRestore({ database: restoredTo(), file });
    const again = await world.receiver({ database: restoredTo() });

    expect(await cohorts(again)).toEqual(await cohorts(receiver));
    expect((await again.inject(post(world.release()))).statusCode).toBe(201);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readdir(world.folder)).filter((name) => /partial/.test(name))).toEqual([]);
  });

  test('brings back what was erased after it, as the documents say', async () => {
    const receiver = await world.receiver();
    const bytes = world.release();
    await receiver.inject(post(bytes));
    await runBackup({ database: world.database, file });
    await receiver.inject({ method: 'DELETE', url: `${PATH}/${nonceOf(bytes)}` });

    await runRestore({ database: restoredTo(), file });

    expect(await nonces(world.database)).toEqual([]);
    expect(await nonces(restoredTo())).toEqual([nonceOf(bytes)]);
  });

  test('never overwrites, neither file nor database', async () => {
    await (await world.receiver()).close();
    await runBackup({ database: world.database, file });

    await expect(runBackup({ database: world.database, file })).rejects.toThrow(/is there already/);
    await expect(runRestore({ database: world.database, file })).rejects.toThrow(/is there already/);
    await writeFile(`${restoredTo()}-wal`, 'of another database');
    await expect(runRestore({ database: restoredTo(), file })).rejects.toThrow(/-wal is there already/);
  });

  test('is refused when it is damaged, of another program, or not there', async () => {
    const receiver = await world.receiver();
    await receiver.inject(post(...Array.from({ length: 500 }, () => world.release())));
    await runBackup({ database: world.database, file });
    const broken = join(world.folder, 'broken');
    await copyFile(file, broken);
    const handle = await open(broken, 'r+');
    await handle.write(Buffer.alloc(4096, 7), 0, 4096, 3 * 4096);
    await handle.close();
    const text = join(world.folder, 'text');
    await writeFile(text, 'not a database'.repeat(100));

    const restore = (from: string) => runRestore({ database: restoredTo(), file: from });
    await expect(restore(broken)).rejects.toThrow(/damaged|malformed/);
    await expect(restore(text)).rejects.toThrow(/not a database/);
    await expect(restore(join(world.folder, 'none'))).rejects.toThrow(/is not there, must be a backup/);
    await expect(restore(dirname(world.folder))).rejects.toThrow();
    await expect(runBackup({ database: join(world.folder, 'none'), file: broken + 2 })).rejects.toThrow();
    expect((await readdir(world.folder)).filter((name) => /restored|partial/.test(name))).toEqual([]);
  });
});

const tools = ['pg_dump', 'pg_restore', 'createdb'];
const missing =
  postgresMissing() ??
  tools
    .map((tool) => (spawnSync(tool, ['--version']).status === 0 ? undefined : `no ${tool} here`))
    .find(Boolean);
if (missing) console.log(`backup: ${missing}`);

describe('of PostgreSQL', () => {
  let server: PostgresUnderTest | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  test('it names the command that does it', async () => {
    await expect(runBackup({ database: 'postgres://a/b', file })).rejects.toThrow(/pg_dump --format=custom/);
    await expect(runRestore({ database: 'postgres://a/b', file })).rejects.toThrow(/pg_restore --single/);
  });

  test.skipIf(missing)('pg_dump and pg_restore as documented keep every release and count', async () => {
    server = await startPostgres();
    const receiver = await world.receiver({ database: server.url });
    await receiver.inject(post(...Array.from({ length: 100 }, (_, i) => world.release(i % 5))));
    const other = server.url.replace(/\/[^/]*$/, '/restored');
    const run = (tool: string, ...args: string[]) => {
      const { status, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
      expect([tool, status, stderr]).toEqual([tool, 0, '']);
    };

    run('pg_dump', '--format=custom', '--schema=inkling', `--file=${file}`, server.url);
    run('createdb', `--maintenance-db=${server.url}`, 'restored');
    run('pg_restore', '--single-transaction', `--dbname=${other}`, file);
    const again = await world.receiver({ database: other });

    const counts = async (at: typeof again) =>
      (await at.inject(`/v1/sites/${SITE}/counts?period=${PERIOD}`)).json();
    expect(await counts(again)).toEqual(await counts(receiver));
    expect(await nonces(other)).toEqual(await nonces(server.url));
  });
});
