import type { Database } from 'better-sqlite3';
import { InklingError } from '../contract/error.ts';
import { SqliteCodebooks } from './sqlite_codebooks.ts';
import { prepareAppend, prepareErase, prepareSettle } from './sqlite_releases.ts';
import { noteDay, rollUp } from './sqlite_retention.ts';
import { migrate } from './sqlite_schema.ts';
import type {
  Count,
  DailyCount,
  DayQuery,
  Health,
  PeriodQuery,
  QuarantinedDay,
  Standing,
  Storage,
  StoredCodebook,
  StoredRelease,
} from './storage.ts';

/** Releases that `rows` reads at once; between two reads others may write. */
const PAGE = 1_000;
/** Nonces are random, so each release dirties a page of its own: the hot ones should be in memory. */
const CACHE_KIB = 64 * 1024;

/**
 * Storage in one SQLite file.
 *
 * WAL and `synchronous = FULL`: a commit is on disk when it returns. That is one fsync a
 * transaction, so callers batch (group_commit.ts).
 */
export class SqliteStorage implements Storage {
  readonly #db: Database;
  readonly #codebooks: SqliteCodebooks;
  readonly #append: (batch: readonly StoredRelease[]) => boolean[];
  readonly #erase: (site: string, nonce: Uint8Array) => boolean;
  readonly #settle: (site: string, day: number, fate: 'count' | 'discard') => number;

  private constructor(db: Database) {
    this.#db = db;
    this.#codebooks = new SqliteCodebooks(db);
    this.#append = prepareAppend(db);
    this.#erase = prepareErase(db);
    this.#settle = prepareSettle(db);
  }

  /** Opens the file, creates it if absent. @throws InklingError `store-unavailable` */
  static async open(file: string): Promise<SqliteStorage> {
    const Engine = await loadEngine();
    let db: Database | undefined;
    try {
      db = new Engine(file);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.pragma(`cache_size = -${CACHE_KIB}`);
      migrate(db);
      return new SqliteStorage(db);
    } catch (cause) {
      db?.close();
      throw unavailable(`database ${file} cannot be used`, cause);
    }
  }

