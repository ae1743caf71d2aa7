import { parseCodebook } from '../contract/codebook.ts';
import { odds } from '../privacy/krr.ts';
import {
  type CohortTable,
  type CombinedTable,
  cohortTables,
  combine,
  type Series,
} from './estimation/cohorts.ts';
import { type Drift, drift } from './estimation/drift.ts';
import { type MeanEmbedding, meanEmbedding } from './estimation/mean_embedding.ts';
import type { Count, Storage } from './storage.ts';

/** The noisy counts of one codebook. Its rows are put into the order of its population's first codebook. */
export interface CodebookCounts extends Series {
  /** Hex SHA-256 of the codebook's file. */
  readonly codebook: string;
  readonly model: string;
  readonly epsilonMilli: number;
  readonly K: number;
  /** Row of this codebook that stands for each cohort, [K]. */
  readonly rowOf: readonly number[];
  /** By cohort: what it is called, by language. */
  readonly names: readonly Readonly<Record<string, string>>[];
  /** By cohort, int8[D]. */
  readonly embeddings: readonly Int8Array[];
  /** Periods with releases, ascending; `observed` has a list for each. */
  readonly periods: readonly number[];
}

/** Codebooks of the same embeddings: they stand for the same cohorts, whatever their epsilon and names. */
export type Population = readonly CodebookCounts[];

export interface SiteCounts {
  /** Of the oldest codebook first. */
  readonly populations: readonly Population[];
  /** Days, since the epoch, on which releases are in quarantine: what else came on them is left out, too. */
  readonly leftOutDays: readonly number[];
}

/** A range of periods, both ends included. */
export interface PeriodRange {
  readonly from: number;
  readonly to: number;
}

/** Everything that a site was ever sent, as counts; of days with a surge nothing until it is settled. */
export async function readSiteCounts(storage: Storage, site: string): Promise<SiteCounts> {
  const leftOutDays = (await storage.quarantine(site)).map(({ day }) => day);
  const counts = await storage.counts({ site });
  const taken = leftOutDays.length === 0 ? [] : await countsOfDays(storage, site, leftOutDays);
  const populations = new Map<string, CodebookCounts[]>();
  for (const stored of await storage.codebooks(site)) {
    const { sha256, model, epsilonMilli, file } = stored;
    const { K, rows } = parseCodebook(JSON.parse(Buffer.from(file).toString('utf8')));
    const keys = rows.map(({ embedding }) => embedding.join());
    const key = [...keys].sort().join(';');
    const alike = populations.get(key) ?? [];
    populations.set(key, alike);
    const first = alike[0]?.embeddings.map((embedding) => embedding.join()) ?? keys;
    const rowOf = first.map((embedding) => keys.indexOf(embedding));
    const { periods, observed } = seriesOf(counts, taken, sha256, rowOf);
    alike.push({
      ...{ codebook: sha256, model, epsilonMilli, K, rowOf, periods, observed },
      odds: odds(epsilonMilli, K),
      names: rowOf.map((row) => rows[row]!.name),
      embeddings: rowOf.map((row) => rows[row]!.embedding),
    });
  }
  return { populations: [...populations.values()], leftOutDays };
}

export interface PopulationCohorts {
  readonly codebooks: readonly { readonly counts: CodebookCounts; readonly table: CohortTable }[];
  /** Where several codebooks have releases in the range. */
  readonly combined?: CombinedTable & {
    readonly codebooks: readonly string[];
    /** Of the test that the first and the last of them have the same shares: small when they should not be combined. */
    readonly agreement: number;
  };
}

/** The cohorts of each population in a range of periods. */
export function cohortsOf(population: Population, range: PeriodRange): PopulationCohorts {
  const tables = cohortTables(
    population,
    population.map(({ periods }) => positions(periods, range)),
  );
  const codebooks = population.map((counts, i) => ({ counts, table: tables[i]! }));
  const used = codebooks.filter(({ table }) => table.total > 0);
  if (used.length < 2) return { codebooks };
  const sides = used.map(({ counts, table }) => ({ table, odds: counts.odds }));
  const combined = combine(
    sides.map(({ table }) => table),
    sides.map((side) => side.odds),
  );
  const agreement = drift(sides[0]!, sides.at(-1)!).pValue;
  return {
    codebooks,
    combined: { ...combined, agreement, codebooks: used.map(({ counts }) => counts.codebook) },
  };
}

