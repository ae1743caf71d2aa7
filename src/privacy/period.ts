import { DAY_MS } from '../contract/config.ts';
import type { Budget } from '../contract/records.ts';
import { secureUniformInt, type UniformInt } from './random.ts';

/** The time for which one release is memoised; the same edges for everyone. */
export interface PrivacyPeriod {
  /** floor(time / length). */
  readonly index: number;
  readonly startsAt: number;
  /** Start of the next period. */
  readonly endsAt: number;
}

/**
 * The time that budget and period go by: the clock, or the latest time seen if the clock was set back.
 * NaN when either is, and every comparison below then refuses.
 */
export const steadyTime = (budget: Budget | undefined, now: number): number =>
  Math.max(now, budget?.highWater ?? now);

/**
 * The period at `now`, never an earlier one than this browser has already seen.
 *
 * A clock set forward is believed (there is nothing to check it against); set back again, the browser
 * stays in the far period, where it has released at most once, until real time catches up.
 */
export function privacyPeriod(budget: Budget | undefined, now: number, periodDays: number): PrivacyPeriod {
  const lengthMs = periodDays * DAY_MS;
  const index = Math.floor(steadyTime(budget, now) / lengthMs);
  return { index, startsAt: index * lengthMs, endsAt: (index + 1) * lengthMs };
}

/**
 * When the release of a period falls due: uniform over the milliseconds of the period from `since` + 24 h
 * on; undefined when nothing of the period is left by then. A function of random numbers and of when
 * release was first allowed, of nothing else; the caller draws once a period and keeps it.
 *
 * @throws InklingError `randomness-unavailable`
 */
export function drawDue(
  since: number,
  period: PrivacyPeriod,
  uniform: UniformInt = secureUniformInt,
): number | undefined {
  const from = Math.ceil(Math.max(period.startsAt, since + DAY_MS));
  // False too when `since` is damaged (NaN): nothing falls due then.
  return from < period.endsAt ? from + uniform(period.endsAt - from) : undefined;
}
