import { writeFile } from 'node:fs/promises';
import { DAY_MS } from '../../contract/config.ts';
import { invalid } from '../../contract/error.ts';
import { withStorage } from '../run_models.ts';
import { cohortsOf, driftOf, readIntake, readSiteCounts } from '../statistics.ts';
import type { Storage } from '../storage.ts';
import { type ReportContent, reportPage } from './report_page.ts';
import type { ReportLanguage } from './report_texts.ts';

export interface ReportArguments {
  readonly database: string;
  readonly site: string;
  /** File of the page; replaced when it is there. */
  readonly out: string;
  readonly language: ReportLanguage;
  /** The latest with releases by default. */
  readonly period?: number;
  readonly periodDays: number;
}

/**
 * `inkling report`: writes one page of a period's cohorts, what changed since the period before, and intake.
 * @returns the period and its releases.
 * @throws InklingError `invalid-argument` for a site that the database does not have.
 */
export async function runReport(
  given: ReportArguments,
  now = Date.now,
): Promise<{ readonly period: number; readonly releases: number }> {
  const content = await withStorage(given.database, (storage) => readContent(storage, given, now()));
  await writeFile(given.out, reportPage(content));
  return { period: content.period, releases: content.total };
}

async function readContent(storage: Storage, given: ReportArguments, madeAt: number): Promise<ReportContent> {
  const { site, language, periodDays } = given;
  if ((await storage.codebooks(site)).length === 0) throw invalid(`the database has no site "${site}"`);
  const { populations, leftOutDays } = await readSiteCounts(storage, site);
  const intake = await readIntake(storage, site);
  const period = given.period ?? intake.at(-1)?.period ?? Math.floor(madeAt / (periodDays * DAY_MS));
  const before = intake.findLast((one) => one.period < period)?.period;
  const told = populations.flatMap((population) => {
    const cohorts = cohortsOf(population, { from: period, to: period });
    if (cohorts.codebooks.every(({ table }) => table.total === 0)) return [];
    const drift = before === undefined ? undefined : driftOf(population, before, period);
    return [{ cohorts, ...(drift && { drift }) }];
  });
  const tables = told.flatMap(({ cohorts }) => cohorts.codebooks);
  return {
    ...{ site, language, period, periodDays, leftOutDays, intake, madeAt, populations: told },
    total: tables.reduce((sum, { table }) => sum + table.total, 0),
    ...(before !== undefined && { before }),
  };
}
