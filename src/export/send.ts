import { DAY_MS } from '../contract/config.ts';
import type { OutboxEntry } from '../contract/records.ts';
import { isCommitted } from '../privacy/accountant.ts';
import type { Stores } from './release_protocol.ts';

/** After so long without an answer the client gives up. */
export const GIVE_UP_MS = 30 * DAY_MS;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = DAY_MS / 2;
/** A receiver that does not answer counts as unreachable. */
const TIMEOUT_MS = 30_000;

/**
 * Sends the oldest that waits in the outbox and is due: one a call, hence one a page visit. Two periods'
 * releases that arrive together would be known for one shopper's.
 *
 * Bytes leave only if (1) the guard's choice is in favour, asked just before, (2) the period's spend is
 * committed, and (3) the address is the configured one. They leave as they stand in the outbox: nothing
 * is drawn, composed or added here. An attempt is booked before it is made, so that a page that dies
 * while sending does not send again on every visit.
 */
export async function sendOutbox({ guard, releases }: Stores, url: string, now: number): Promise<void> {
  for (const { period } of await releases.outbox()) {
    if (!(await guard.choice())?.release) return;
    const mayLeave = isCommitted(await guard.budget(), period);
    let isBooked = false;
    const row = await releases.updateOutgoing(period, (current) => {
      const booked = bookAttempt(current, { mayLeave: mayLeave && current.url === url, now });
      isBooked = booked.attempts > current.attempts;
      return booked;
    });
    if (!row || !isBooked) continue;
    const outcome = await post(row);
    await releases.updateOutgoing(period, (current) => afterAttempt(current, outcome));
    return;
  }
}

/** The row with one more attempt, or given up for its age; the same object while it has to wait. */
export function bookAttempt(
  row: OutboxEntry,
  { mayLeave, now }: { readonly mayLeave: boolean; readonly now: number },
): OutboxEntry {
  if (row.givenUp !== undefined) return row;
  if (now - row.createdAt > GIVE_UP_MS) return { ...row, givenUp: 'unreachable' };
  // A wait longer than any backoff comes from a clock set back since: it is over.
  const isWaiting = row.nextAttemptAt > now && row.nextAttemptAt - now <= LAST_RETRY_MS;
  if (isWaiting || !mayLeave) return row;
  const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** row.attempts, LAST_RETRY_MS);
  return { ...row, attempts: row.attempts + 1, nextAttemptAt: now + backoffMs };
}

function afterAttempt(row: OutboxEntry, outcome: Outcome): OutboxEntry | undefined {
  if (outcome === 'acknowledged') return undefined;
  return outcome === 'refused' ? { ...row, givenUp: 'refused' } : { ...row, isUnanswered: true };
}

type Outcome = 'acknowledged' | 'refused' | 'unreachable';

/**
 * POSTs the 128 bytes. The one call in the browser that sends anything about a shopper.
 *
 * No header of ours, so no preflight and nothing to tell browsers apart by; no cookie, no referrer, no
 * redirect (which could lead to another origin), no cache.
 */
async function post({ url, bytes }: OutboxEntry): Promise<Outcome> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      body: bytes,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (ok) return 'acknowledged';
    return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'unreachable';
  } catch {
    // Offline, blocked, timed out, redirected: one thing to the shopper, and the row says when to try again.
    return 'unreachable';
  }
}
