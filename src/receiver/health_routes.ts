import type { FastifyInstance } from 'fastify';
import { refuse } from './answers.ts';
import type { ReceiverContext } from './context.ts';

/** For whoever runs the receiver: is it up, can it store, what did it take and refuse. */
export function healthRoutes(app: FastifyInstance, { storage, metrics, commits }: ReceiverContext): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (_request, reply) => {
    const { isWritable, problem = 'the database cannot be written' } = await storage.health();
    if (isWritable) return { status: 'ready' };
    return refuse(reply, metrics, { status: 503, error: 'not-ready', message: problem });
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics.text(commits.waiting)),
  );
}
