import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdb, quoted } from '../training/duckdb.ts';
import type { Day } from './daily_counts.ts';

export const EXPORT_FORMATS = ['parquet', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What a row of the export says; docs/decode.md turns them into estimates. */
const COLUMNS = `day DATE, period INTEGER, codebook VARCHAR, model VARCHAR, epsilon_milli INTEGER, k INTEGER,
  p DOUBLE, q DOUBLE, cohort INTEGER, name VARCHAR, releases BIGINT`;
const COPY: Readonly<Record<ExportFormat, string>> = {
  parquet: '(FORMAT parquet, COMPRESSION zstd)',
  csv: '(FORMAT csv, HEADER)',
};

/**
 * Writes noisy counts into a Parquet or CSV file through DuckDB: a row for each day, period, codebook and row of it.
 * Rows that nobody released are there with 0, so that nothing has to be filled in before noise is taken out.
 *
 * @returns how many rows.
 * @throws InklingError `store-unavailable`, among other reasons when DuckDB is not installed.
 */
export async function exportCounts(
  days: AsyncIterable<Day>,
  format: ExportFormat,
  file: string,
): Promise<number> {
  const duckdb = await openDuckdb();
  try {
    await duckdb.connection.run(`CREATE TABLE counts (${COLUMNS})`);
    const appender = await duckdb.connection.createAppender('counts');
    let written = 0;
    for await (const { day, counts } of days)
      for (const { period, codebook, model, epsilonMilli, K, p, q, releases, names } of counts)
        for (const [cohort, count] of releases.entries()) {
          appender.appendVarchar(day);
          appender.appendInteger(period);
          for (const text of [codebook, model]) appender.appendVarchar(text);
          for (const number of [epsilonMilli, K]) appender.appendInteger(number);
          for (const number of [p, q]) appender.appendDouble(number);
          appender.appendInteger(cohort);
          appender.appendVarchar(names[cohort]!);
          appender.appendBigInt(BigInt(count));
          appender.endRow();
          written++;
        }
    appender.closeSync();
    const ordered = 'SELECT * FROM counts ORDER BY day, period, codebook, cohort';
    await duckdb.connection.run(`COPY (${ordered}) TO ${quoted(file)} ${COPY[format]}`);
    return written;
  } finally {
    duckdb.close();
  }
}

/** A place for a file that is gone when the work is done. */
export async function withScratchFile<T>(name: string, work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-export-'));
  try {
    return await work(join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
