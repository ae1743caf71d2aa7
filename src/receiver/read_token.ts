import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid } from '../contract/error.ts';
import { type Refusal, refuse } from './answers.ts';
import type { Metrics } from './metrics.ts';

/** Shorter ones can be tried out. */
const MIN_TOKEN_LENGTH = 16;

/** What shops' pages and relays of other origins ask for. */
const OF_SHOPS: readonly RegExp[] = [
  /^(POST|DELETE|OPTIONS) \/v1\/sites\/:site\/releases(\/:nonce)?$/,
  // The same for everybody, made of the catalogue alone, and kept by caches in front.
  /^GET \/v1\/sites\/:site\/recommendations\/:codebook\/:row$/,
  /^GET \/v1\/ohttp-keys$/,
  /^POST \/v1\/ohttp$/,
];

/** What else needs no token: what probes ask for, and pages that hold no data. */
const OPEN: readonly RegExp[] = [
  ...OF_SHOPS,
  /^GET \/(healthz|readyz|openapi\.json|api|api\.css)$/,
  /^GET \/(dashboard[\w.-]*)?$/,
];

const isOneOf = (routes: readonly RegExp[], method: string, url: string): boolean =>
  routes.some((pattern) => pattern.test(`${method === 'HEAD' ? 'GET' : method} ${url}`));

/** Whether pages of other origins may read what a route answers. @param url as it was registered; absent for none */
export const isShopRoute = (method: string, url: string | undefined): boolean =>
  url !== undefined && isOneOf(OF_SHOPS, method, url);

/** Whether a route answers without the token. @param url as it was registered */
export const isOpenRoute = (method: string, url: string): boolean => isOneOf(OPEN, method, url);

/**
 * Answers 401 to whoever reads without `Authorization: Bearer TOKEN`. Every route is closed that is not
 * named as open, so that a new one is.
 * @throws InklingError `invalid-argument` for a token that could be guessed
 */
export function guardReading(app: FastifyInstance, metrics: Metrics, token: string): void {
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < MIN_TOKEN_LENGTH)
    throw invalid(
      `the read token has ${token.length} characters, must be ${MIN_TOKEN_LENGTH} or more printable ones without spaces`,
    );
  const expected = digest(token);
  app.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || isOpenRoute(request.method, url)) return;
    // Equal lengths whatever was sent, and no telling how much of it was right.
    if (timingSafeEqual(digest(bearer(request)), expected)) return;
    return refuse(reply.header('www-authenticate', 'Bearer'), metrics, LOCKED);
  });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const bearer = ({ headers }: FastifyRequest): string =>
  /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';

const LOCKED: Refusal = {
  status: 401,
  error: 'token',
  rule: 'token',
  message: 'reading needs the header Authorization: Bearer TOKEN',
};
