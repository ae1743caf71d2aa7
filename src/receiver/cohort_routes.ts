import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ErrorAnswer, type Refusal, refuse } from './answers.ts';
import {
  CohortsAnswer,
  DriftAnswer,
  DriftQuery,
  MeansAnswer,
  PeriodsQuery,
  SiteParams,
} from './cohort_schema.ts';
import type { ReceiverContext } from './context.ts';
import { shownDay } from './days.ts';
import { MIN_COHORT } from './estimation/disclosure.ts';
import { FALSE_ALARM_RATE } from './estimation/drift.ts';
import type { Estimate, Interval } from './estimation/estimate.ts';
import { UNKNOWN_SITE } from './release_routes.ts';
import {
  type CodebookCounts,
  cohortsOf,
  driftOf,
  meanOf,
  type PeriodRange,
  type Population,
  readSiteCounts,
  type SiteCounts,
} from './statistics.ts';

/** What releases say of the shoppers, noise taken out: cohorts, drift and mean embedding. */
export function cohortRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, storage, metrics, periods } = context;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const refused = (reply: FastifyReply, refusal: Refusal) => refuse(reply, metrics, refusal);

  app.get(
    '/v1/sites/:site/cohorts',
    {
      schema: {
        params: SiteParams,
        querystring: PeriodsQuery,
        response: { 200: CohortsAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refused(reply, UNKNOWN_SITE);
      const counts = await readSiteCounts(storage, site);
      const range = rangeOf(request.query, counts, periods.current);
      if (range.from > range.to) return refused(reply, backwards(range));
      const all = counts.populations.map((population) => ({ population, ...cohortsOf(population, range) }));
      const codebooks = all.flatMap((each) => each.codebooks);
      return {
        site,
        ...range,
        total: codebooks.reduce((sum, { table }) => sum + table.total, 0),
        minCohort: MIN_COHORT,
        leftOutDays: counts.leftOutDays.map(shownDay),
        codebooks: codebooks.map(({ counts: of, table }) => ({
          ...headOf(of),
          ...of.odds,
          total: table.total,
          cohorts: of.rowOf
            .map((row, cohort) => ({
              row,
              name: of.names[cohort]!,
              isSuppressed: table.hidden.has(cohort),
              ...published(table.rows[cohort]),
            }))
            .sort((a, b) => a.row - b.row),
          ...(table.suppressed && {
            suppressed: { cells: table.suppressed.cells, ...published(table.suppressed) },
          }),
        })),
        combined: all.flatMap(({ population, combined }) => {
          if (!combined) return [];
          const { codebooks: hashes, weights, agreement, total, rows, suppressed } = combined;
          return {
            ...{ codebooks: [...hashes], weights: [...weights], agreement, total },
            cohorts: rows.map((estimate, cohort) => ({
              rows: population
                .filter(({ codebook }) => hashes.includes(codebook))
                .map(({ rowOf }) => rowOf[cohort]!),
              name: population.at(-1)!.names[cohort]!,
              isSuppressed: estimate === undefined,
              ...published(estimate),
            })),
            ...(suppressed && { suppressed: { cells: suppressed.cells, ...published(suppressed) } }),
          };
        }),
      };
    },
  );

  app.get(
    '/v1/sites/:site/drift',
    {
      schema: {
        params: SiteParams,
        querystring: DriftQuery,
        response: { 200: DriftAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refused(reply, UNKNOWN_SITE);
      const { populations } = await readSiteCounts(storage, site);
      const known = periodsOf(populations);
      const to = request.query.to ?? known.at(-1) ?? periods.current;
      const from = request.query.from ?? known.findLast((period) => period < to) ?? to - 1;
      if (from >= to) return refused(reply, backwards({ from, to }));
      return {
        site,
        from,
        to,
        falseAlarmRate: FALSE_ALARM_RATE,
        comparisons: populations.flatMap((population) => comparisonOf(population, from, to)),
      };
    },
  );

  app.get(
    '/v1/sites/:site/mean',
    {
      schema: {
        params: SiteParams,
        querystring: PeriodsQuery,
        response: { 200: MeansAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refused(reply, UNKNOWN_SITE);
      const counts = await readSiteCounts(storage, site);
      const range = rangeOf(request.query, counts, periods.current);
      if (range.from > range.to) return refused(reply, backwards(range));
      const codebooks = counts.populations.flatMap((population) => cohortsOf(population, range).codebooks);
      return {
        site,
        ...range,
        codebooks: codebooks.map(({ counts: of, table }) => {
          const found = meanOf(of, table);
          const [mean, low, high] = found
            ? [[...found.mean], [...found.low], [...found.high]]
            : [null, null, null];
          return {
            ...headOf(of),
            ...{ D: of.embeddings[0]!.length, total: table.total, mean, low, high },
            error: found?.error ?? null,
            shift: found?.shift ?? null,
          };
        }),
      };
    },
  );
}

function comparisonOf(population: Population, from: number, to: number) {
  const found = driftOf(population, from, to);
  if (!found) return [];
  const { sides, totals, statistic, degrees, pValue, isDrift, changes, suppressed } = found;
  return [
    {
      model: sides[1].model,
      codebooks: sides.map(({ codebook }) => codebook),
      totals: [...totals],
      ...{ statistic, degrees, pValue, isDrift },
      changes: changes.map((change, cohort) => ({
        rows: sides.map(({ rowOf }) => rowOf[cohort]!),
        name: sides[1].names[cohort]!,
        isSuppressed: change === undefined,
        ...ends(change),
      })),
      ...(suppressed && { suppressed: ends(suppressed) }),
    },
  ];
}

/** What was asked for; the latest period with releases, or the current one before there are any. */
function rangeOf(
  { period, from = period, to = period }: { period?: number; from?: number; to?: number },
  { populations }: SiteCounts,
  current: number,
): PeriodRange {
  if (from !== undefined && to !== undefined) return { from, to };
  const latest = periodsOf(populations).at(-1) ?? current;
  return { from: from ?? Math.min(latest, to ?? latest), to: to ?? Math.max(latest, from ?? 0) };
}

const periodsOf = (populations: readonly Population[]): number[] =>
  [...new Set(populations.flat().flatMap(({ periods }) => periods))].sort((a, b) => a - b);

const backwards = ({ from, to }: PeriodRange): Refusal => ({
  status: 400,
  error: 'bad-request',
  message: `from is ${from}, must not be after to, which is ${to}`,
});

const headOf = ({ codebook, model, epsilonMilli, K }: CodebookCounts) => ({
  codebook,
  model,
  epsilonMilli,
  K,
});

const published = (estimate: Estimate | undefined) => ({
  count: estimate?.count.value ?? null,
  low: estimate?.count.low ?? null,
  high: estimate?.count.high ?? null,
  share: estimate?.share?.value ?? null,
  shareLow: estimate?.share?.low ?? null,
  shareHigh: estimate?.share?.high ?? null,
});

const ends = (interval: Interval | undefined) => ({
  change: interval?.value ?? null,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
});
