import { Type } from 'typebox';
import { RELEASE_BYTES } from '../contract/release.ts';
import {
  EXAMPLE_ENCAPSULATED,
  EXAMPLE_NONCE,
  EXAMPLE_RELEASE,
  EXAMPLE_SITE,
  EXAMPLE_STRANGER,
  EXAMPLE_UNKNOWN_KEY,
} from './openapi_examples.ts';
import type { Operation } from './openapi_operation.ts';

const RETRY_AFTER = { 'Retry-After': 'seconds to wait before the same bytes are sent again' };
const bytes = (minimum: number, maximum: number) =>
  Type.Unsafe<Uint8Array>({
    type: 'string',
    contentEncoding: 'base64',
    minLength: base64Length(minimum),
    maxLength: base64Length(maximum),
    description: 'Bytes; written as base64 here, sent as they are.',
  });
const base64Length = (size: number) => 4 * Math.ceil(size / 3);

/** What browsers and relays call. */
export const RELEASES: readonly Operation[] = [
  {
    route: 'POST /v1/sites/:site/releases',
    id: 'postReleases',
    tag: 'releases',
    isOpen: true,
    summary: 'Store one to 512 releases',
    description:
      'The body is releases of 128 bytes one after the other, with this content type or none. It is answered when all of them are on disk. A nonce is stored once: the same bytes may be sent again whenever there was no answer. The first release at fault decides, and then nothing of the body is stored.',
    body: {
      type: 'application/octet-stream',
      description: 'Releases of 128 bytes each.',
      schema: bytes(RELEASE_BYTES, 512 * RELEASE_BYTES),
    },
    answers: {
      200: { description: 'every nonce was known: nothing changed' },
      201: { description: 'at least one release was new; all of them are on disk' },
      400: { description: 'a release breaks a rule, which is named' },
      403: { description: 'the browser sent Sec-GPC: 1' },
      404: { description: 'the receiver does not serve this site' },
      410: { description: 'the period is older than the one before the current' },
      413: { description: 'the body has over 64 kB' },
      415: { description: 'another content type, or an encoded body' },
      429: { description: 'the site gets more releases a second than it takes', headers: RETRY_AFTER },
      503: { description: 'too many wait for the disk, or it cannot be written', headers: RETRY_AFTER },
    },
    examples: {
      stored: {
        summary: 'one release',
        path: { site: EXAMPLE_SITE },
        body: EXAMPLE_RELEASE,
        status: 201,
        answer: { stored: 1, duplicates: 0 },
      },
      again: {
        summary: 'the same bytes again',
        path: { site: EXAMPLE_SITE },
        body: EXAMPLE_RELEASE,
        status: 200,
        answer: { stored: 0, duplicates: 1 },
      },
      stranger: {
        summary: 'an embedding that is no row of the codebook',
        path: { site: EXAMPLE_SITE },
        body: EXAMPLE_STRANGER,
        status: 400,
        answer: {
          error: 'invalid-release',
          rule: 'embedding',
          index: 0,
          expected: 'one of 16 rows',
          message: 'the embedding is not bit-equal to a row of its codebook',
        },
      },
      elsewhere: {
        summary: 'a site that the receiver does not serve',
        path: { site: 'another-shop' },
        body: EXAMPLE_RELEASE,
        status: 404,
        answer: { error: 'unknown-site', message: 'this receiver does not serve this site' },
      },
    },
  },
  {
    route: 'DELETE /v1/sites/:site/releases/:nonce',
    id: 'deleteRelease',
    tag: 'releases',
    isOpen: true,
    summary: 'Erase a release',
    description:
      'Takes a release out, counts included. Its nonce is the permission: only the shopper’s browser and this database know it.',
    answers: {
      204: { description: 'erased' },
      400: { description: 'the nonce is not 32 hex digits' },
      404: { description: 'no release with this nonce is kept, or the site is not served' },
      503: { description: 'the database cannot be written', headers: RETRY_AFTER },
    },
    examples: {
      erased: {
        summary: 'a release that is kept',
        path: { site: EXAMPLE_SITE, nonce: EXAMPLE_NONCE },
        status: 204,
      },
      unknown: {
        summary: 'a nonce that is not kept',
        path: { site: EXAMPLE_SITE, nonce: 'ffffffffffffffffffffffffffffffff' },
        status: 404,
        answer: { error: 'unknown-nonce', message: 'no release with this nonce is kept' },
      },
    },
  },
  {
    route: 'GET /v1/ohttp-keys',
    id: 'getOhttpKeys',
    tag: 'releases',
    isOpen: true,
    summary: 'The gateway’s key configurations',
    description: 'For engineers and relays (RFC 9458, section 3.2). Browsers pin a key, and never fetch one.',
    answers: {
      200: {
        description: 'each after its length in two bytes, the one to use first',
        type: 'application/ohttp-keys',
        schema: bytes(43, 94),
      },
    },
    examples: {
      keys: {
        summary: 'the key of the example of RFC 9458',
        status: 200,
        answer: 'AC0BACAx4fBadAECEVIg6a+RjzhnSuyV9U224E63Ba6OeYFVAAgAAQABAAEAAw==',
      },
    },
  },
  {
    route: 'POST /v1/ohttp',
    id: 'postEncapsulated',
    tag: 'releases',
    isOpen: true,
    summary: 'A request through a relay (RFC 9458)',
    description:
      'Passes on releases and their erasure, nothing else; the answer inside is the one that they get directly. An encapsulated answer always has 544 bytes.',
    body: {
      type: 'message/ohttp-req',
      description: 'An encapsulated request.',
      schema: bytes(55, 4_096),
    },
    answers: {
      200: {
        description: 'the encapsulated answer',
        type: 'message/ohttp-res',
        schema: bytes(544, 544),
      },
      400: {
        description: 'a key that the gateway does not hold, or a request that cannot be opened',
        type: 'application/problem+json',
        schema: Type.Object({ type: Type.String(), title: Type.String() }),
      },
      403: { description: 'the relay passed on Sec-GPC: 1', type: 'application/json' },
      415: { description: 'another content type', type: 'application/json' },
    },
    examples: {
      encapsulated: {
        summary: 'the example of RFC 9458, which asks for something that no gateway passes on',
        body: EXAMPLE_ENCAPSULATED,
        status: 200,
      },
      key: {
        summary: 'sealed for a key that the gateway does not hold',
        body: EXAMPLE_UNKNOWN_KEY,
        status: 400,
        answer: {
          type: 'https://iana.org/assignments/http-problem-types#ohttp-key',
          title: 'the key configuration is not one that this gateway holds',
        },
      },
    },
  },
];
