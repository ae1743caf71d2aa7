/**
 * Fixed share: a mixture of experts that follows the one that is best at the time (Herbster and Warmuth 1998,
 * "Tracking the Best Expert"), for the log-loss, with its learning rate 1.
 */

/** Share of its weight that an expert gives away after each outcome: one that was bad for long can come back. */
export const GIVEN_AWAY = 0.05;

/** What the mixture gives to the outcome. @param likelihoods that each expert gave to it, > 0 */
export const mixtureLikelihood = (shares: readonly number[], likelihoods: readonly number[]): number =>
  shares.reduce((sum, share, e) => sum + share * likelihoods[e]!, 0);

/**
 * The experts' shares after an outcome: by Bayes, then some of each is spread over the others.
 * @param likelihoods that each expert gave to the outcome, > 0
 */
export function shareAfter(shares: readonly number[], likelihoods: readonly number[]): number[] {
  const mixed = mixtureLikelihood(shares, likelihoods);
  return shares.map((share, e) => {
    const posterior = (share * likelihoods[e]!) / mixed;
    return (1 - GIVEN_AWAY) * posterior + (GIVEN_AWAY * (1 - posterior)) / (shares.length - 1);
  });
}

/**
 * What the mixture's total loss never exceeds, whatever came: the least, over every way of following one expert
 * and changing to another now and then, of those experts' losses plus what following them that way costs,
 *
 *   ln 1/share of the first + (times kept) ln 1/(1 - GIVEN_AWAY) + (times changed) ln (n - 1)/GIVEN_AWAY
 *
 * @param initial shares before the first outcome
 * @param losses  of each outcome, of each expert: -ln of the likelihood. [T, n]
 */
export function regretBound(initial: readonly number[], losses: readonly (readonly number[])[]): number {
  const keep = -Math.log(1 - GIVEN_AWAY);
  const change = Math.log((initial.length - 1) / GIVEN_AWAY);
  let paths: number[] = [];
  for (const outcome of losses) {
    const entered =
      paths.length === 0
        ? initial.map((share) => -Math.log(share))
        : paths.map((_, e) => Math.min(...paths.map((cost, from) => cost + (from === e ? keep : change))));
    paths = entered.map((cost, e) => cost + outcome[e]!);
  }
  return paths.length === 0 ? 0 : Math.min(...paths);
}
