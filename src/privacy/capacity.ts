import { DAY_MS } from '../contract/config.ts';
import { YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import { YEAR_MS } from './accountant.ts';
import { odds, type RandomisedResponse } from './krr.ts';

/**
 * The most bits that one release can carry, on average and whatever encodes them: what a model that was
 * built to name its shoppers could push through.
 *
 * The mechanism as a channel is symmetric, so its Shannon capacity is reached by uniform input:
 * C = log2 K - H, with H = -p log2 p - (K - 1) q log2 q. Knowing earlier outputs does not raise it (a
 * channel without memory), so n releases carry at most n C.
 *
 * Floats, for display; what is shown is rounded up.
 * @throws InklingError `invalid-argument`
 */
export function capacityBits({ K, epsilonMilli }: RandomisedResponse): number {
  const { p, q } = odds(epsilonMilli, K);
  return Math.log2(K) + p * Math.log2(p) + (K - 1) * q * Math.log2(q);
}

/** The most releases that fall into any 365 days: what the budget allows, or as many as periods touch them. */
export const yearlyReleases = (epsilonMilli: number, periodDays: number): number =>
  Math.min(Math.floor(YEARLY_BUDGET_MILLI / epsilonMilli), Math.ceil(YEAR_MS / (periodDays * DAY_MS)) + 1);
