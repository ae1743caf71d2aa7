import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A PostgreSQL server of a test's own. */
export interface PostgresUnderTest {
  /** `postgres://...` of an empty database, whose user may do everything. */
  readonly url: string;
  close(): Promise<void>;
}

/** Somebody else may take the port between our looking and the server's. */
const TRIES = 3;
/** User and group that own nothing, on every Linux and macOS: the server refuses to run as root. */
const NOBODY = 65_534;

/** Why `startPostgres` cannot start one here; undefined when it can. */
export function postgresMissing(): string | undefined {
  return binaries() ? undefined : 'there is no PostgreSQL here (initdb and postgres)';
}

/** A real server on a free loopback port, its data in a folder that `close` deletes. */
export async function startPostgres(): Promise<PostgresUnderTest> {
  const folder = binaries();
  if (folder === undefined) throw new Error(postgresMissing());
  const data = mkdtempSync(join(tmpdir(), 'inkling-postgres-'));
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (owner.uid !== undefined) chownSync(data, NOBODY, NOBODY);
  const remove = () => rmSync(data, { recursive: true, force: true });
  const options = { cwd: data, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' }, ...owner };
  try {
    await run(
      join(folder, 'initdb'),
      ['-D', data, '-U', 'inkling', '-A', 'trust', '-E', 'UTF8', '-N'],
      options,
    );
    for (let left = TRIES; ; left--) {
      const port = await freePort();
      const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', data, '-F'];
      const server = spawn(join(folder, 'postgres'), args, {
        ...options,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let log = '';
      const isReady = await new Promise<boolean>((resolve) => {
        server.stderr.on('data', (chunk: Buffer) => {
          log += chunk.toString();
          if (log.includes('ready to accept connections')) resolve(true);
        });
        server.once('error', () => resolve(false));
        server.once('exit', () => resolve(false));
      });
      if (!isReady && left > 1) continue;
      if (!isReady) throw new Error(`PostgreSQL does not start: ${log.slice(-500)}`);
      return {
        url: `postgres://inkling@127.0.0.1:${port}/postgres`,
        async close() {
          const ended = once(server, 'exit');
          // "Fast": ends what is under way instead of waiting for clients to leave.
          server.kill('SIGINT');
          await ended;
          remove();
        },
      };
    }
  } catch (error) {
    remove();
    throw error;
  }
}

/** Folder with initdb and postgres: on PATH, or where Debian keeps the newest. */
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  let versions: string[] = [];
  try {
    versions = readdirSync(debian).sort((a, b) => Number(b) - Number(a));
  } catch {
    // not a Debian, or without PostgreSQL
  }
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false; // not there
      }
    }),
  );
}

async function run(command: string, args: readonly string[], options: object): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${log.slice(-500)}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
