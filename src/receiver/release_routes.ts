import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { NONCE_BYTES, RELEASE_BYTES } from '../contract/release.ts';
import { ErrorAnswer, type Refusal, refuse } from './answers.ts';
import type { ReceiverContext } from './context.ts';
import { checkReleases } from './validation.ts';

/** 512 releases a request. */
export const MAX_BODY_BYTES = 512 * RELEASE_BYTES;

const BODY_TYPE = 'application/octet-stream';
const Stored = Type.Object({ stored: Type.Integer(), duplicates: Type.Integer() });

/** POST and DELETE of releases. */
export function releaseRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, commits, metrics, periods, storage, rates, surges } = context;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  // Browsers name no type for a Uint8Array, and any header of ours would cost a preflight: '*' is
  // Fastify's name for "whatever, or none". `refuseEarly` has already turned other types away.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post(
    '/v1/sites/:site/releases',
    {
      schema: {
        params: Type.Object({ site: Type.String() }),
        response: { 200: Stored, 201: Stored, '4xx': ErrorAnswer, '5xx': ErrorAnswer },
      },
      onRequest: async (request, reply) => {
        const refusal = refuseEarly(request, context);
        if (refusal) return refuse(reply, metrics, refusal);
      },
    },
    async (request, reply) => {
      const body = request.body instanceof Uint8Array ? request.body : undefined;
      const site = sites.get(request.params.site)!;
      const checked = checkReleases(body, site, periods);
      if ('status' in checked) return refuse(reply, metrics, checked);
      if (rates.get(site.name)?.take(checked.length) === false) return refuse(reply, metrics, TOO_FAST);
      if (commits.isFull) return refuse(reply, metrics, BUSY); // it may have filled up while the body came
      const admitted = surges.get(site.name)?.admit(checked) ?? checked;
      const fresh = await commits.append(admitted);
      metrics.countAppended(admitted, fresh);
      const stored = fresh.filter(Boolean).length;
      return reply.code(stored > 0 ? 201 : 200).send({ stored, duplicates: fresh.length - stored });
    },
  );

  // A browser asks first whether a page may erase; whoever knows the nonce may, from whatever page.
  app.options('/v1/sites/:site/releases/:nonce', async (_request, reply) =>
    reply
      .code(204)
      .headers({ 'access-control-allow-methods': 'DELETE', 'access-control-max-age': '0' })
      .send(null),
  );

  app.delete(
    '/v1/sites/:site/releases/:nonce',
    {
      schema: {
        params: Type.Object({
          site: Type.String(),
          nonce: Type.String({ pattern: `^[0-9a-fA-F]{${2 * NONCE_BYTES}}$` }),
        }),
        response: { 204: Type.Null(), '4xx': ErrorAnswer, '5xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site, nonce } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const isErased = await storage.erase(site, Buffer.from(nonce, 'hex'));
      if (!isErased) return refuse(reply, metrics, UNKNOWN_NONCE);
      return reply.code(204).send(null);
    },
  );
}

export const UNKNOWN_SITE: Refusal = {
  status: 404,
  error: 'unknown-site',
  message: 'this receiver does not serve this site',
};
export const GPC_REFUSAL: Refusal = {
  status: 403,
  error: 'gpc',
  rule: 'gpc',
  message: 'the browser sends Sec-GPC: 1, so nothing is taken from it',
};
const BUSY: Refusal = { status: 503, error: 'busy', message: 'too many releases are waiting to be stored' };
const TOO_FAST: Refusal = {
  status: 429,
  error: 'rate',
  rule: 'rate',
  message: 'the site gets more releases a second than it takes',
};
const UNKNOWN_NONCE: Refusal = {
  status: 404,
  error: 'unknown-nonce',
  message: 'no release with this nonce is kept',
};

/** What can be told before the body is read. */
function refuseEarly(
  { params, headers }: FastifyRequest<{ Params: { site: string } }>,
  { sites, commits }: ReceiverContext,
): Refusal | undefined {
  if (!sites.has(params.site)) return UNKNOWN_SITE;
  // The client never sends under GPC. If one does, its browser has said no all the same.
  if (headers['sec-gpc'] === '1') return GPC_REFUSAL;
  const type = headers['content-type'];
  const isBytes = type === undefined || type.split(';')[0]!.trim().toLowerCase() === BODY_TYPE;
  if (!isBytes || headers['content-encoding'] !== undefined)
    return {
      status: 415,
      error: 'media-type',
      message: `body must be plain ${BODY_TYPE}, or have no content type`,
    };
  return commits.isFull ? BUSY : undefined;
}