  async registerCodebook(codebook: StoredCodebook): Promise<StoredCodebook> {
    return guarded('the codebook could not be registered', () => this.#codebooks.register(codebook));
  }

  async codebooks(site: string): Promise<StoredCodebook[]> {
    return guarded('codebooks could not be read', () => this.#codebooks.all(site));
  }

  async activate(site: string, codebooks: readonly string[]): Promise<void> {
    guarded('the codebooks could not be activated', () => this.#codebooks.activate(site, codebooks));
  }

  async rollBack(site: string): Promise<boolean> {
    return guarded('the activation could not be undone', () => this.#codebooks.rollBack(site));
  }

  async standing(site: string): Promise<Standing> {
    return guarded('the site could not be read', () => this.#codebooks.standing(site));
  }

  async append(batch: readonly StoredRelease[]): Promise<boolean[]> {
    return guarded('releases could not be stored', () => this.#append(batch));
  }

  async counts(query: PeriodQuery): Promise<Count[]> {
    return guarded('counts could not be read', () =>
      this.#db
        .prepare<unknown[], Count>(
          `SELECT period, c.sha256 AS codebook, row, sum(releases) AS releases
           FROM counts JOIN sites s ON s.id = counts.site JOIN codebooks c ON c.id = counts.codebook
           WHERE s.name = ? AND period BETWEEN ? AND ?
           GROUP BY period, c.id, row HAVING sum(releases) > 0 ORDER BY period, c.id, row`,
        )
        .all(query.site, ...bounds(query)),
    );
  }

  async dailyCounts(query: DayQuery): Promise<DailyCount[]> {
    return guarded('counts could not be read', () =>
      this.#db
        .prepare<unknown[], DailyCount>(
          `SELECT day, period, c.sha256 AS codebook, row, releases
           FROM counts JOIN sites s ON s.id = counts.site JOIN codebooks c ON c.id = counts.codebook
           WHERE s.name = ? AND day BETWEEN ? AND ? AND releases > 0
           ORDER BY day, period, c.id, row`,
        )
        .all(query.site, ...bounds(query)),
    );
  }

  async *rows(query: PeriodQuery): AsyncGenerator<StoredRelease> {
    // Page by page and not by an open cursor: better-sqlite3 refuses to write while one is open.
    const page = this.#db.prepare<unknown[], StoredRelease & { held: number }>(
      `SELECT s.name AS site, nonce, c.sha256 AS codebook, row, period, day, is_held AS held
       FROM releases r JOIN sites s ON s.id = r.site JOIN codebooks c ON c.id = r.codebook
       WHERE r.site = (SELECT id FROM sites WHERE name = ?) AND period BETWEEN ? AND ? AND nonce > ?
       ORDER BY nonce LIMIT ${PAGE}`,
    );
    let after: Uint8Array = new Uint8Array(0); // sorts before every nonce
    for (;;) {
      const found = guarded('releases could not be read', () =>
        page.all(query.site, ...bounds(query), after),
      );
      for (const { held, ...release } of found) yield held ? { ...release, isHeld: true } : release;
      if (found.length < PAGE) return;
      after = found.at(-1)!.nonce;
    }
  }

  async erase(site: string, nonce: Uint8Array): Promise<boolean> {
    return guarded('the release could not be erased', () => this.#erase(site, nonce));
  }

  async quarantine(site: string): Promise<QuarantinedDay[]> {
    return guarded('the quarantine could not be read', () =>
      this.#db
        .prepare<unknown[], QuarantinedDay>(
          `SELECT day, count(*) AS releases FROM releases
           WHERE site = (SELECT id FROM sites WHERE name = ?) AND is_held = 1 GROUP BY day ORDER BY day`,
        )
        .all(site),
    );
  }

  async settleQuarantine(site: string, day: number, fate: 'count' | 'discard'): Promise<number> {
    return guarded('the quarantine could not be settled', () => this.#settle(site, day, fate));
  }

  async rollUp(site: string, before: number): Promise<number> {
    try {
      return await rollUp(this.#db, site, before);
    } catch (cause) {
      throw unavailable('releases could not be rolled up', cause);
    }
  }

  async noteDay(today: number, maxStep: number): Promise<number> {
    return guarded('the day could not be written down', () => noteDay(this.#db, today, maxStep));
  }

  async health(): Promise<Health> {
    try {
      // A real write: a full disk or a read-only file shows only at commit.
      this.#db.prepare('UPDATE heartbeat SET beats = beats + 1').run();
      return { isWritable: true };
    } catch (cause) {
      return { isWritable: false, problem: unavailable('the database cannot be written', cause).message };
    }
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}

/** The engine is native code and an optional peer: whoever runs a receiver installs it. */
export async function loadEngine(): Promise<typeof import('better-sqlite3')> {
  try {
    return (await import('better-sqlite3')).default;
  } catch (cause) {
    throw new InklingError(
      'store-unavailable',
      'the receiver needs the package better-sqlite3: npm install better-sqlite3@12',
      { cause },
    );
  }
}

const bounds = ({ from = 0, to = Number.MAX_SAFE_INTEGER }: PeriodQuery | DayQuery): [number, number] => [
  from,
  to,
];

function guarded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unavailable(what, cause);
  }
}

/** The engine's error in our terms. Its text names files and causes, never contents. */
function unavailable(what: string, cause: unknown): InklingError {
  if (cause instanceof InklingError && cause.code === 'invalid-argument') return cause;
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_FULL';
  const why = cause instanceof Error ? cause.message : String(cause);
  return new InklingError(isFull ? 'store-full' : 'store-unavailable', `${what}: ${why}`, { cause });
}
