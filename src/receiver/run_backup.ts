import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, copyFile, link, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Database } from 'better-sqlite3';
import { InklingError, invalid } from '../contract/error.ts';
import { isPostgres } from './open_storage.ts';
import { loadEngine } from './sqlite.ts';
import { refuseForeign } from './sqlite_schema.ts';

export interface BackupArguments {
  readonly database: string;
  /** The file of the backup. */
  readonly file: string;
}

/** What a backup holds. */
export interface Backup {
  readonly file: string;
  readonly bytes: number;
  /** Hex, of the file. */
  readonly sha256: string;
  readonly sites: number;
  /** Releases whose nonces are kept; those in quarantine too. */
  readonly releases: number;
  /** Releases that are counted, rolled up or not. */
  readonly counted: number;
}

/** More pages than a file can have: all of them in one read transaction. */
const ALL_PAGES = 0x7fff_ffff;
/** A nonce is the permission to erase its release. */
const OWNER_ONLY = 0o600;

/**
 * `inkling backup`: a copy of the database as it stood at one moment, while receivers go on. What was
 * acknowledged before it began is in it. The file is there when it is whole, checked and on disk, or not at all.
 *
 * All pages in one step: in several it would begin anew whenever a receiver writes, and never end.
 *
 * @throws InklingError `invalid-argument` when the file exists, and for PostgreSQL, which has pg_dump;
 * `store-unavailable`
 */
export async function runBackup({ database, file }: BackupArguments): Promise<Backup> {
  if (isPostgres(database)) throw invalid(`a PostgreSQL database is backed up with pg_dump: ${PG_DUMP}`);
  return placed(file, async (partial) => {
    const source = await openExisting(database);
    try {
      refuseForeign(source);
      await source.backup(partial, { progress: () => ALL_PAGES });
    } finally {
      source.close();
    }
  });
}

/**
 * `inkling restore`: puts a backup where a receiver finds its database.
 * @throws InklingError `invalid-argument` when there is a database already; `store-unavailable` for a file that is no
 * backup or is damaged
 */
export async function runRestore({ database, file }: BackupArguments): Promise<Backup> {
  if (isPostgres(database)) throw invalid(`a PostgreSQL database is restored with pg_restore: ${PG_RESTORE}`);
  await refuseExisting(file, true);
  // A log that lies beside it would be played into the database that it does not belong to.
  for (const leftover of ['-wal', '-shm', '-journal']) await refuseExisting(database + leftover);
  return placed(database, (partial) => copyFile(file, partial));
}

const PG_DUMP = 'pg_dump --format=custom --schema=inkling --file=FILE DATABASE';
const PG_RESTORE = 'pg_restore --single-transaction --dbname=DATABASE FILE';

/** A backup in words. */
export const backupText = ({ file, bytes, sha256, sites, releases, counted }: Backup): string =>
  `${file}: ${releases} releases and ${counted} counted of ${sites} sites, ${bytes} bytes, sha256 ${sha256}`;

/** Makes a file beside its place, checks it, and gives it its name, which must be free. */
async function placed(file: string, make: (partial: string) => Promise<unknown>): Promise<Backup> {
  await refuseExisting(file);
  const partial = join(dirname(file), `.${randomUUID()}.partial`);
  try {
    await make(partial);
    await chmod(partial, OWNER_ONLY);
    const content = await check(partial);
    await sync(partial);
    // Unlike a rename it fails when the name was taken meanwhile.
    await link(partial, file);
    await sync(dirname(file));
    return { file, ...(await measure(file)), ...content };
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InklingError('store-unavailable', `${file} could not be written: ${why}`, { cause });
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(partial + end, { force: true });
  }
}

/** Whole, ours, and one file without a log beside it. @throws InklingError `store-unavailable` */
async function check(file: string): Promise<Pick<Backup, 'sites' | 'releases' | 'counted'>> {
  const db = await openExisting(file);
  try {
    refuseForeign(db);
    db.pragma('journal_mode = DELETE');
    const found = db.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new InklingError('store-unavailable', `the database is damaged: ${found}`);
    const one = (sql: string) => db.prepare(sql).pluck().get() as number;
    return {
      sites: one('SELECT count(*) FROM sites'),
      releases: one('SELECT count(*) FROM releases'),
      counted: one('SELECT coalesce(sum(releases), 0) FROM counts'),
    };
  } finally {
    db.close();
  }
}

async function openExisting(file: string): Promise<Database> {
  const Engine = await loadEngine();
  try {
    const db = new Engine(file, { fileMustExist: true });
    db.prepare('SELECT count(*) FROM sqlite_schema').get(); // a file that is no database shows here
    return db;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InklingError('store-unavailable', `${file} cannot be used: ${why}`, { cause });
  }
}

async function refuseExisting(file: string, isWanted = false): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists === isWanted) return;
  throw invalid(
    isWanted
      ? `${file} is not there, must be a backup`
      : `${file} is there already, must not be: nothing is overwritten`,
  );
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function measure(file: string): Promise<Pick<Backup, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
