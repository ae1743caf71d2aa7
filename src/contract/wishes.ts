import { invalid } from './error.ts';
import { optionalNumber, optionalString, record } from './parse.ts';

/** What a shopper says of an interest: less of it, never of it, or that it is right. */
export const TASTES = ['less', 'never', 'right'] as const;
export type Taste = (typeof TASTES)[number];

export const AGE_BANDS = ['under-18', '18-29', '30-44', '45-64', '65-up'] as const;
export const GENDERS = ['women', 'men', 'other'] as const;

/** What a shopper states, all of it optional. Used on this device only; never released. */
export interface Facts {
  /** Category paths, joined by " > ". */
  readonly interests?: readonly string[];
  readonly sizes?: readonly string[];
  /** What is comfortable to pay, in the catalogue's own unit. */
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly ageBand?: (typeof AGE_BANDS)[number];
  readonly gender?: (typeof GENDERS)[number];
  /** BCP 47. */
  readonly language?: string;
}

/** All that a shopper has said in words, not by behaviour. */
export interface Wishes {
  /** By category path, joined by " > ". */
  readonly tastes: Readonly<Record<string, Taste>>;
  readonly facts: Facts;
  /** Learning begins with what was done after it, ms since the epoch: it was reset then. */
  readonly learnsFrom?: number;
}

export const NO_WISHES: Wishes = { tastes: {}, facts: {} };

const MAX_PATH_CHARS = 600;
const MAX_LISTED = 50;

/** Parses wishes that were stored or imported; unknown fields are dropped. @throws InklingError `invalid-argument` */
export function parseWishes(input: unknown): Wishes {
  const given = record(input, 'wishes');
  const tastes: Record<string, Taste> = {};
  for (const [path, taste] of Object.entries(record(given.tastes ?? {}, 'tastes')).slice(0, MAX_LISTED * 4))
    if (path.length <= MAX_PATH_CHARS) tastes[path] = oneOf(TASTES, taste, 'taste') ?? 'less';
  const learnsFrom = optionalNumber(given.learnsFrom, 'learnsFrom');
  return {
    tastes,
    facts: parseFacts(given.facts ?? {}),
    ...(learnsFrom === undefined ? {} : { learnsFrom }),
  };
}

/** Parses what the shopper stated. @throws InklingError `invalid-argument` */
export function parseFacts(input: unknown): Facts {
  const given = record(input, 'facts');
  const facts = {
    interests: texts(given.interests, 'interests', MAX_PATH_CHARS),
    sizes: texts(given.sizes, 'sizes', 20),
    minPrice: price(given.minPrice, 'minPrice'),
    maxPrice: price(given.maxPrice, 'maxPrice'),
    ageBand: oneOf(AGE_BANDS, given.ageBand, 'ageBand'),
    gender: oneOf(GENDERS, given.gender, 'gender'),
    language: optionalString(given.language, 'language', 35),
  };
  const { minPrice = 0, maxPrice = Infinity } = facts;
  if (minPrice > maxPrice) throw invalid(`minPrice is ${minPrice}, must not be above maxPrice ${maxPrice}`);
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts;
}

function price(value: unknown, name: string): number | undefined {
  const number = optionalNumber(value, name);
  if (number !== undefined && number < 0) throw invalid(`${name} is negative, must be >= 0`);
  return number;
}

function texts(value: unknown, name: string, maxChars: number): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid(`${name} is ${typeof value}, must be an array of strings`);
  const found = value.flatMap((each) => optionalString(each, name, maxChars)?.trim() || []);
  return found.length === 0 ? undefined : [...new Set(found)].slice(0, MAX_LISTED);
}

function oneOf<T extends string>(known: readonly T[], value: unknown, name: string): T | undefined {
  if (value === undefined || value === null) return undefined;
  const found = known.find((each) => each === value);
  if (!found) throw invalid(`${name} is ${typeof value}, must be one of ${known.join(', ')}`);
  return found;
}
