import { DAY_MS } from './config.ts';

/** How and when bytes leave. `docs/what-leaves.md` is made from these. */

/**
 * What every request with a release is made with: no cookie, no referrer, no redirect (which could lead
 * to another origin), no cache.
 */
export const REQUEST_OPTIONS = {
  method: 'POST',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  redirect: 'error',
  cache: 'no-store',
  keepalive: true,
} as const;
/** A receiver that does not answer so long counts as unreachable. */
export const TIMEOUT_MS = 30_000;

/** A page waits a random time in this range before it draws or sends. */
export const MIN_WAIT_MS = 5_000;
export const MAX_WAIT_MS = 30_000;

/** The longest wait after the first attempt; it doubles with each, up to the last. */
export const FIRST_RETRY_MS = 60_000;
export const LAST_RETRY_MS = DAY_MS / 2;
/** After so long without an answer the client gives up. */
export const GIVE_UP_MS = 30 * DAY_MS;
