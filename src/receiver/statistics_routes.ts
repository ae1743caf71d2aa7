import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { ErrorAnswer, refuse } from './answers.ts';
import { SiteParams } from './cohort_schema.ts';
import type { ReceiverContext } from './context.ts';
import { UNKNOWN_SITE } from './release_routes.ts';
import { readIntake, readRawCounts } from './statistics.ts';
import { CountsAnswer, CountsQuery, QuarantineAnswer, SitesAnswer } from './statistics_schema.ts';

/** What there is to read: sites, noisy counts, what is in quarantine. */
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
        params: SiteParams,
        querystring: CountsQuery,
        response: { 200: CountsAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const period = request.query.period ?? (await latestPeriod(site));
      const all = await readRawCounts(storage, site, period);
      // The first of those with the most releases: usually the only one with any.
      const leading = all.reduce((best, next) => (next.releases > best.releases ? next : best));
      return {
        period,
        releases: all.reduce((sum, { releases }) => sum + releases, 0),
        rows: [...leading.rows],
        codebooks: all.map((each) => ({ ...each, rows: [...each.rows] })),
      };
    },
  );

  app.get(
    '/v1/sites/:site/quarantine',
    { schema: { params: SiteParams, response: { 200: QuarantineAnswer, '4xx': ErrorAnswer } } },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const limit = surges.get(site)?.limit ?? Number.POSITIVE_INFINITY;
      const days = await storage.quarantine(site);
      return { site, limit: Number.isFinite(limit) ? limit : null, days };
    },
  );
}
