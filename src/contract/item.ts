import { isPreset, type Preset } from './preset.ts';

/** What a page or the catalogue says of one thing that is sold, read or learnt. */
export interface Item {
  /** The shop's own id. */
  readonly id: string;
  readonly name: string;
  readonly brand?: string;
  /** Category path, widest first, at most 5. */
  readonly category?: readonly string[];
  readonly price?: number;
  /** ISO 4217. */
  readonly currency?: string;
  readonly variant?: string;
  /** Path and file of the item's page on this origin; never a query string. */
  readonly url?: string;
  /** Address of the item's picture. */
  readonly image?: string;
  /** What its markup says it is; absent = what the site offers. */
  readonly preset?: Preset;
}

/** An item as pages showed it to this shopper. */
export interface SeenItem extends Item {
  /** Milliseconds since the epoch. */
  readonly seenAt: number;
}

export const MAX_CATEGORY_DEPTH = 5;
const MAX_NAME_CHARS = 300;

/**
 * The item with every field bounded, or undefined when it has no id.
 * Returns instead of throwing: what a page's markup says is the state of the world, not a caller's mistake.
 */
export function normaliseItem(given: { readonly [K in keyof Item]?: Item[K] | undefined }): Item | undefined {
  const id = text(given.id, 256);
  if (!id) return undefined;
  const brand = text(given.brand, 120);
  const category = (Array.isArray(given.category) ? given.category : [])
    .map((name) => text(name, 120))
    .filter((name): name is string => name !== undefined)
    .slice(0, MAX_CATEGORY_DEPTH);
  const { price } = given;
  const currency = text(text(given.currency, 3)?.toUpperCase(), 3);
  const variant = text(given.variant, 120);
  const url = text(given.url, 1000);
  const image = text(given.image, 1000);
  return {
    id,
    name: text(given.name, MAX_NAME_CHARS) ?? id,
    ...(brand === undefined ? {} : { brand }),
    ...(category.length === 0 ? {} : { category }),
    ...(typeof price === 'number' && Number.isFinite(price) && price >= 0 ? { price } : {}),
    ...(currency === undefined ? {} : { currency }),
    ...(variant === undefined ? {} : { variant }),
    ...(url === undefined ? {} : { url }),
    ...(image === undefined ? {} : { image }),
    ...(isPreset(given.preset) ? { preset: given.preset } : {}),
  };
}

/** One spelling of a path: what pages without an id are known by. "/a/", "/a/index.html" and "/a" are one page. */
export const canonicalPath = (path: string): string => path.replace(/(?:\/index\.\w+)?\/*$/, '') || '/';

/** People write theirs into any field. A picture's `soap@2x.png` is none. */
const EMAIL = /[\w.+-](?:@|%40)(?!\dx\.)[\w-]+\.[a-z]{2}/i;

/** Trimmed, single-spaced text of at most `max` characters; undefined when empty or when it holds an e-mail address. */
function text(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const clean = value
    .slice(0, 4 * max)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, max)
    .trim();
  return clean === '' || EMAIL.test(clean) ? undefined : clean;
}
