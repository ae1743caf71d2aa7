import { EXAMPLE_SITE } from './openapi_examples.ts';
import type { Operation } from './openapi_operation.ts';
import { EXAMPLE_RANKED_CODEBOOK, RankBody } from './recommendation_schema.ts';

const NOT_FOUND = {
  description: 'the site is not served, no model has the codebook or row, or it has no catalogue',
};

/** Lists for the rows of a codebook. */
export const RECOMMENDING: readonly Operation[] = [
  {
    route: 'GET /v1/sites/:site/recommendations/:codebook/:row',
    id: 'getRecommendations',
    tag: 'reading',
    isOpen: true,
    summary: 'Items for a row of a codebook',
    description:
      'There are K answers, the same for everybody and of the catalogue alone, for a CDN to keep. The shop’s rules are applied.',
    answers: {
      200: {
        description: 'items, best first',
        headers: { ETag: 'changes with the catalogue and the rules', 'Cache-Control': 'public' },
      },
      304: { description: 'nothing has changed since the answer with the ETag of If-None-Match' },
      400: { description: 'a codebook, row or count that is none' },
      404: NOT_FOUND,
    },
  },
  {
    route: 'POST /v1/sites/:site/rank/:codebook/:row',
    id: 'postRank',
    tag: 'reading',
    summary: 'Order items for a row of a codebook',
    body: { type: 'application/json', description: 'Ids of items, in any order.', schema: RankBody },
    answers: {
      200: { description: 'those that the catalogue has and no rule excludes, best first' },
      400: { description: 'a body that is none' },
      401: { description: 'the receiver has a read token, and the request did not show it' },
      404: NOT_FOUND,
    },
    examples: {
      items: {
        summary: 'two ids of which the catalogue has none',
        path: { site: EXAMPLE_SITE, codebook: EXAMPLE_RANKED_CODEBOOK, row: 3 },
        body: { items: ['i9', 'i10'] },
        status: 200,
        answer: { row: 3, items: [], unknown: ['i9', 'i10'], excluded: [] },
      },
    },
  },
];
