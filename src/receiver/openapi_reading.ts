import { EXAMPLE_CODEBOOK, EXAMPLE_PERIOD, EXAMPLE_SITE } from './openapi_examples.ts';
import type { Operation } from './openapi_operation.ts';

const UNKNOWN_SITE = { description: 'the receiver does not serve this site' };
const LOCKED = { description: 'the receiver has a read token, and the request did not show it' };
const ROWS = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];

/** What the releases say together. */
export const READING: readonly Operation[] = [
  {
    route: 'GET /v1/sites',
    id: 'getSites',
    tag: 'reading',
    summary: 'Sites, live codebooks, releases per period',
    answers: { 200: { description: 'all that the receiver serves' }, 401: LOCKED },
    examples: {
      sites: {
        summary: 'one site with one release',
        status: 200,
        answer: {
          periodDays: 28,
          currentPeriod: EXAMPLE_PERIOD,
          sites: [
            {
              site: EXAMPLE_SITE,
              epsilonMilli: 2000,
              codebooks: [{ codebook: EXAMPLE_CODEBOOK, model: 'base', K: 16, D: 64 }],
              periods: [{ period: EXAMPLE_PERIOD, releases: 1 }],
            },
          ],
        },
      },
    },
  },
  {
    route: 'GET /v1/sites/:site/counts',
    id: 'getCounts',
    tag: 'reading',
    summary: 'Releases by row as they came, noise and all',
    description: 'Of the latest period with releases unless one is named.',
    answers: {
      200: { description: 'noisy counts' },
      400: { description: 'a period that is none' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
    examples: {
      period: {
        summary: 'of one period',
        path: { site: EXAMPLE_SITE },
        query: { period: EXAMPLE_PERIOD },
        status: 200,
        answer: {
          period: EXAMPLE_PERIOD,
          releases: 1,
          rows: ROWS,
          codebooks: [{ codebook: EXAMPLE_CODEBOOK, model: 'base', releases: 1, rows: ROWS }],
        },
      },
    },
  },
  {
    route: 'GET /v1/sites/:site/cohorts',
    id: 'getCohorts',
    tag: 'reading',
    summary: 'Unbiased estimates with 95 % intervals',
    description:
      'How many shoppers truly belong to each row. Estimates under 50 are suppressed; what is suppressed is told as one sum, so that the numbers add up.',
    answers: {
      200: { description: 'estimates for each codebook that the site ever had' },
      400: { description: 'a period that is none, or from after to' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
  },
  {
    route: 'GET /v1/sites/:site/drift',
    id: 'getDrift',
    tag: 'reading',
    summary: 'Whether the cohorts’ shares changed between two periods',
    description:
      'A chi-square test of the shares behind the noisy counts, the same for codebooks of different epsilon. Without drift it is alarmed in falseAlarmRate of the comparisons.',
    answers: {
      200: { description: 'a comparison for each codebook with releases in both periods' },
      400: { description: 'a period that is none, or from not before to' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
  },
  {
    route: 'GET /v1/sites/:site/mean',
    id: 'getMean',
    tag: 'reading',
    summary: 'The mean embedding of the shoppers who released, with its error',
    answers: {
      200: { description: 'a mean for each codebook that the site ever had' },
      400: { description: 'a period that is none, or from after to' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
  },
  {
    route: 'GET /v1/sites/:site/daily',
    id: 'getDaily',
    tag: 'reading',
    summary: 'Noisy counts day by day, for a warehouse',
    description:
      'A line of JSON for each day with counts, oldest first, up to yesterday. A day replaces what was read of it before. Its cursor, given back as "after", goes on behind it; days that have changed since, by erasure or because a surge was counted, are given again.',
    answers: {
      200: {
        description:
          '{day, cursor, counts: [{period, codebook, model, epsilonMilli, K, p, q, names, releases}]} a line',
        type: 'application/x-ndjson',
      },
      400: { description: 'a cursor that is none' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
    examples: {
      all: { summary: 'from the beginning', path: { site: EXAMPLE_SITE }, status: 200 },
      cursor: {
        summary: 'something that is no cursor',
        path: { site: EXAMPLE_SITE },
        query: { after: 'yesterday' },
        status: 400,
        answer: {
          error: 'bad-request',
          message: '"after" is no cursor, must be one that a line of this stream had',
        },
      },
    },
  },
  ...(['parquet', 'csv'] as const).map((format): Operation => {
    const name = { parquet: 'Parquet', csv: 'CSV' }[format];
    return {
      route: `GET /v1/sites/:site/export.${format}`,
      id: `export${name}`,
      tag: 'reading',
      summary: `Noisy counts by day, period, codebook and row, as ${name}`,
      description:
        'With p and q of each codebook, to take the noise out. Rows without releases are there with 0.',
      answers: {
        200: {
          description: 'the file',
          type: { parquet: 'application/vnd.apache.parquet', csv: 'text/csv' }[format],
        },
        401: LOCKED,
        404: UNKNOWN_SITE,
        501: { description: 'the package @duckdb/node-api is not installed beside the receiver' },
      },
      examples: { file: { summary: 'everything', path: { site: EXAMPLE_SITE }, status: 200 } },
    };
  }),
  {
    route: 'GET /v1/sites/:site/quarantine',
    id: 'getQuarantine',
    tag: 'reading',
    summary: 'Days of which releases are kept and not counted',
    answers: { 200: { description: 'days, and the day’s limit' }, 401: LOCKED, 404: UNKNOWN_SITE },
    examples: {
      surge: {
        summary: 'a day that brought 4,210 more than is plausible',
        path: { site: EXAMPLE_SITE },
        status: 200,
        answer: { site: EXAMPLE_SITE, limit: 7015, days: [{ day: 20594, releases: 4210 }] },
      },
    },
  },
  {
    route: 'GET /v1/sites/:site/intake',
    id: 'getIntake',
    tag: 'reading',
    summary: 'Counted releases by day of arrival',
    answers: {
      200: { description: 'days with releases, oldest first' },
      400: { description: 'a number of days that is none' },
      401: LOCKED,
      404: UNKNOWN_SITE,
    },
    examples: {
      days: {
        summary: 'of the last 28 days',
        path: { site: EXAMPLE_SITE },
        query: { days: 28 },
        status: 200,
        answer: { site: EXAMPLE_SITE, days: [{ day: 20594, releases: 1 }] },
      },
    },
  },
];
