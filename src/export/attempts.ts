import type { OutboxEntry } from '../contract/records.ts';
import { FIRST_RETRY_MS, GIVE_UP_MS, LAST_RETRY_MS } from '../contract/transport.ts';
import { secureUniformInt, type UniformInt } from '../privacy/random.ts';

/** Whether it may still be tried: after 30 days it is given up. */
export const isInTime = ({ createdAt }: OutboxEntry, now: number): boolean => now - createdAt <= GIVE_UP_MS;

/**
 * The row with one more attempt, or given up for its age; the same object while it has to wait.
 *
 * The wait after attempt n is uniform in [b/2, b], b = min(2^n minutes, 12 hours): drawn once, stored,
 * and a function of random numbers and the count alone, since it is part of when a release leaves.
 * Browsers that met one outage do not come back together.
 *
 * @throws InklingError `randomness-unavailable`: nothing is then booked, and nothing leaves.
 */
export function bookAttempt(
  row: OutboxEntry,
  {
    mayLeave,
    now,
    uniform = secureUniformInt,
  }: { readonly mayLeave: boolean; readonly now: number; readonly uniform?: UniformInt },
): OutboxEntry {
  if (row.givenUp !== undefined) return row;
  if (!isInTime(row, now)) return { ...row, givenUp: 'unreachable' };
  // A wait longer than any backoff comes from a clock set back since: it is over.
  const isWaiting = row.nextAttemptAt > now && row.nextAttemptAt - now <= LAST_RETRY_MS;
  if (isWaiting || !mayLeave) return row;
  const halfMs = Math.min(FIRST_RETRY_MS * 2 ** row.attempts, LAST_RETRY_MS) / 2;
  return { ...row, attempts: row.attempts + 1, nextAttemptAt: now + halfMs + uniform(halfMs + 1) };
}

/** The row after an attempt that brought no acknowledgement. */
export const afterAttempt = (row: OutboxEntry, outcome: 'refused' | 'unreachable'): OutboxEntry =>
  outcome === 'refused' ? { ...row, givenUp: 'refused' } : { ...row, isUnanswered: true };
