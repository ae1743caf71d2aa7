import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { now } from '../contract/clock.ts';
import {
  allowsRelease,
  type Budget,
  type LedgerEntry,
  type LedgerRelease,
  type Spend,
} from '../contract/records.ts';
import { HASH_BYTES, MECHANISM_KRR, NONCE_BYTES, serializeRelease } from '../contract/release.ts';
import { advance, commit, fixCodebook, hasOtherCodebook, reserve } from '../privacy/accountant.ts';
import { genesisEntry, nextEntry, sha256Hex } from '../privacy/ledger_chain.ts';
import { privacyPeriod } from '../privacy/period.ts';
import { randomBytes } from '../privacy/random.ts';
import { releaseRow } from '../privacy/release_row.ts';
import type { GuardStore } from '../store/guard_store.ts';
import type { ComposedRelease, ReleaseStore, WrittenRelease } from '../store/release_store.ts';
import { bookAttempt } from './attempts.ts';
import type { ReleasableContext } from './release_context.ts';
import { hasReleaseLock } from './release_lock.ts';

export interface Stores {
  readonly guard: GuardStore;
  readonly releases: ReleaseStore;
}

/** What transaction C found and wrote. */
export interface Committed {
  /** The choice is for release. */
  readonly budget: Budget;
  /** The release that was drawn just now, if one was: its first attempt is booked in its outbox row. */
  readonly fresh: WrittenRelease | undefined;
}

/**
 * The budget as a release needs it at `now`: advanced, and this period's codebook fixed if none is yet. A pin
 * that changes within the period can then cause neither another draw nor one from the new codebook.
 */
export function openPeriod(
  budget: Budget | undefined,
  { config, codebook }: ReleasableContext,
  now: number,
): Budget {
  return fixCodebook(advance(budget, now, config.periodDays), codebook.sha256);
}

/**
 * Debits, draws and commits this period's release, if release is allowed, one is due and the budget allows it.
 *
 * **Guarantee.** Of each privacy period at most one draw's bytes ever leave this browser, and the
 * period's epsilon was debited before its randomness was drawn. So whoever sees what leaves sees the
 * output of at most one eps-DP mechanism a period, and of debits that sum to at most 24 a year.
 *
 * Budget and ledger live in two databases (a clear deletes one and keeps the other), which no one
 * IndexedDB transaction spans. Hence three transactions, each strict (on disk before it resolves):
 *
 * - **A** guard: choice, budget, period, due time and codebook are checked as they stand once the profile is
 *   known, and the spend is appended as `reserved`.
 * - **B** inkling: unless the ledger has a row for the period, randomness is drawn and ledger row and
 *   finished bytes are written, both or neither.
 * - **C** guard: the spend becomes `committed`, if the choice is still for release. Bytes leave only for a
 *   committed spend (send.ts), as they stand in the outbox.
 *
 * **Why it holds.** Desks run one at a time (Web Lock), so only interruptions matter.
 * - Stopped before A is done: nothing was debited, nothing drawn.
 * - Between A and B: reserved, no row. No byte can have left, so drawing is safe; the debit stands.
 * - During or after B, before C: reserved, and the row is there or not. If it is, it is kept (B draws
 *   nothing); if not, the case above. No byte can have left.
 * - After C: committed, so this function never reaches B for the period again. A retry sends the outbox's
 *   bytes, the same ones.
 * - **Clear** deletes row and bytes at any moment but not the spend. Reserved: as between A and B; a draw
 *   that was cleared never left, since C had not happened. Committed: never drawn again, and if the
 *   bytes were still waiting the period just goes without a release. So it does when the clear comes just
 *   before C, which does not look whether what B wrote is still there. The debit is never given back.
 * - **Forget** removes the spend too: C then finds nothing to commit and the bytes stay; the next
 *   release is a full period away.
 *
 * Without Web Locks two desks may overlap, and a clear between one's sending and the other's B could
 * have two draws leave. There, only the desk whose own transaction A wrote the spend goes on to B:
 * A happens once a period, hence so does B. What is interrupted is then lost, not resumed.
 *
 * Rounding: always against sending. A reservation that is never completed stays debited.
 *
 * @param profile resolves whatever happens; see ReleaseContext. Asked for when a release seems due, before A:
 *   it only takes time, and a page that dies meanwhile has debited nothing.
 * @returns what was committed, if anything was
 * @throws InklingError when a database or randomness fails; then nothing leaves that was not committed.
 */
