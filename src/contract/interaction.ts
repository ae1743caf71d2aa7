import { DAY_MS } from './config.ts';
import { invalid } from './error.ts';
import { optionalNumber, optionalString, record } from './parse.ts';

/** Every kind of interaction. The order is the kind's index in the model's kind embedding: append, never reorder. */
export const KINDS = [
  'impression',
  'view',
  'dwell',
  'scroll',
  'select',
  'variant',
  'search',
  'filter',
  'wishlist',
  'cart_add',
  'cart_remove',
  'cart_view',
  'checkout',
  'purchase',
  'refund',
  'rate',
  'share',
  'like',
  'dislike',
  'follow',
  'unfollow',
  'start',
  'complete',
] as const;

export type Kind = (typeof KINDS)[number];

/** One thing a shopper did to one item. What `inkling.record` accepts and capture produces. */
export interface Interaction {
  readonly kind: Kind;
  /** The shop's own id of the item; absent for search, filter, cart_view and the like. */
  readonly itemId?: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Visible time on the item, milliseconds. */
  readonly dwellMs?: number;
  /** Quantity, rating or money, by kind. */
  readonly value?: number;
  /** Words of a search or filter, or the brand or seller of a follow. */
  readonly tokens?: readonly string[];
}

/** An interaction as it stands in the database. */
export interface StoredInteraction extends Interaction {
  /** Auto-incremented key. */
  readonly id: number;
  /** Start of the session, milliseconds since the epoch: names the session without drawing an id. */
  readonly session: number;
  /** Bought for somebody else: kept, but left out of profile and release. */
  readonly gift?: true;
  /** Somebody else at this device: kept, but left out of profile and release. */
  readonly notMe?: true;
}

/** Two interactions belong to one session unless more time than this passes between them. */
export const SESSION_GAP_MS = 30 * 60_000;

const MAX_ID_CHARS = 256;
const MAX_TOKENS = 16;
const MAX_TOKEN_CHARS = 64;

/** Kinds that mean nothing without an item. */
const NEEDS_ITEM: ReadonlySet<Kind> = new Set<Kind>([
  'impression',
  'view',
  'dwell',
  'scroll',
  'select',
  'variant',
  'wishlist',
  'cart_add',
  'cart_remove',
  'purchase',
  'refund',
  'rate',
  'share',
  'like',
  'dislike',
  'start',
  'complete',
]);

/**
 * Parses what a page handed in. Unknown fields are dropped, not kept: nothing that was
 * not asked for reaches the database.
 *
 * @param at now, ms since the epoch: the time where the caller gives none, and what none may lie a day beyond.
 * @throws InklingError `invalid-argument`
 */
export function parseInteraction(input: unknown, at: number): Interaction {
  const given = record(input, 'interaction');
  const { kind } = given;
  if (!isKind(kind)) throw invalid(`kind is ${typeof kind}, must be one of ${KINDS.join(', ')}`);
  const itemId = parseItemId(given.itemId, NEEDS_ITEM.has(kind));
  const when = optionalNumber(given.at, 'at') ?? at;
  if (!(when >= 1 && when < 8.64e15 - 1) || when > at + DAY_MS)
    throw invalid('at is out of range, must be milliseconds since the Unix epoch');
  const dwellMs = optionalNumber(given.dwellMs, 'dwellMs');
  if (dwellMs !== undefined && dwellMs < 0) throw invalid('dwellMs is negative, must be >= 0');
  const value = optionalNumber(given.value, 'value');
  const tokens = parseTokens(given.tokens);
  return {
    kind,
    at: Math.round(when),
    ...(itemId === undefined ? {} : { itemId }),
    ...(dwellMs === undefined ? {} : { dwellMs: Math.round(dwellMs) }),
    ...(value === undefined ? {} : { value }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}

export const isKind = (value: unknown): value is Kind => (KINDS as readonly unknown[]).includes(value);

export const kindIndex = (kind: Kind): number => KINDS.indexOf(kind);

/** @throws InklingError `invalid-argument` */
export function parseItemId(value: unknown, required: boolean, name = 'itemId'): string | undefined {
  // Shops hand numeric ids in both forms; "17" and 17 are one item.
  const id =
    typeof value === 'number' && Number.isFinite(value)
      ? String(value)
      : optionalString(value, name, MAX_ID_CHARS)?.trim();
  if (required && !id) throw invalid(`${name} is missing, must be a non-empty string for this kind`);
  return id || undefined;
}

function parseTokens(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid(`tokens is ${typeof value}, must be an array of strings`);
  const tokens = value
    .filter((token): token is string => typeof token === 'string')
    .map((token) => token.trim().slice(0, MAX_TOKEN_CHARS).trim())
    .filter((token) => token !== '');
  return tokens.length === 0 ? undefined : tokens.slice(0, MAX_TOKENS);
}
