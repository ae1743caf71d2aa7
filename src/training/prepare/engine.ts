import type { Dialect } from './dialects.ts';

/** Columns of a table and their types, in order. */
export type Columns = Readonly<Record<string, 'bigint' | 'text'>>;
export type Row = readonly (number | string | null)[];

/** A database that prepares: DuckDB in this process, or a PostgreSQL server. */
export interface PrepareEngine {
  readonly dialect: Dialect;
  /** Starts a statement that makes a table; one that is not kept serves a single part. */
  create(table: string, isKept: boolean): string;
  /** A statement that makes an empty table which is kept, unless it is there. */
  createEmpty(table: string, columns: string): string;
  /** Runs statements as one transaction. */
  run(statements: readonly string[]): Promise<void>;
  /** Fills a table that exists. */
  fill(table: string, columns: Columns, batches: AsyncIterable<readonly Row[]>): Promise<void>;
  /** Rows of a short answer, numbers as numbers. */
  query(sql: string): Promise<Row[]>;
  /** Writes a query's rows as Parquet, ordered by its key. @returns how many */
  writeParquet(query: string, columns: Columns, key: readonly string[], file: string): Promise<number>;
  close(): Promise<void>;
}

/** The columns as a table's definition has them. */
export const columnList = (columns: Columns, dialect: Dialect): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${dialect[type]}`)
    .join(', ');