export interface PopulationDrift extends Drift {
  /** The codebook with the most releases of each period. */
  readonly sides: readonly [CodebookCounts, CodebookCounts];
  readonly totals: readonly [number, number];
}

/** What changed in a population between two periods; undefined when it has no releases in one of them. */
export function driftOf(population: Population, from: number, to: number): PopulationDrift | undefined {
  const [first, last] = [leading(population, from), leading(population, to)];
  if (!first || !last) return undefined;
  const at = (counts: CodebookCounts, period: number) =>
    positions(counts.periods, { from: period, to: period });
  const [before, after] = cohortTables([first, last], [at(first, from), at(last, to)]) as [
    CohortTable,
    CohortTable,
  ];
  return {
    ...drift({ table: before, odds: first.odds }, { table: after, odds: last.odds }),
    sides: [first, last],
    totals: [before.total, after.total],
  };
}

/** The mean embedding of those who released with one codebook; undefined when nothing may be shown of them. */
export const meanOf = (counts: CodebookCounts, table: CohortTable): MeanEmbedding | undefined =>
  meanEmbedding(table, counts.odds, counts.embeddings);

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

export interface RawCounts {
  readonly codebook: string;
  readonly model: string;
  readonly releases: number;
  /** By row of the codebook, noise and quarantined days and all. */
  readonly rows: readonly number[];
}

/** The noisy counts of a period, for every codebook that the site ever had, oldest first. */
export async function readRawCounts(storage: Storage, site: string, period: number): Promise<RawCounts[]> {
  const counts = await storage.counts({ site, from: period, to: period });
  return (await storage.codebooks(site)).map(({ sha256, model, file }) => {
    const { K } = parseCodebook(JSON.parse(Buffer.from(file).toString('utf8')));
    const rows = new Array<number>(K).fill(0);
    for (const { codebook, row, releases } of counts) if (codebook === sha256) rows[row]! += releases;
    return { codebook: sha256, model, releases: rows.reduce((sum, count) => sum + count, 0), rows };
  });
}

/** The codebook with the most releases in a period. */
function leading(population: Population, period: number): CodebookCounts | undefined {
  const releases = ({ periods, observed }: CodebookCounts) =>
    (observed[periods.indexOf(period)] ?? []).reduce((sum, count) => sum + count, 0);
  const best = population.reduce((most, next) => (releases(next) > releases(most) ? next : most));
  return releases(best) > 0 ? best : undefined;
}

/** Where a range begins and ends in a list of periods. */
function positions(periods: readonly number[], { from, to }: PeriodRange): [number, number] {
  return [periods.filter((period) => period < from).length, periods.filter((period) => period <= to).length];
}

async function countsOfDays(storage: Storage, site: string, days: readonly number[]): Promise<Count[]> {
  const counts = await storage.dailyCounts({ site, from: Math.min(...days), to: Math.max(...days) });
  return counts.filter(({ day }) => days.includes(day));
}

/** Counts by period and cohort, without those that are taken off. */
function seriesOf(
  counts: readonly Count[],
  taken: readonly Count[],
  codebook: string,
  rowOf: readonly number[],
): Pick<CodebookCounts, 'periods' | 'observed'> {
  const byPeriod = new Map<number, number[]>();
  const cohortOf = new Map(rowOf.map((row, cohort) => [row, cohort]));
  const add = (count: Count, sign: number) => {
    if (count.codebook !== codebook) return;
    const observed = byPeriod.get(count.period) ?? new Array<number>(rowOf.length).fill(0);
    observed[cohortOf.get(count.row)!]! += sign * count.releases;
    byPeriod.set(count.period, observed);
  };
  for (const count of counts) add(count, 1);
  for (const count of taken) add(count, -1);
  const series = [...byPeriod]
    .filter(([, observed]) => observed.some((count) => count > 0))
    .sort(([a], [b]) => a - b);
  return { periods: series.map(([period]) => period), observed: series.map(([, observed]) => observed) };
}
