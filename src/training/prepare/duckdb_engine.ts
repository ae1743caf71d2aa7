import { InklingError } from '../../contract/error.ts';
import { type Duckdb, openDuckdb, quoted } from '../duckdb.ts';
import { DIALECTS } from './dialects.ts';
import type { Columns, PrepareEngine, Row } from './engine.ts';

export interface DuckdbEngineOptions {
  /** Database file: what is kept outlives a run that is killed. */
  readonly file?: string;
  /** Memory of the database; what it needs beyond goes to disk. Node itself takes some 200 MB more. */
  readonly memory: string;
  /** Folder for what does not fit into memory. */
  readonly spill: string;
}

/** DuckDB in this process. */
export class DuckdbEngine implements PrepareEngine {
  readonly dialect = DIALECTS.duckdb;
  readonly #duckdb: Duckdb;

  private constructor(duckdb: Duckdb) {
    this.#duckdb = duckdb;
  }

  /** @throws InklingError `store-unavailable` */
  static async open(options: DuckdbEngineOptions): Promise<DuckdbEngine> {
    return new DuckdbEngine(await openDuckdb(options));
  }

  create(table: string, isKept: boolean): string {
    return isKept ? `CREATE TABLE ${table} AS` : this.dialect.createTable(table);
  }

  createEmpty(table: string, columns: string): string {
    return `CREATE TABLE IF NOT EXISTS ${table} (${columns})`;
  }

  async run(statements: readonly string[]): Promise<void> {
    const { connection } = this.#duckdb;
    await guarded(async () => {
      await connection.run('BEGIN');
      for (const statement of statements) await connection.run(statement);
      await connection.run('COMMIT');
    });
  }

  async fill(table: string, columns: Columns, batches: AsyncIterable<readonly Row[]>): Promise<void> {
    const areNumbers = Object.values(columns).map((type) => type === 'bigint');
    await guarded(async () => {
      const appender = await this.#duckdb.connection.createAppender(table);
      for await (const rows of batches) {
        for (const row of rows) {
          for (let i = 0; i < areNumbers.length; i++) {
            const value = row[i];
            if (value === null || value === undefined) appender.appendNull();
            else if (areNumbers[i]) appender.appendBigInt(BigInt(value));
            else appender.appendVarchar(value as string);
          }
          appender.endRow();
        }
      }
      appender.closeSync();
    });
  }

  async query(sql: string): Promise<Row[]> {
    return guarded(async () => {
      const answer = await this.#duckdb.connection.runAndReadAll(sql);
      return answer
        .getRows()
        .map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : String(value))));
    });
  }

  async writeParquet(
    query: string,
    _columns: Columns,
    key: readonly string[],
    file: string,
  ): Promise<number> {
    const ordered = `SELECT * FROM (\n${query}\n) AS output ORDER BY ${key.join(', ')}`;
    const [[rows = 0] = []] = await this.query(
      `COPY (${ordered}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    return Number(rows);
  }

  async close(): Promise<void> {
    this.#duckdb.close();
  }
}

/** The engine's error in our terms. What it says of memory and disk is for the caller to mend. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    const isFull = /out of memory|no space left/i.test(why);
    const advice = isFull ? '; give more --memory, more --partitions, or more room on the disk of --out' : '';
    throw new InklingError(isFull ? 'store-full' : 'store-unavailable', `DuckDB: ${why}${advice}`, { cause });
  }
}
