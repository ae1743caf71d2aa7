import type { Periods } from './periods.ts';
import type { Storage } from './storage.ts';

/**
 * Rolls up what is older than two full periods: nonces are forgotten, counts stay.
 *
 * Not while the clock has just made a leap: a receiver whose clock is months ahead for an hour would forget
 * nonces that it still needs. It does a day after; one that had been off for long waits that day for nothing.
 *
 * @param isSure does it at once, whatever the clock did.
 * @returns how many releases were forgotten, or the day until which the clock is waited for.
 */
export async function rollUpOld(
  storage: Storage,
  site: string,
  periods: Periods,
  periodDays: number,
  isSure = false,
): Promise<{ readonly forgotten: number } | { readonly waitsUntil: number }> {
  const steadySince = await storage.noteDay(periods.today, periodDays);
  if (steadySince > periods.today && !isSure) return { waitsUntil: steadySince };
  return { forgotten: await storage.rollUp(site, periods.oldestKept) };
}
