import { invalid } from '../../contract/error.ts';
import { readCsvLog } from './csv_log.ts';
import type { LogEntry } from './entry.ts';
import { readJsonlLog } from './jsonl_log.ts';
import { formatOf } from './log_file.ts';
import { readParquetLog } from './parquet_log.ts';
import type { Skipped } from './skipped.ts';

/**
 * A log, a list of entries at a time, in the file's order; the format is found out. An entry that cannot be
 * understood is left out and counted, unless more than a tenth of the file is such.
 *
 * @param onBytes hears how much more of the file was read
 * @throws InklingError `invalid-argument` naming file and line
 */
export async function* readLog(
  file: string,
  skipped: Skipped,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<LogEntry[]> {
  const format = await formatOf(file);
  skipped.begin(file, format === 'parquet' ? 'row' : 'line');
  let taken = 0;
  const batches =
    format === 'parquet'
      ? readParquetLog(file, skipped)
      : format === 'csv'
        ? readCsvLog(file, skipped, onBytes)
        : readJsonlLog(file, skipped, onBytes);
  for await (const entries of batches) {
    taken += entries.length;
    yield entries;
  }
  skipped.end();
  if (taken === 0) throw invalid(`${file} holds no interaction`);
}
