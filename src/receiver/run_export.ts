import { DAY_MS } from '../contract/config.ts';
import { invalid } from '../contract/error.ts';
import { dailyCounts } from './daily_counts.ts';
import { EXPORT_FORMATS, type ExportFormat, exportCounts } from './export_counts.ts';
import { withStorage } from './run_models.ts';

export interface ExportArguments {
  readonly database: string;
  readonly site: string;
  /** Ends in .parquet or .csv; replaced when it is there. */
  readonly out: string;
  readonly periodDays: number;
}

/**
 * `inkling export`: writes a site's noisy counts into a file. @returns how many rows.
 * @throws InklingError `invalid-argument` for a file of another kind, `store-unavailable` without DuckDB.
 */
export async function runExport(given: ExportArguments, now = Date.now): Promise<number> {
  const { database, site, out, periodDays } = given;
  const format = EXPORT_FORMATS.find((ending): ending is ExportFormat => out.endsWith(`.${ending}`));
  if (!format) throw invalid(`the file is ${out}, must end in .parquet or .csv`);
  return withStorage(database, async (storage) => {
    const before = Math.floor(now() / DAY_MS) + 1;
    return exportCounts(await dailyCounts({ storage, site, before, periodDays }), format, out);
  });
}
