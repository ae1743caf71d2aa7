import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ErrorAnswer, refuse } from './answers.ts';
import type { Estimate } from './cohorts.ts';
import { MIN_COHORT } from './cohorts.ts';
import type { ReceiverContext } from './context.ts';
import { UNKNOWN_SITE } from './release_routes.ts';
import { type CodebookStatistics, readIntake, readStatistics } from './statistics.ts';
import {
  CohortsAnswer,
  CountsAnswer,
  CountsQuery,
  PeriodsQuery,
  QuarantineAnswer,
  SitesAnswer,
} from './statistics_schema.ts';

const Params = Type.Object({ site: Type.String() });

/** What may be read: sites, noisy counts, de-biased cohorts. */
export function statisticsRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, storage, metrics, periods, periodDays, surges } = context;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  /** The last period that has releases, or the current one before there are any. */
  const latestPeriod = async (site: string): Promise<number> =>
    (await readIntake(storage, site)).at(-1)?.period ?? periods.current;

  app.get('/v1/sites', { schema: { response: { 200: SitesAnswer } } }, async () => ({
    periodDays,
    currentPeriod: periods.current,
    sites: await Promise.all(
      [...sites.values()].map(async ({ name, epsilonMilli, codebooks }) => ({
        site: name,
        epsilonMilli,
        codebooks: [...codebooks.values()].map(({ sha256, model, K, D }) => ({
          codebook: sha256,
          model,
          K,
          D,
        })),
        periods: await readIntake(storage, name),
      })),
    ),
  }));

  app.get(
    '/v1/sites/:site/counts',
    {
      schema: {
        params: Params,
        querystring: CountsQuery,
        response: { 200: CountsAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const period = request.query.period ?? (await latestPeriod(site));
      const all = await readStatistics(storage, { site, from: period, to: period });
      // The first of those with the most releases: usually the only one with any.
      const leading = all.reduce((best, next) => (next.releases > best.releases ? next : best));
      return {
        period,
        releases: all.reduce((sum, { releases }) => sum + releases, 0),
        rows: [...leading.observed],
        codebooks: all.map(({ codebook, model, releases, observed }) => ({
          codebook,
          model,
          releases,
          rows: [...observed],
        })),
      };
    },
  );

  app.get(
    '/v1/sites/:site/quarantine',
    { schema: { params: Params, response: { 200: QuarantineAnswer, '4xx': ErrorAnswer } } },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const limit = surges.get(site)?.limit ?? Number.POSITIVE_INFINITY;
      const days = await storage.quarantine(site);
      return { site, limit: Number.isFinite(limit) ? limit : null, days };
    },
  );

  app.get(
    '/v1/sites/:site/cohorts',
    {
      schema: {
        params: Params,
        querystring: PeriodsQuery,
        response: { 200: CohortsAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const { period, from = period, to = period } = request.query;
      const latest = from === undefined || to === undefined ? await latestPeriod(site) : 0;
      const range = { from: from ?? Math.min(latest, to ?? latest), to: to ?? Math.max(latest, from ?? 0) };
      if (range.from > range.to)
        return refuse(reply, metrics, {
          status: 400,
          error: 'bad-request',
          message: `from is ${range.from}, must not be after to, which is ${range.to}`,
        });
      const all = await readStatistics(storage, { site, ...range });
      return {
        site,
        ...range,
        total: all.reduce((sum, { releases }) => sum + releases, 0),
        minCohort: MIN_COHORT,
        codebooks: all.map(cohortsOf),
      };
    },
  );
}

function cohortsOf({ codebook, model, epsilonMilli, K, odds, names, cohorts }: CodebookStatistics) {
  const { total, rows, suppressed } = cohorts;
  return {
    codebook,
    model,
    epsilonMilli,
    K,
    ...odds,
    total,
    cohorts: rows.map((estimate, row) => ({
      row,
      name: names[row]!,
      isSuppressed: estimate === undefined,
      ...published(estimate),
    })),
    ...(suppressed ? { suppressed: { cells: suppressed.cells, ...published(suppressed) } } : {}),
  };
}

const published = (estimate: Estimate | undefined) => ({
  count: estimate?.count ?? null,
  low: estimate?.low ?? null,
  high: estimate?.high ?? null,
  share: estimate?.share ?? null,
});
