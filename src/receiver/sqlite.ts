import type { Database } from 'better-sqlite3';
import { InklingError, invalid } from '../contract/error.ts';
import { migrate } from './sqlite_schema.ts';
import type { Count, Health, PeriodQuery, Storage, StoredCodebook, StoredRelease } from './storage.ts';

/** Releases that `rows` reads at once; between two reads others may write. */
const PAGE = 1_000;

/**
 * Storage in one SQLite file.
 *
 * WAL and `synchronous = FULL`: a commit is on disk when it returns. That is one fsync a
 * transaction, so callers batch (group_commit.ts).
 */
export class SqliteStorage implements Storage {
  readonly #db: Database;
  readonly #append: (batch: readonly StoredRelease[]) => boolean[];
  readonly #erase: (site: string, nonce: Uint8Array) => boolean;
  readonly #register: (codebook: StoredCodebook) => void;

  private constructor(db: Database) {
    this.#db = db;
    this.#append = prepareAppend(db);
    this.#erase = prepareErase(db);
    this.#register = prepareRegister(db);
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
      migrate(db);
      return new SqliteStorage(db);
    } catch (cause) {
      db?.close();
      throw unavailable(`database ${file} cannot be used`, cause);
    }
  }

  async registerCodebook(codebook: StoredCodebook): Promise<StoredCodebook> {
    return guarded('the codebook could not be registered', () => {
      this.#register(codebook);
      return this.#codebooks(codebook.site).find(({ sha256 }) => sha256 === codebook.sha256)!;
    });
  }

  async codebooks(site: string): Promise<StoredCodebook[]> {
    return guarded('codebooks could not be read', () => this.#codebooks(site));
  }

  async append(batch: readonly StoredRelease[]): Promise<boolean[]> {
    return guarded('releases could not be stored', () => this.#append(batch));
  }

  async counts(query: PeriodQuery): Promise<Count[]> {
    return guarded('counts could not be read', () =>
      this.#db
        .prepare<unknown[], Count>(
          `SELECT period, c.sha256 AS codebook, row, releases
           FROM counts JOIN sites s ON s.id = counts.site JOIN codebooks c ON c.id = counts.codebook
           WHERE s.name = ? AND period BETWEEN ? AND ? AND releases > 0
           ORDER BY period, c.id, row`,
        )
        .all(query.site, ...bounds(query)),
    );
  }

  async *rows(query: PeriodQuery): AsyncGenerator<StoredRelease> {
    // Page by page and not by an open cursor: better-sqlite3 refuses to write while one is open.
    const page = this.#db.prepare<unknown[], StoredRelease>(
      `SELECT s.name AS site, nonce, c.sha256 AS codebook, row, period, day
       FROM releases r JOIN sites s ON s.id = r.site JOIN codebooks c ON c.id = r.codebook
       WHERE r.site = (SELECT id FROM sites WHERE name = ?) AND period BETWEEN ? AND ? AND nonce > ?
       ORDER BY nonce LIMIT ${PAGE}`,
    );
    let after: Uint8Array = new Uint8Array(0); // sorts before every nonce
    for (;;) {
      const found = guarded('releases could not be read', () =>
        page.all(query.site, ...bounds(query), after),
      );
      yield* found;
      if (found.length < PAGE) return;
      after = found.at(-1)!.nonce;
    }
  }

  async erase(site: string, nonce: Uint8Array): Promise<boolean> {
    return guarded('the release could not be erased', () => this.#erase(site, nonce));
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

  #codebooks(site: string): StoredCodebook[] {
    return this.#db
      .prepare<unknown[], StoredCodebook>(
        `SELECT s.name AS site, sha256, epsilon_milli AS epsilonMilli, model, file
         FROM codebooks c JOIN sites s ON s.id = c.site WHERE s.name = ? ORDER BY c.id`,
      )
      .all(site);
  }
}

function prepareRegister(db: Database): (codebook: StoredCodebook) => void {
  const addSite = db.prepare('INSERT INTO sites (name) VALUES (?) ON CONFLICT DO NOTHING');
  const addCodebook = db.prepare(
    `INSERT INTO codebooks (site, sha256, epsilon_milli, model, file)
     VALUES ((SELECT id FROM sites WHERE name = ?), ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const register = db.transaction(({ site, sha256, epsilonMilli, model, file }: StoredCodebook) => {
    addSite.run(site);
    addCodebook.run(site, sha256, epsilonMilli, model, file);
  });
  return (codebook) => register.immediate(codebook);
}

interface CodebookKey {
  readonly site: number;
  readonly codebook: number;
}

function prepareAppend(db: Database): (batch: readonly StoredRelease[]) => boolean[] {
  const find = db.prepare<unknown[], CodebookKey>(
    `SELECT c.site, c.id AS codebook FROM codebooks c JOIN sites s ON s.id = c.site
     WHERE s.name = ? AND c.sha256 = ?`,
  );
  const add = db.prepare('INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const count = db.prepare(
    'INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET releases = releases + excluded.releases',
  );
  // Keys never change once they are given, so they are looked up once.
  const keys = new Map<string, CodebookKey>();
  const keyOf = ({ site, codebook }: StoredRelease): CodebookKey => {
    const name = `${site}/${codebook}`;
    const key = keys.get(name) ?? find.get(site, codebook);
    if (!key) throw invalid('the codebook of a release is not registered for its site');
    keys.set(name, key);
    return key;
  };
  const append = db.transaction((batch: readonly StoredRelease[]) => {
    const added = new Map<string, { readonly cell: readonly number[]; releases: number }>();
    const fresh = batch.map((release) => {
      const { site, codebook } = keyOf(release);
      const { nonce, row, period, day } = release;
      if (add.run(site, nonce, codebook, row, period, day).changes === 0) return false;
      const cell = [site, period, codebook, row];
      const tally = added.get(cell.join()) ?? { cell, releases: 0 };
      tally.releases++;
      added.set(cell.join(), tally);
      return true;
    });
    for (const { cell, releases } of added.values()) count.run(...cell, releases);
    return fresh;
  });
  return (batch) => append.immediate(batch);
}

function prepareErase(db: Database): (site: string, nonce: Uint8Array) => boolean {
  const remove = db.prepare<unknown[], Record<'site' | 'period' | 'codebook' | 'row', number>>(
    `DELETE FROM releases WHERE site = (SELECT id FROM sites WHERE name = ?) AND nonce = ?
     RETURNING site, period, codebook, row`,
  );
  const uncount = db.prepare(
    'UPDATE counts SET releases = releases - 1 WHERE site = ? AND period = ? AND codebook = ? AND row = ?',
  );
  const erase = db.transaction((site: string, nonce: Uint8Array) => {
    const gone = remove.get(site, nonce);
    if (gone) uncount.run(gone.site, gone.period, gone.codebook, gone.row);
    return gone !== undefined;
  });
  return (site, nonce) => erase.immediate(site, nonce);
}

/** The engine is native code and an optional peer: whoever runs a receiver installs it. */
async function loadEngine(): Promise<typeof import('better-sqlite3')> {
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

const bounds = ({ from = 0, to = Number.MAX_SAFE_INTEGER }: PeriodQuery): [number, number] => [from, to];

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
