import type { FastifyInstance } from 'fastify';
import { openapiDocument, type Route } from './openapi.ts';
import { OPENAPI_STYLE, openapiPage } from './openapi_page.ts';

/** Its own style and nothing else. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Routes that belong to no client: pages, and what describes the others. */
export const UNDESCRIBED: readonly string[] = ['/', '/api', '/api.css', '/openapi.json'];

/**
 * `/openapi.json`, and the same as a page at `/api`.
 * @param routes all that are registered before the first request
 */
export function openapiRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  let document: Readonly<Record<string, unknown>> | undefined;
  const described = () => {
    document ??= openapiDocument(
      routes.filter(({ url }) => !UNDESCRIBED.includes(url) && !url.startsWith('/dashboard')),
    );
    return document;
  };
  const headers = { 'cache-control': 'no-cache' };

  app.get('/openapi.json', async (_request, reply) =>
    reply.type('application/openapi+json; charset=utf-8').headers(headers).send(JSON.stringify(described())),
  );
  app.get('/api', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ ...headers, 'content-security-policy': POLICY })
      .send(openapiPage(described())),
  );
  app.get('/api.css', async (_request, reply) =>
    reply.type('text/css; charset=utf-8').headers(headers).send(OPENAPI_STYLE),
  );
}
