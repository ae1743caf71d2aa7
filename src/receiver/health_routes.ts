import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ErrorAnswer, refuse } from './answers.ts';
import type { ReceiverContext } from './context.ts';

const StateAnswer = Type.Object({ status: Type.String() });
const StatusAnswer = Type.Object({
  uptimeSeconds: Type.Integer(),
  isWritable: Type.Boolean(),
  /** One sentence, when it is not. */
  problem: Type.Optional(Type.String()),
  /** Releases that are not on disk yet. */
  waiting: Type.Integer(),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  quarantined: Type.Integer(),
  refused: Type.Array(Type.Object({ rule: Type.String(), requests: Type.Integer() })),
});

/** For whoever runs the receiver: is it up, can it store, what did it take and refuse. */
export function healthRoutes(plain: FastifyInstance, { storage, metrics, commits }: ReceiverContext): void {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();
  const startedAt = performance.now();

  app.get('/healthz', { schema: { response: { 200: StateAnswer } } }, async () => ({ status: 'ok' }));

  app.get(
    '/readyz',
    { schema: { response: { 200: StateAnswer, '5xx': ErrorAnswer } } },
    async (_request, reply) => {
      const { isWritable, problem = 'the database cannot be written' } = await storage.health();
      if (isWritable) return { status: 'ready' };
      return refuse(reply, metrics, { status: 503, error: 'not-ready', message: problem });
    },
  );

  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text(commits.waiting)),
  );

  app.get('/v1/status', { schema: { response: { 200: StatusAnswer } } }, async () => ({
    uptimeSeconds: Math.floor((performance.now() - startedAt) / 1_000),
    ...(await storage.health()),
    waiting: commits.waiting,
    ...metrics.counts,
  }));
}
