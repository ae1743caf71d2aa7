import { DAY_MS } from '../contract/config.ts';
import type { Budget, Spend } from '../contract/records.ts';
import { YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import { type DpEvent, lossMilli } from './dp_event.ts';
import { drawDue, type PrivacyPeriod, privacyPeriod, steadyTime } from './period.ts';
import { secureUniformInt, type UniformInt } from './random.ts';

/**
 * The accountant of pure local DP: events debit integers from one yearly budget.
 *
 * What may change in later versions without breaking what earlier ones promised:
 * 1. **Less is always free.** A smaller epsilon, a longer period, a lower ceiling may come at any moment:
 *    each debit bears the loss it had, and composition is adaptive. No ceiling of contract/release.ts rises.
 * 2. **What comes before the row is free.** Model, features, profile and interests may change at any
 *    moment: the mechanism sees a row, so its loss is the same for all of them.
 * 3. **The codebook changes at a period's edge.** A period draws from the codebook with which it was
 *    begun (`fixCodebook`), or not at all.
 * 4. **A mechanism is added, not altered.** A new one is a new event with its own proof, debits the same
 *    budget, and leaves old debits as they stand. What a version does not know it counts, or refuses.
 */
export const YEAR_MS = 365 * DAY_MS;

/** The wire has 16 bits for the period. */
const MAX_PERIOD_INDEX = 0xffff;

/** `highWater` moves only in steps of this size between debits: a write an hour, not one a page. */
const HIGH_WATER_STEP_MS = 3_600_000;

/**
 * Where the budget stands for one period:
 * `open` it may be debited now · `reserved`, `committed` it has been · `early` not due yet ·
 * `spent` a debit would pass the year's limit, or one already lies inside this period.
 */
export type Verdict = 'open' | 'reserved' | 'committed' | 'early' | 'spent';

/**
 * Thousandths of epsilon debited in the 365 days before `now`.
 *
 * Basic composition of pure local DP: k releases of eps_1 ... eps_k about one shopper are together
 * (eps_1 + ... + eps_k)-DP, whatever was adaptive between them. The window is closed at both ends
 * (a debit exactly 365 days old still counts), debits from a future that a clock set back has
 * un-happened count, and so do debits with a damaged time.
 */
export const spentMilli = (budget: Budget | undefined, now: number): number =>
  spendsOfYear(budget, now).reduce((sum, spend) => sum + spend.epsilonMilli, 0);

/** The debits of the 365 days before `now`. */
export function spendsOfYear(budget: Budget | undefined, now: number): readonly Spend[] {
  const from = steadyTime(budget, now) - YEAR_MS;
  return budget?.spends.filter((spend) => !(spend.at < from)) ?? [];
}

/** Thousandths left of the year's budget, for display; 0 when the record is damaged. */
export function budgetLeftMilli(budget: Budget | undefined, now: number): number {
  const left = YEARLY_BUDGET_MILLI - spentMilli(budget, now);
  return Math.max(left, 0);
}

/**
 * The gate: whether this period may be debited with `epsilonMilli` at `now`.
 *
 * Guarantee: if every debit passed this gate, then in any 365 days they sum to at most 24,000.
 * Integers, so nothing rounds; every comparison is written so that NaN refuses.
 *
 * A shop that changes `periodDays` renumbers the periods, so an earlier debit is looked for by time
 * as well as by number. The year's limit holds whatever the configuration did meanwhile.
 */
export function verdict(budget: Budget, period: PrivacyPeriod, epsilonMilli: number, now: number): Verdict {
  // A clock so far off that the period does not fit its field on the wire.
  if (!(period.index >= 0 && period.index <= MAX_PERIOD_INDEX)) return 'early';
  const mine = findSpend(budget, period.index);
  if (mine) return mine.state === 'reserved' ? 'reserved' : 'committed';
  if (budget.spends.some((spend) => !(spend.at < period.startsAt))) return 'spent';
  const { due } = budget;
  const dueAt = due?.period === period.index ? due.at : undefined;
  const time = steadyTime(budget, now);
  // Asked for the moment of the release, so that a debit which will have aged by then frees the period.
  const asked = dueAt === undefined ? time : Math.max(time, dueAt);
  if (!(epsilonMilli > 0 && spentMilli(budget, asked) + epsilonMilli <= YEARLY_BUDGET_MILLI)) return 'spent';
  return dueAt !== undefined && time >= dueAt ? 'open' : 'early';
}

/**
 * The budget as it must stand at `now`: begun if there is none, the time of this period's release drawn,
 * debits older than a year dropped. The same object when nothing changes.
 *
 * @throws InklingError `randomness-unavailable`: nothing is due then, ever.
 */
export function advance(
  budget: Budget | undefined,
  now: number,
  periodDays: number,
  uniform: UniformInt = secureUniformInt,
): Budget {
  const { due: drawn, ...begun }: Budget = budget ?? { since: now, highWater: now, spends: [] };
  const time = steadyTime(begun, now);
  const period = privacyPeriod(begun, now, periodDays);
  // Written so that a debit with a damaged time (NaN) is kept and goes on counting.
  const spends = spendsOfYear(begun, now);
  const due = drawn?.period === period.index ? drawn : newDue(begun.since, period, uniform);
  if (
    budget !== undefined &&
    due === drawn &&
    spends.length === begun.spends.length &&
    time < begun.highWater + HIGH_WATER_STEP_MS
  )
    return budget;
  return {
    ...begun,
    highWater: time,
    spends,
    ...(due && { due }),
  };
}

function newDue(since: number, period: PrivacyPeriod, uniform: UniformInt): Budget['due'] {
  const at = drawDue(since, period, uniform);
  return at === undefined ? undefined : { period: period.index, at };
}

/**
 * The budget with the codebook fixed that this period's release is drawn from: the first that a page
 * brought. The same object when one is fixed already, or nothing falls due.
 */
export function fixCodebook(budget: Budget, codebook: string): Budget {
  const { due } = budget;
  return due === undefined || due.codebook !== undefined ? budget : { ...budget, due: { ...due, codebook } };
}

/** Whether the period was begun with another codebook: nothing is drawn in it any more, the next one takes the new. */
export const hasOtherCodebook = ({ due }: Budget, periodIndex: number, codebook: string): boolean =>
  due?.period === periodIndex && due.codebook !== undefined && due.codebook !== codebook;

/**
 * The budget with this period debited, if the gate lets it; else the same object.
 * @throws InklingError `invalid-argument` for an event whose loss is not known
 */
export function reserve(budget: Budget, period: PrivacyPeriod, event: DpEvent, now: number): Budget {
  const epsilonMilli = lossMilli(event);
  if (verdict(budget, period, epsilonMilli, now) !== 'open') return budget;
  const at = steadyTime(budget, now);
  const spend: Spend = { period: period.index, epsilonMilli, K: event.K, state: 'reserved', at };
  return { ...budget, highWater: at, spends: [...budget.spends, spend] };
}

/** The budget with the period's debit committed; the same object when there is none that waits for it. */
export function commit<T extends Budget | undefined>(budget: T, periodIndex: number): T | Budget {
  if (budget === undefined || findSpend(budget, periodIndex)?.state !== 'reserved') return budget;
  const spends = budget.spends.map(
    (spend): Spend => (spend.period === periodIndex ? { ...spend, state: 'committed' } : spend),
  );
  return { ...budget, spends };
}

/** Whether bytes of the period may leave. */
export const isCommitted = (budget: Budget | undefined, periodIndex: number): boolean =>
  budget !== undefined && findSpend(budget, periodIndex)?.state === 'committed';

/**
 * A budget begun anew by the shopper's hand ("forget everything, budget too"): it starts a full period
 * from now, and, like every budget, releases nothing in its first day. Goes by the plain clock:
 * this is also how a browser recovers from a clock that was once set far ahead.
 */
export const forgottenBudget = (now: number, periodDays: number): Budget => ({
  since: now + periodDays * DAY_MS,
  highWater: now,
  spends: [],
});

const findSpend = (budget: Budget, periodIndex: number): Spend | undefined =>
  budget.spends.find((spend) => spend.period === periodIndex);
