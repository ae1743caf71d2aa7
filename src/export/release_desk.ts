import { now } from '../contract/clock.ts';
import { InklingError } from '../contract/error.ts';
import { allowsRelease } from '../contract/records.ts';
import { MAX_WAIT_MS, MIN_WAIT_MS } from '../contract/transport.ts';
import type { Problem, ReleaseStatus } from '../contract/worker_api.ts';
import { secureUniformInt } from '../privacy/random.ts';
import type { GuardStore } from '../store/guard_store.ts';
import type { InklingStore } from '../store/inkling_store.ts';
import { ReleaseStore } from '../store/release_store.ts';
import { openRelay, type Relay } from './relay.ts';
import { type ReleasableContext, type ReleaseContext, releasable } from './release_context.ts';
import { withReleaseLock } from './release_lock.ts';
import { drawWhatIsDue, openPeriod, type Stores } from './release_protocol.ts';
import { statusAt } from './release_status.ts';
import { sendOutbox } from './send.ts';

/** The time that computing a profile takes, on the outside: at least this, so that a short history is no faster. */
const PROFILE_PACE_MS = 1_000;
/** A profile that takes longer is no profile: other tabs wait for the lock. */
const PROFILE_PATIENCE_MS = 20_000;

/**
 * Decides when a release is drawn and sent, one desk a page visit.
 *
 * Given the times at which pages are visited, what the desk does and when is a function of random
 * numbers only: it never asks whether there is data or whether it changed. The profile is computed for
 * every draw and takes `PROFILE_PACE_MS` as seen from outside; only a computation slower than that
 * shows, and how long one takes depends on the device far more than on the history.
 */
export class ReleaseDesk {
  readonly #stores: Stores;
  readonly #pause: (ms: number) => Promise<void>;
  /** When this visit's random wait ends; undefined when it could not be drawn. */
  readonly #readyAt: number | undefined;
  /** Once it is there; a failed attempt is forgotten, so that the next call tries again. */
  #relay: Promise<Relay | undefined> | undefined;

  /**
   * Draws this visit's random wait.
   * @param pause resolves after so many milliseconds; tests give one that they can turn.
   */
  constructor(
    { guard, store }: { readonly guard: GuardStore; readonly store: InklingStore },
    pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {
    this.#stores = { guard, releases: new ReleaseStore(store) };
    this.#pause = pause;
    this.#readyAt = drawReadyAt();
  }

  /**
   * Where this period's release stands. Sends nothing. When release is allowed and everything for one is in
   * place, the budget begins with the first call (and the period's due time is drawn): not earlier,
   * since before the shopper chose nothing may be written.
   *
   * Never rejects for a state of the world; that is in `problems`.
   */
  async status(context: ReleaseContext): Promise<ReleaseStatus> {
    const { guard, releases } = this.#stores;
    const time = now();
    const problems = new Set(context.problems);
    const ready = releasable(context);
    if (!('url' in ready)) for (const problem of ready) problems.add(problem);
    if (this.#readyAt === undefined) problems.add('no-randomness');

    const known = await observed(problems, async () => {
      const granted = await this.#granted(ready);
      const usable = granted && (await this.#hasRelay(context, problems)) ? granted : undefined;
      const budget = usable
        ? await guard.updateBudget((before) => openPeriod(before, usable, time))
        : await guard.budget();
      return { codebook: usable?.codebook.sha256, budget, outbox: await releases.outbox() };
    });
    return statusAt(time, {
      config: context.config,
      codebook: known?.codebook,
      budget: known?.budget,
      outbox: known?.outbox ?? [],
      waitMs: this.#waitMs(time),
      problems,
    });
  }

  /** Draws this period's release if it is due, then sends what waits in the outbox; returns the new status. */
  async release(context: ReleaseContext): Promise<ReleaseStatus> {
    const problems = new Set(context.problems);
    const ready = releasable(context);
    await observed(problems, async () => {
      // The wait comes before retries too: bytes never leave at the moment a page opens.
      if (this.#waitMs(now()) > 0) return;
      const allowed = this.#allowed(ready);
      if (!allowed) return;
      // What a relay needs is loaded only for those who chose.
      if (context.config.relay !== undefined && !(await this.#granted(ready))) return;
      if (!(await this.#hasRelay(context, problems))) return;
      const relay = await this.#relay;
      await withReleaseLock(async () => {
        // Runs while it is asked whether anything is due.
        const pace = this.#pause(PROFILE_PACE_MS);
        const committed = await drawWhatIsDue(this.#stores, allowed, () =>
          this.#paced(context.profile, pace),
        );
        await sendOutbox(this.#stores, { url: allowed.url, now: now(), relay, committed });
      });
    });
    return this.status({ ...context, problems: [...problems] });
  }

  /** The context if a release is allowed in it: both the page's word and the guard's row, since either alone may be stale. */
  async #granted(ready: ReleasableContext | readonly Problem[]): Promise<ReleasableContext | undefined> {
    const allowed = this.#allowed(ready);
    return allowed && allowsRelease(await this.#stores.guard.choice(), now()) ? allowed : undefined;
  }

  /** The context if the page allows a release in it. */
  #allowed(ready: ReleasableContext | readonly Problem[]): ReleasableContext | undefined {
    return 'url' in ready && ready.allowed && this.#readyAt !== undefined ? ready : undefined;
  }

  /** Whether the way to the receiver is open: directly, or by a relay whose client and key are at hand. */
  async #hasRelay({ config }: ReleaseContext, problems: Set<Problem>): Promise<boolean> {
    this.#relay ??= openRelay(config);
    try {
      await this.#relay;
      return true;
    } catch {
      // Its file did not come, or the pinned key is none: told to the shopper, tried again on the next call.
      this.#relay = undefined;
      problems.add('relay-unusable');
      return false;
    }
  }

  /** Infinite without randomness. A clock set back meanwhile does not stretch it. */
  #waitMs(time: number): number {
    return this.#readyAt === undefined
      ? Number.POSITIVE_INFINITY
      : Math.min(Math.max(this.#readyAt - time, 0), MAX_WAIT_MS);
  }

  async #paced(profile: ReleaseContext['profile'], pace: Promise<void>): Promise<Float32Array | undefined> {
    // A profile that fails is no profile, and no reason to release or not: undecided is drawn for.
    const computed = (async () => profile())().catch(() => undefined);
    const impatient = this.#pause(PROFILE_PATIENCE_MS).then(() => undefined);
    const [embedding] = await Promise.all([Promise.race([computed, impatient]), pace]);
    return embedding;
  }
}

function drawReadyAt(): number | undefined {
  try {
    return now() + MIN_WAIT_MS + secureUniformInt(MAX_WAIT_MS - MIN_WAIT_MS + 1);
  } catch {
    return undefined; // told as `no-randomness` by every status
  }
}

/** Runs `work`; what is wrong with storage or randomness becomes a problem, anything else is a bug and rejects. */
async function observed<T>(problems: Set<Problem>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const problem = error instanceof InklingError ? problemOf(error.code) : undefined;
    if (!problem) throw error;
    problems.add(problem);
    return undefined;
  }
}

function problemOf(code: InklingError['code']): Problem | undefined {
  if (code === 'randomness-unavailable') return 'no-randomness';
  return code === 'store-blocked' || code === 'store-full' || code === 'store-unavailable' ? code : undefined;
}