export async function drawWhatIsDue(
  { guard, releases }: Stores,
  context: ReleasableContext,
  profile: () => Promise<Float32Array | undefined>,
): Promise<Committed | undefined> {
  const canResume = hasReleaseLock();
  const before = await openAllowed(guard, context, now());
  if (!before) return undefined;

  let { budget, spend } = debit(before, context, { time: now(), canResume });
  let fresh: WrittenRelease | undefined;
  if (spend) {
    const embedding = await profile();
    // The profile took its time: all is asked again, as it stands now.
    const time = now();
    const debited = await guard.updateAllowed((current) => {
      ({ budget, spend } = debit(current, context, { time, canResume }));
      return budget;
    });
    if (!debited) return undefined;
    const mine = spend;
    if (mine) {
      const compose = (last: LedgerEntry | undefined) =>
        composeRelease(last, embedding, { context, time, spend: mine });
      fresh = await releases.appendOnce(mine.period, compose);
    }
  }
  const drawn = spend ? [spend.period] : [];
  // Also completes an earlier period that was stopped between B and C.
  if (canResume)
    for (const { period, state } of budget.spends)
      if (state === 'reserved' && period !== spend?.period && (await releases.has(period)))
        drawn.push(period);
  if (drawn.length === 0) return undefined;
  const committed = await guard.updateAllowed((current) => drawn.reduce<Budget | undefined>(commit, current));
  return committed && { budget: committed, fresh };
}

/** The budget, this period opened on disk; undefined when the choice is not for release. */
async function openAllowed(
  guard: GuardStore,
  context: ReleasableContext,
  time: number,
): Promise<Budget | undefined> {
  const { choice, budget } = await guard.standing();
  if (!allowsRelease(choice, time)) return undefined;
  // Most visits find it open, and need no write.
  if (openPeriod(budget, context, time) === budget) return budget;
  return guard.updateAllowed((current) => openPeriod(current, context, time));
}

/** The budget at `time`, debited if this period's release is due, and the debit that is this desk's to draw for. */
function debit(
  before: Budget | undefined,
  context: ReleasableContext,
  { time, canResume }: { readonly time: number; readonly canResume: boolean },
): { budget: Budget; spend: Spend | undefined } {
  const { config, codebook } = context;
  const ready = openPeriod(before, context, time);
  const period = privacyPeriod(ready, time, config.periodDays);
  if (hasOtherCodebook(ready, period.index, codebook.sha256)) return { budget: ready, spend: undefined };
  const event = { mechanism: 'k-rr', epsilonMilli: config.epsilonMilli, K: codebook.codebook.K } as const;
  const budget = reserve(ready, period, event, time);
  const isMine = budget !== ready || canResume;
  const reserved = budget.spends.find((spend) => spend.period === period.index && spend.state === 'reserved');
  return { budget, spend: isMine ? reserved : undefined };
}

/**
 * Draws, and returns what to write. Runs inside transaction B, hence synchronous throughout.
 * The profile goes nowhere but into the mechanism.
 */
function composeRelease(
  last: LedgerEntry | undefined,
  profile: Float32Array | undefined,
  {
    context,
    time,
    spend,
  }: { readonly context: ReleasableContext; readonly time: number; readonly spend: Spend },
): ComposedRelease {
  const { period, epsilonMilli, at } = spend;
  const { codebook, sha256 } = context.codebook;
  const { K, rows } = codebook;
  const { relay } = context.config;
  const through = relay === undefined ? {} : { relay };
  const row = releaseRow(profile, codebook, epsilonMilli);
  const bytes = serializeRelease({
    mechanism: MECHANISM_KRR,
    K,
    epsilonMilli,
    period,
    codebookHash: hexToBytes(sha256).subarray(0, HASH_BYTES),
    nonce: randomBytes(NONCE_BYTES),
    embedding: rows[row]!.embedding,
  });
  const release: LedgerRelease = {
    period,
    epsilonMilli,
    K,
    row,
    bytes: bytesToHex(bytes),
    sha256: sha256Hex(bytes),
    codebook: sha256,
    model: context.manifestSha256,
    receiver: context.url,
    ...through,
  };
  const genesis = last ? [] : [genesisEntry(at)];
  return {
    entries: [...genesis, nextEntry(last ?? genesis[0]!, at, release)],
    outgoing: bookAttempt(
      {
        ...{ period, url: context.url, ...through, bytes },
        ...{ createdAt: time, attempts: 0, nextAttemptAt: time },
      },
      { mayLeave: true, now: time },
    ),
  };
}
