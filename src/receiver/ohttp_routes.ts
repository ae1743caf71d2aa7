import type { FastifyInstance } from 'fastify';
import { type BinaryRequest, decodeRequest, encodeResponse } from '../contract/binary_http.ts';
import {
  INNER_BYTES,
  OHTTP_KEYS_TYPE,
  OHTTP_REQUEST_TYPE,
  OHTTP_RESPONSE_TYPE,
  serializeKeyConfig,
} from '../contract/oblivious.ts';
import { type Refusal, refuse } from './answers.ts';
import type { Metrics } from './metrics.ts';
import { openRequest } from './ohttp_gateway.ts';
import type { GatewayKey } from './ohttp_keys.ts';
import { GPC_REFUSAL } from './release_routes.ts';

/** An encapsulated release has 567 bytes; another client's padding may differ. */
const MAX_BODY_BYTES = 4_096;
/** What may be asked for through the gateway. Everything else is read by whoever runs the receiver, in the open. */
const TARGET = /^\/v1\/sites\/[\w-]{1,64}\/releases(\/[0-9a-fA-F]{32})?$/;
const KEY_PROBLEM = 'https://iana.org/assignments/http-problem-types#ohttp-key';

/**
 * The gateway of Oblivious HTTP (RFC 9458): takes encapsulated requests from a relay, answers them by the
 * routes of releases, and encapsulates the answer.
 *
 * Of the outer request nothing goes further: no address, no header. Of the inner one go method, path and
 * body; its scheme, authority and headers have no bearing, because there is one place to go, this one.
 */
export function ohttpRoutes(app: FastifyInstance, metrics: Metrics, keys: readonly GatewayKey[]): void {
  // RFC 9458, section 3.2: each configuration after its length in two bytes, the one to use first.
  const published = Buffer.concat(
    keys.map(({ config }) => serializeKeyConfig(config)).map((key) => Buffer.of(0, key.length, ...key)),
  );
  app.get('/v1/ohttp-keys', async (_request, reply) =>
    reply.type(OHTTP_KEYS_TYPE).header('cache-control', 'no-cache').send(published),
  );

  app.post('/v1/ohttp', { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    // Relays strip it. Where one does not, the browser has said no all the same.
    if (request.headers['sec-gpc'] === '1') return refuse(reply, metrics, GPC_REFUSAL);
    const { body } = request;
    if (request.headers['content-type'] !== OHTTP_REQUEST_TYPE || !(body instanceof Uint8Array))
      return refuse(reply, metrics, NOT_ENCAPSULATED);
    const opened = await openRequest(body, keys);
    if (opened === 'unknown-key') {
      metrics.countRefused('ohttp-key');
      const problem = {
        type: KEY_PROBLEM,
        title: 'the key configuration is not one that this gateway holds',
      };
      return reply.code(400).type('application/problem+json').send(JSON.stringify(problem));
    }
    if (opened === 'undecryptable') return refuse(reply, metrics, UNDECRYPTABLE);
    return reply.type(OHTTP_RESPONSE_TYPE).send(opened.seal(await answer(app, opened.message)));
  });
}

/** The receiver's answer to a message, as a message of constant length. */
async function answer(app: FastifyInstance, message: Uint8Array): Promise<Uint8Array> {
  let request: BinaryRequest;
  try {
    request = decodeRequest(message);
  } catch {
    return inner(400, 'the encapsulated request is not binary HTTP of known length (RFC 9292)');
  }
  const { method, path, body } = request;
  if ((method !== 'POST' && method !== 'DELETE') || !TARGET.test(path))
    return inner(404, 'the gateway passes on releases and their erasure, nothing else');
  // Past the sockets: the route sees a request that came from nowhere.
  const { statusCode, rawPayload } = await app.inject({
    method,
    url: path,
    ...(method === 'POST' && { payload: Buffer.from(body) }),
  });
  return encoded(statusCode, rawPayload);
}

const inner = (status: number, message: string): Uint8Array =>
  encoded(status, Buffer.from(JSON.stringify({ error: 'ohttp', message })));

/** A body that does not fit is left out: the client goes by the status, and the length must not tell of it. */
function encoded(status: number, body: Uint8Array): Uint8Array {
  const headers = body.length > 0 ? ([['content-type', 'application/json']] as const) : [];
  const isFitting = body.length + MAX_FRAME_BYTES <= INNER_BYTES;
  return encodeResponse(
    isFitting ? { status, headers, body } : { status, headers: [], body: new Uint8Array() },
    INNER_BYTES,
  );
}

/** Framing, status, one field and three lengths. */
const MAX_FRAME_BYTES = 48;

const NOT_ENCAPSULATED: Refusal = {
  status: 415,
  error: 'media-type',
  message: `body must be ${OHTTP_REQUEST_TYPE}`,
};
const UNDECRYPTABLE: Refusal = {
  status: 400,
  error: 'ohttp-undecryptable',
  message: 'the encapsulated request cannot be opened',
};
