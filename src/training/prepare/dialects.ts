/** Where the SQL of preparation can run. */
export const DIALECT_NAMES = ['duckdb', 'postgres', 'spark', 'bigquery'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/** All that differs between the databases; everything else in sql.ts is the same for each. */
export interface Dialect {
  readonly name: DialectName;
  /** False where no test runs what is printed. */
  readonly isTested: boolean;
  readonly bigint: string;
  readonly text: string;
  /** Begins a statement that makes a table of this session of a query. */
  createTable(name: string): string;
  /** The first seven hexadecimal digits of the MD5 of a text, as a whole number: the same in every database. */
  hash(text: string): string;
  /** Writes a query's rows as one Parquet table of the folder that `inkling train --prepared` reads. */
  writeParquet(query: string, table: string): string;
}

export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb: {
    name: 'duckdb',
    isTested: true,
    bigint: 'BIGINT',
    text: 'VARCHAR',
    createTable: (name) => `CREATE OR REPLACE TEMP TABLE ${name} AS`,
    hash: (text) => `CAST('0x' || substr(md5(${text}), 1, 7) AS BIGINT)`,
    writeParquet: (query, table) => `COPY (\n${query}\n) TO 'prepared/${table}.parquet' (FORMAT parquet)`,
  },
  postgres: {
    name: 'postgres',
    isTested: true,
    bigint: 'BIGINT',
    text: 'TEXT',
    createTable: (name) => `CREATE TEMP TABLE ${name} AS`,
    hash: (text) => `CAST(CAST('x' || substr(md5(${text}), 1, 7) AS BIT(28)) AS BIGINT)`,
    // PostgreSQL writes no Parquet: the rows stay in a table, for whatever copies it.
    writeParquet: (query, table) => `CREATE TEMP TABLE prepared_${table} AS\n${query}`,
  },
  spark: {
    name: 'spark',
    isTested: false,
    bigint: 'BIGINT',
    text: 'STRING',
    createTable: (name) => `CREATE OR REPLACE TEMPORARY VIEW ${name} AS`,
    hash: (text) => `CAST(conv(substr(md5(${text}), 1, 7), 16, 10) AS BIGINT)`,
    writeParquet: (query, table) =>
      `INSERT OVERWRITE DIRECTORY 'prepared/${table}.parquet' USING PARQUET\n${query}`,
  },
  bigquery: {
    name: 'bigquery',
    isTested: false,
    bigint: 'INT64',
    text: 'STRING',
    createTable: (name) => `CREATE TEMP TABLE ${name} AS`,
    hash: (text) => `CAST(CONCAT('0x', SUBSTR(TO_HEX(MD5(${text})), 1, 7)) AS INT64)`,
    writeParquet: (query, table) =>
      `EXPORT DATA OPTIONS (uri = 'gs://BUCKET/prepared/${table}-*.parquet', format = 'PARQUET', overwrite = true) AS\n${query}`,
  },
};
