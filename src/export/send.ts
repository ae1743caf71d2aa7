import { OHTTP_REQUEST_TYPE } from '../contract/oblivious.ts';
import { allowsRelease, type Budget, type OutboxEntry } from '../contract/records.ts';
import { REQUEST_OPTIONS, TIMEOUT_MS } from '../contract/transport.ts';
import { isCommitted } from '../privacy/accountant.ts';
import type { GuardStore } from '../store/guard_store.ts';
import type { ReleaseStore } from '../store/release_store.ts';
import { afterAttempt, bookAttempt, isInTime } from './attempts.ts';
import type { Relay } from './relay.ts';
import type { Committed, Stores } from './release_protocol.ts';

export interface SendOptions {
  readonly url: string;
  readonly now: number;
  /** What the bytes are sealed for and sent to; absent = they go to `url` as they are. */
  readonly relay?: Relay | undefined;
  /** What was committed just now: the first attempt of a fresh row, for `url` and `relay`, is this one. */
  readonly committed?: Committed | undefined;
}

/**
 * Sends the oldest that waits in the outbox and is due: one a call, hence one a page visit. Two periods'
 * releases that arrive together would be known for one shopper's.
 *
 * Bytes leave only if (1) the guard's choice is in favour and (2) the period's spend is committed, both asked
 * just before in one transaction (or in the one that has just committed it), and (3) receiver and relay are the configured ones. They leave as they
 * stand in the outbox (what was written just now, alone and surely still there, is not read again): nothing is
 * drawn, composed or added here. An attempt is booked before it is made, so
 * that a page that dies while sending does not send again on every visit.
 */
export async function sendOutbox(
  { guard, releases }: Stores,
  { url, now, relay, committed }: SendOptions,
): Promise<void> {
  const fresh = committed?.fresh;
  const [waiting, budget] = await Promise.all([
    fresh?.isAlone && fresh.isThere() ? [fresh.outgoing] : releases.outbox(),
    committed?.budget ?? allowedBudget(guard, now),
  ]);
  if (!budget) return;
  for (const row of waiting) {
    const { period } = row;
    const isForHere = row.url === url && row.relay === relay?.url;
    const mayLeave = isForHere && isCommitted(budget, period);
    const isBooked = period === fresh?.outgoing.period && mayLeave && isInTime(row, now);
    const booked = isBooked ? row : await bookNext(releases, period, { mayLeave, now });
    if (!booked) continue;
    const outcome = await post(booked, relay);
    if (outcome === 'acknowledged') return releases.remove(period);
    return void (await releases.updateOutgoing(period, (current) => afterAttempt(current, outcome)));
  }
}

/** The budget, if the choice that stands beside it is for release. */
async function allowedBudget(guard: GuardStore, now: number): Promise<Budget | undefined> {
  const { choice, budget } = await guard.standing();
  return allowsRelease(choice, now) ? budget : undefined;
}

/** The row with one more attempt booked; undefined when none may be made. */
async function bookNext(
  releases: ReleaseStore,
  period: number,
  options: { readonly mayLeave: boolean; readonly now: number },
): Promise<OutboxEntry | undefined> {
  let isBooked = false;
  const row = await releases.updateOutgoing(period, (current) => {
    const booked = bookAttempt(current, options);
    isBooked = booked.attempts > current.attempts;
    return booked;
  });
  return isBooked ? row : undefined;
}

type Outcome = 'acknowledged' | 'refused' | 'unreachable';

/**
 * POSTs the 128 bytes, or their encapsulation. The one call in the browser that sends anything about a shopper.
 *
 * Directly there is no header of ours, so no preflight and nothing to tell browsers apart by; a relay needs
 * the one content type that RFC 9458 prescribes. Nothing of an answer is used but its status.
 */
async function post({ url, bytes }: OutboxEntry, relay: Relay | undefined): Promise<Outcome> {
  try {
    const sealed = await relay?.seal(url, bytes);
    const answer = await fetch(relay?.url ?? url, {
      ...REQUEST_OPTIONS,
      body: sealed?.body ?? bytes,
      ...(sealed && { headers: { 'content-type': OHTTP_REQUEST_TYPE } }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!sealed) return outcomeOf(answer.status);
    // What relay or gateway answer in the clear is not the receiver's word, and no reason to give up.
    if (answer.status !== 200) return 'unreachable';
    return outcomeOf(await sealed.open(new Uint8Array(await answer.arrayBuffer())));
  } catch {
    // Offline, blocked, timed out, redirected, sealed by a stranger: one thing to the shopper, and the row says
    // when to try again.
    return 'unreachable';
  }
}

/** 200 and 201 alone say that a release is stored: whatever else answers with success is not a receiver. */
function outcomeOf(status: number): Outcome {
  if (status === 200 || status === 201) return 'acknowledged';
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'unreachable';
}
