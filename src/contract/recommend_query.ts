import { invalid } from './error.ts';
import { integer, optionalNumber, record } from './parse.ts';
import type { ItemFilter, RecommendQuery } from './worker_api.ts';

const MAX_RECOMMENDATIONS = 200;
/** Costs about 1 % of NDCG@10 on the demo's shoppers (`npm run bench:variety`). */
export const DEFAULT_DIVERSITY = 0.1;

/** A query with every field filled. */
export type ParsedQuery = Required<Omit<RecommendQuery, 'filter'>> & {
  readonly filter: Required<ItemFilter>;
};

/** Parses what a page asks for. @throws InklingError `invalid-argument` */
export function parseRecommendQuery(input: unknown): ParsedQuery {
  const given = record(input, 'query');
  const filter = record(given.filter ?? {}, 'filter');
  const diversity = optionalNumber(given.diversity, 'diversity') ?? DEFAULT_DIVERSITY;
  if (diversity < 0 || diversity > 1) throw invalid(`diversity is ${diversity}, must be from 0 to 1`);
  return {
    count: integer(given.count, 'count', 1, MAX_RECOMMENDATIONS),
    exclude: ids(given, 'exclude'),
    pin: ids(given, 'pin'),
    includeSeen: given.includeSeen === true,
    diversity,
    filter: {
      minPrice: optionalNumber(filter.minPrice, 'minPrice') ?? 0,
      maxPrice: optionalNumber(filter.maxPrice, 'maxPrice') ?? Infinity,
    },
  };
}

/** Item ids; shops hand numeric ones in both forms. */
function ids(given: Record<string, unknown>, name: string): string[] {
  const value = given[name] ?? [];
  if (!Array.isArray(value)) throw invalid(`${name} is ${typeof value}, must be an array`);
  return value.map(String);
}
