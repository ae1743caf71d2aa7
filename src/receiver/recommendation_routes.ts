import { createHash } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { ErrorAnswer, type Refusal, refuse } from './answers.ts';
import { isAllowed, isNamed } from './business_rules.ts';
import type { ReceiverContext } from './context.ts';
import {
  RankAnswer,
  RecommendationsAnswer,
  RecommendationsQuery,
  RowParams,
} from './recommendation_schema.ts';
import { UNKNOWN_SITE } from './release_routes.ts';
import { rankedItems } from './row_rankings.ts';

const MAX_ITEMS = 1_000;
const DEFAULT_COUNT = 24;
/** Prices and stock change by the hour; a cache may show what it has while it asks again. */
const CACHING = 'public, max-age=300, stale-while-revalidate=86400';

/** Lists for the rows of a codebook: the same for everybody, so that a CDN can keep them. */
export function recommendationRoutes(plain: FastifyInstance, context: ReceiverContext): void {
  const { sites, metrics, rankings } = context;
  const app = plain.withTypeProvider<TypeBoxTypeProvider>();

  app.get(
    '/v1/sites/:site/recommendations/:codebook/:row',
    {
      schema: {
        params: RowParams,
        querystring: RecommendationsQuery,
        response: { 200: RecommendationsAnswer, 304: Type.Null(), '4xx': ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { site, codebook, row } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const model = await rankings.model(codebook);
      const refusal = refusalOf(model, row);
      if (!model || refusal) return refuse(reply, metrics, refusal ?? UNKNOWN_CODEBOOK);
      const { rules, version } = await rankings.rules();
      const { count = DEFAULT_COUNT } = request.query;
      const etag = `"${hashOf([model.version, version, row, count])}"`;
      reply.headers({ etag, 'cache-control': CACHING });
      if (isMatch(request.headers['if-none-match'], etag)) return reply.code(304).send(null);
      return {
        ...{ site, codebook, row, model: model.name, name: { ...model.rows[row]!.name } },
        items: rankedItems(model, row, count, rules).map(({ card, score, isPinned }) => ({
          ...{ id: card.id, name: card.name },
          ...(card.brand !== undefined && { brand: card.brand }),
          ...(card.category && { category: [...card.category] }),
          ...(card.price !== undefined && { price: card.price }),
          ...(card.currency !== undefined && { currency: card.currency }),
          ...(card.url !== undefined && { url: card.url }),
          ...(card.image !== undefined && { image: card.image }),
          ...{ inStock: card.inStock, score, isPinned },
        })),
      };
    },
  );

  app.post(
    '/v1/sites/:site/rank/:codebook/:row',
    { schema: { params: RowParams, response: { 200: RankAnswer, '4xx': ErrorAnswer } } },
    async (request, reply) => {
      const { site, codebook, row } = request.params;
      if (!sites.has(site)) return refuse(reply, metrics, UNKNOWN_SITE);
      const items = parseItems(request.body);
      if (!items) return refuse(reply, metrics, BAD_ITEMS);
      const model = await rankings.model(codebook);
      const refusal = refusalOf(model, row);
      if (!model || refusal) return refuse(reply, metrics, refusal ?? UNKNOWN_CODEBOOK);
      const { rules } = await rankings.rules();
      const scores = model.scores(row);
      const [ranked, unknown, excluded]: [{ id: string; score: number }[], string[], string[]] = [[], [], []];
      for (const id of new Set(items)) {
        const index = model.cards.findIndex((card) => isNamed(card, id));
        if (index < 0) unknown.push(id);
        else if (!isAllowed(model.cards[index]!, rules)) excluded.push(id);
        else ranked.push({ id, score: scores[index]! });
      }
      ranked.sort((a, b) => b.score - a.score);
      return { row, items: ranked, unknown, excluded };
    },
  );
}

const UNKNOWN_CODEBOOK: Refusal = {
  status: 404,
  error: 'unknown-codebook',
  message: 'no model of this receiver has this codebook',
};

const BAD_ITEMS: Refusal = {
  status: 400,
  error: 'bad-request',
  message: `the body must be {"items": [id, ...]} in JSON, of 1 to ${MAX_ITEMS} ids`,
};

function refusalOf(
  model: { readonly rows: readonly unknown[]; readonly cards: readonly unknown[] } | undefined,
  row: number,
): Refusal | undefined {
  if (!model) return UNKNOWN_CODEBOOK;
  if (row >= model.rows.length)
    return {
      status: 404,
      error: 'unknown-row',
      message: `row is ${row}, must be under ${model.rows.length}`,
    };
  if (model.cards.length > 0) return undefined;
  return {
    status: 404,
    error: 'no-catalogue',
    message: 'the model of this codebook has no catalogue: train one, or use lists on the device',
  };
}

/** Bodies come as bytes, whatever their type. */
function parseItems(body: unknown): string[] | undefined {
  try {
    const { items } = JSON.parse((body as Buffer).toString('utf8')) as { items?: unknown };
    const isList = Array.isArray(items) && items.length > 0 && items.length <= MAX_ITEMS;
    return isList && items.every((id) => typeof id === 'string' || typeof id === 'number')
      ? items.map(String)
      : undefined;
  } catch {
    return undefined; // no JSON: the answer says what it must be
  }
}

/** RFC 9110, 13.1.2: a list of tags, weak ones alike, or anything. */
const isMatch = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim())) ?? false;

const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
