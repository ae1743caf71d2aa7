import { parseCodebook } from '../contract/codebook.ts';
import { odds } from '../privacy/krr.ts';
import { type CohortTable, cohortTable, type Odds } from './cohorts.ts';
import type { Count, PeriodQuery, Storage } from './storage.ts';

/** What the releases of some periods say, for one codebook. */
export interface CodebookStatistics {
  /** Hex SHA-256 of the codebook's file. */
  readonly codebook: string;
  readonly model: string;
  readonly epsilonMilli: number;
  readonly K: number;
  readonly odds: Odds;
  /** By row: what it is called, by language. */
  readonly names: readonly Readonly<Record<string, string>>[];
  /** By row, noisy as they came. */
  readonly observed: readonly number[];
  readonly releases: number;
  readonly cohorts: CohortTable;
}

/** Statistics for every codebook that the site ever had, oldest first. */
export async function readStatistics(storage: Storage, query: PeriodQuery): Promise<CodebookStatistics[]> {
  const counts = await storage.counts(query);
  return (await storage.codebooks(query.site)).map(({ sha256, model, epsilonMilli, file }) => {
    const { K, rows } = parseCodebook(JSON.parse(Buffer.from(file).toString('utf8')));
    const observed = observedRows(counts, sha256, K);
    const probabilities = odds(epsilonMilli, K);
    return {
      codebook: sha256,
      model,
      epsilonMilli,
      K,
      odds: probabilities,
      names: rows.map(({ name }) => name),
      observed,
      releases: observed.reduce((sum, count) => sum + count, 0),
      cohorts: cohortTable(observed, probabilities),
    };
  });
}

/** Releases per period, oldest first. */
export async function readIntake(
  storage: Storage,
  site: string,
): Promise<{ period: number; releases: number }[]> {
  const intake = new Map<number, number>();
  for (const { period, releases } of await storage.counts({ site }))
    intake.set(period, (intake.get(period) ?? 0) + releases);
  return [...intake].map(([period, releases]) => ({ period, releases }));
}

function observedRows(counts: readonly Count[], codebook: string, K: number): number[] {
  const observed = new Array<number>(K).fill(0);
  for (const count of counts)
    if (count.codebook === codebook) observed[count.row] = observed[count.row]! + count.releases;
  return observed;
}
