import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { hasDuckdb } from '../training/duckdb.ts';
import { ErrorAnswer, type Refusal, refuse } from './answers.ts';
import { SiteParams } from './cohort_schema.ts';
import type { ReceiverContext } from './context.ts';
import { type Day, dailyCounts, isCursor } from './daily_counts.ts';
import { EXPORT_FORMATS, exportCounts, withScratchFile } from './export_counts.ts';
import { UNKNOWN_SITE } from './release_routes.ts';

const DailyQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({ description: 'Cursor of the last day that was read; everything if absent.' }),
    ),
  },
  { additionalProperties: false, examples: [{}] },
);

/** A body that goes out as it is. */
const Lines = Type.Unsafe<Readable>({ type: 'string', description: 'A line of JSON for each day.' });
const Bytes = Type.Unsafe<Buffer>({ type: 'string', contentEncoding: 'base64' });

const TYPES = { parquet: 'application/vnd.apache.parquet', csv: 'text/csv' } as const;

/** Noisy counts for the shop's own warehouse: day by day as a stream that can be gone on with, or whole as a file. */
export function warehouseRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, storage, metrics, periods, periodDays } = context;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/v1/sites/:site/daily',
    {
      schema: { params: SiteParams, querystring: DailyQuery, response: { 200: Lines, '4xx': ErrorAnswer } },
    },
    async (request, reply) => {
      const { site } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const { after } = request.query;
      if (after !== undefined && !isCursor(after)) return refuse(reply, metrics, NO_CURSOR);
      const days = await dailyCounts({ storage, site, before: periods.today, periodDays, ...request.query });
      return reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(lines(days)));
    },
  );

  for (const format of EXPORT_FORMATS)
    app.get(
      `/v1/sites/:site/export.${format}`,
      { schema: { params: SiteParams, response: { 200: Bytes, '4xx': ErrorAnswer, '5xx': ErrorAnswer } } },
      async (request, reply) => {
        const { site } = request.params;
        if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
        if (!(await hasDuckdb())) return refuse(reply, metrics, NO_DUCKDB);
        const days = await dailyCounts({ storage, site, before: periods.today + 1, periodDays });
        const bytes = await withScratchFile(`counts.${format}`, async (file) => {
          await exportCounts(days, format, file);
          return readFile(file);
        });
        return reply
          .type(TYPES[format])
          .header('content-disposition', `attachment; filename="${site}-counts.${format}"`)
          .send(bytes);
      },
    );
}

const NO_CURSOR: Refusal = {
  status: 400,
  error: 'bad-request',
  message: '"after" is no cursor, must be one that a line of this stream had',
};

const NO_DUCKDB: Refusal = {
  status: 501,
  error: 'engine-missing',
  message: 'exports need the package @duckdb/node-api beside the receiver: npm install @duckdb/node-api',
};

async function* lines(days: AsyncIterable<Day>): AsyncGenerator<string> {
  for await (const day of days) yield `${JSON.stringify(day)}\n`;
}
