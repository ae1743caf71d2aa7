import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ErrorAnswer, refuse } from './answers.ts';
import type { ReceiverContext } from './context.ts';
import { UNKNOWN_SITE } from './release_routes.ts';
import { INTAKE_DAYS, IntakeAnswer, IntakeQuery } from './statistics_schema.ts';

/** Releases by day of arrival. */
export function intakeRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, storage, metrics, periods } = context;
  plain.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/sites/:site/intake',
    {
      schema: {
        params: Type.Object({ site: Type.String() }),
        querystring: IntakeQuery,
        response: { 200: IntakeAnswer, '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const { days = INTAKE_DAYS } = request.query;
      const from = Math.max(0, periods.today - days + 1);
      const intake = new Map<number, number>();
      for (const { day, releases } of await storage.dailyCounts({ site, from }))
        intake.set(day, (intake.get(day) ?? 0) + releases);
      return { site, days: [...intake].map(([day, releases]) => ({ day, releases })) };
    },
  );
}
