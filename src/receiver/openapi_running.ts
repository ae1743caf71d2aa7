import { Type } from 'typebox';
import type { Operation } from './openapi_operation.ts';

const LOCKED = { description: 'the receiver has a read token, and the request did not show it' };

/** What whoever runs the receiver asks it. */
export const RUNNING: readonly Operation[] = [
  {
    route: 'GET /healthz',
    id: 'getHealth',
    tag: 'running',
    isOpen: true,
    summary: 'Whether the process answers',
    answers: { 200: { description: 'it does' } },
    examples: { up: { summary: 'up', status: 200, answer: { status: 'ok' } } },
  },
  {
    route: 'GET /readyz',
    id: 'getReadiness',
    tag: 'running',
    isOpen: true,
    summary: 'Whether a release could be stored now',
    description: 'Writes to the database.',
    answers: {
      200: { description: 'it could' },
      503: { description: 'it could not; the message says why' },
    },
    examples: { ready: { summary: 'ready', status: 200, answer: { status: 'ready' } } },
  },
  {
    route: 'GET /metrics',
    id: 'getMetrics',
    tag: 'running',
    summary: 'Counters since the start, for Prometheus',
    answers: {
      200: { description: 'text format 0.0.4', type: 'text/plain', schema: Type.String() },
      401: LOCKED,
    },
    examples: {
      metrics: {
        summary: 'two of them',
        status: 200,
        answer: 'inkling_releases_accepted_total 1\ninkling_releases_waiting 0\n',
      },
    },
  },
  {
    route: 'GET /v1/status',
    id: 'getStatus',
    tag: 'running',
    summary: 'The same counters as JSON, and whether the database can be written',
    answers: { 200: { description: 'since the start of this receiver' }, 401: LOCKED },
    examples: {
      status: {
        summary: 'one release taken, one refused',
        status: 200,
        answer: {
          uptimeSeconds: 86400,
          isWritable: true,
          waiting: 0,
          accepted: 1,
          duplicates: 1,
          quarantined: 0,
          refused: [{ rule: 'embedding', requests: 1 }],
        },
      },
    },
  },
];
