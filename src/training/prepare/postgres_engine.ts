import type { Client } from 'pg';
import { InklingError } from '../../contract/error.ts';
import { DIALECTS } from './dialects.ts';
import { DuckdbEngine, type DuckdbEngineOptions } from './duckdb_engine.ts';
import { type Columns, columnList, type PrepareEngine, type Row } from './engine.ts';

const BATCH = 10_000;

/**
 * A PostgreSQL server. All tables are temporary: the server forgets them with the connection, whatever becomes of
 * this process. It writes no Parquet, so its answers pass through a DuckDB of ours.
 */
export class PostgresEngine implements PrepareEngine {
  readonly dialect = DIALECTS.postgres;
  readonly #client: Client;
  readonly #writer: DuckdbEngine;

  private constructor(client: Client, writer: DuckdbEngine) {
    this.#client = client;
    this.#writer = writer;
  }

  /** @throws InklingError `store-unavailable` */
  static async open(url: string, writer: DuckdbEngineOptions): Promise<PostgresEngine> {
    const { Client } = await loadEngine();
    const parquet = await DuckdbEngine.open(writer);
    try {
      const client = new Client({ connectionString: url });
      // A connection that breaks fails the query that runs; as an event alone it would end the process.
      client.on('error', () => {});
      await client.connect();
      return new PostgresEngine(client, parquet);
    } catch (cause) {
      await parquet.close();
      throw unavailable(cause);
    }
  }

  create(table: string): string {
    return this.dialect.createTable(table);
  }

  createEmpty(table: string, columns: string): string {
    return `CREATE TEMP TABLE IF NOT EXISTS ${table} (${columns})`;
  }

  async run(statements: readonly string[]): Promise<void> {
    await guarded(async () => {
      await this.#client.query('BEGIN');
      for (const statement of statements) {
        await this.#client.query(statement);
        // Without statistics the planner joins a large temporary table by nested loops.
        const made = /^CREATE TEMP TABLE (\w+) AS/m.exec(statement)?.[1];
        if (made !== undefined) await this.#client.query(`ANALYZE ${made}`);
      }
      await this.#client.query('COMMIT');
    });
  }

  async fill(table: string, columns: Columns, batches: AsyncIterable<readonly Row[]>): Promise<void> {
    const types = Object.values(columns).map((type) => this.dialect[type]);
    const lists = types.map((type, i) => `$${i + 1}::${type}[]`).join(', ');
    const insert = `INSERT INTO ${table} SELECT * FROM unnest(${lists})`;
    const send = (rows: readonly Row[]) =>
      this.#client.query(
        insert,
        types.map((_, i) => rows.map((row) => withoutNul(row[i] ?? null))),
      );
    await guarded(async () => {
      let waiting: Row[] = [];
      for await (const rows of batches) {
        waiting = waiting.concat(rows);
        for (; waiting.length >= BATCH; waiting = waiting.slice(BATCH)) await send(waiting.slice(0, BATCH));
      }
      if (waiting.length > 0) await send(waiting);
      await this.#client.query(`ANALYZE ${table}`);
    });
  }

  async query(sql: string): Promise<Row[]> {
    return guarded(async () => {
      const { rows } = await this.#client.query<(string | number | null)[]>({ text: sql, rowMode: 'array' });
      // 64-bit integers come as text.
      return rows.map((row) =>
        row.map((value) => (/^-?\d+$/.test(String(value)) ? Number(value) : String(value))),
      );
    });
  }

  async writeParquet(query: string, columns: Columns, key: readonly string[], file: string): Promise<number> {
    const table = 'passing';
    await this.#writer.run([
      `CREATE OR REPLACE TABLE ${table} (${columnList(columns, this.#writer.dialect)})`,
    ]);
    await this.#writer.fill(table, columns, this.#rows(query, Object.keys(columns)));
    const rows = await this.#writer.writeParquet(`SELECT * FROM ${table}`, columns, key, file);
    await this.#writer.run([`DROP TABLE ${table}`]);
    return rows;
  }

  async close(): Promise<void> {
    await this.#client.end();
    await this.#writer.close();
  }

  async *#rows(query: string, columns: readonly string[]): AsyncGenerator<Row[]> {
    const client = this.#client;
    const fetched = () =>
      guarded(async () => {
        const text = `FETCH ${BATCH} FROM answer`;
        return (await client.query<(string | null)[]>({ text, rowMode: 'array' })).rows;
      });
    await guarded(async () => {
      await client.query('BEGIN');
      await client.query(
        `DECLARE answer NO SCROLL CURSOR FOR SELECT ${columns.join(', ')} FROM (${query}) AS output`,
      );
    });
    for (let rows = await fetched(); rows.length > 0; rows = await fetched()) yield rows;
    await guarded(() => client.query('COMMIT'));
  }
}

/** PostgreSQL's text cannot hold the zero character, which means nothing in an id. */
const withoutNul = (value: number | string | null): number | string | null =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;

async function loadEngine(): Promise<{ Client: typeof Client }> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new InklingError(
      'store-unavailable',
      '--engine postgres://... needs the package pg: npm install pg',
      { cause },
    );
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** The server's error in our terms: it names what failed; the address, with its password, is not repeated. */
function unavailable(cause: unknown): unknown {
  if (cause instanceof InklingError) return cause;
  const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
  return new InklingError('store-unavailable', `PostgreSQL: ${why}`, { cause });
}
