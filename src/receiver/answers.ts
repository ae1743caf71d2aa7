import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { InklingError } from '../contract/error.ts';
import type { Metrics } from './metrics.ts';

/** What every answer of 400 and above says. `error` is stable and for programs, `message` for people. */
export const ErrorAnswer = Type.Object({
  error: Type.String(),
  message: Type.String(),
  /** The rule of the wire format that was broken, and by which release of the body, from 0. */
  rule: Type.Optional(Type.String()),
  index: Type.Optional(Type.Integer()),
  expected: Type.Optional(Type.String()),
});

/** An answer of 400 and above. */
export interface Refusal extends Static<typeof ErrorAnswer> {
  readonly status: number;
}

/** Seconds after which a client that was turned away may come again. */
const RETRY_AFTER = '5';

/** Answers with the refusal and counts it. */
export function refuse(reply: FastifyReply, metrics: Metrics, { status, ...answer }: Refusal): FastifyReply {
  metrics.countRefused(answer.rule ?? answer.error);
  if (status === 503 || status === 429) reply.header('retry-after', RETRY_AFTER);
  return reply.code(status).send(answer);
}

/** Gives JSON answers of one shape to everything that no route answered itself. */
export function answerErrors(app: FastifyInstance, metrics: Metrics): void {
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, metrics, { status: 404, error: 'not-found', message: 'there is nothing at this path' }),
  );
  app.setErrorHandler((error: FastifyError | InklingError, request, reply) =>
    refuse(reply, metrics, toRefusal(error, request)),
  );
}

/** By Fastify's code: what the client did. */
const CLIENT_ERRORS: Readonly<Record<string, Omit<Refusal, 'message'>>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, error: 'body-too-large' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, error: 'media-type' },
};

const LOG_EVERY_MS = 1_000;
const loggedAt = new Map<string, number>();

/** Once a second: while a database is away every request fails, and a log that nobody empties holds up the process. */
function mayLog(code: string): boolean {
  const now = performance.now();
  if (now - (loggedAt.get(code) ?? Number.NEGATIVE_INFINITY) < LOG_EVERY_MS) return false;
  loggedAt.set(code, now);
  return true;
}

function toRefusal(error: FastifyError | InklingError, request: FastifyRequest): Refusal {
  if (error instanceof InklingError && error.code.startsWith('store-')) {
    // The cause may be anything of the engine's; the log gets the route and the reason, never the URL or the body.
    if (mayLog(error.code))
      request.log.error({ route: request.routeOptions.url, code: error.code }, error.message);
    return { status: 503, error: 'unavailable', message: 'the receiver cannot store at the moment' };
  }
  const known = CLIENT_ERRORS[error.code];
  if (known) return { ...known, message: error.message };
  if ('validation' in error && error.validation)
    return { status: 400, error: 'bad-request', message: error.message };
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (status < 500) return { status, error: 'bad-request', message: error.message };
  request.log.error({ route: request.routeOptions.url, err: error }, 'internal error');
  return { status: 500, error: 'internal', message: 'something is wrong in the receiver' };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Answers 405 to every other method of the routes that are registered from here on, once
 * `refuseOtherMethods` is called.
 */
export function watchMethods(app: FastifyInstance, metrics: Metrics): { refuseOtherMethods(): void } {
  const allowed = new Map<string, Set<string>>();
  let isWatching = true;
  app.addHook('onRoute', ({ url, method }) => {
    if (!isWatching) return;
    const methods = allowed.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    allowed.set(url, methods);
  });
  return {
    refuseOtherMethods() {
      isWatching = false;
      for (const [url, methods] of allowed) {
        const allow = [...methods].join(', ');
        const answer = async (_request: FastifyRequest, reply: FastifyReply) =>
          refuse(reply.header('allow', allow), metrics, {
            status: 405,
            error: 'method-not-allowed',
            message: `this path takes ${allow}`,
          });
        app.route({
          method: METHODS.filter((method) => !methods.has(method)),
          url,
          exposeHeadRoute: false,
          onRequest: answer, // before the body is looked at
          handler: answer,
        });
      }
    },
  };
}
