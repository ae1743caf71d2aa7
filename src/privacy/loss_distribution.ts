import { OTHER_WEIGHT, type RandomisedResponse, weights } from './krr.ts';

/**
 * What some releases can tell about which of two histories is a shopper's: every set of outcomes of equal
 * loss, with its probability under the one history and under the other, over one denominator.
 */
export interface LossDistribution {
  readonly denominator: bigint;
  readonly outcomes: readonly Outcome[];
}

interface Outcome {
  readonly first: bigint;
  readonly second: bigint;
}

/** Fraction bits of the float that stands for e^epsilon. */
const SCALE = 60n;
/** One part in 2^50 is above what any engine's Math.exp is off by. */
const EXP_BELOW = 1 - 2 ** -50;

/**
 * The exact privacy loss distribution of releases by k-ary randomised response.
 *
 * Neighbours: any two histories, compared where they differ most: in every period their true rows differ.
 * Then one release has the loss ln(W/M) with probability p = W/T (the first one's row comes out), the
 * opposite loss with q = M/T (the second one's), and none with 1 - p - q. Losses of independent coins
 * add, so T releases of one (eps, K) have the coefficients of (W z + (K - 2) M + M / z)^T over T^T: a
 * convolution of trinomials, in integers, nothing rounded. Releases at several presets multiply.
 *
 * Guarantee: no test of what was released, however the histories were made and whatever adapts between
 * the releases, tells the two apart better than `deltaAt` says.
 *
 * For display. The gate is the accountant's sum of epsilons, which is larger.
 *
 * Source: Sommer, Meiser, Mohammadi 2019 ("Privacy loss classes"); Kairouz, Oh, Viswanath 2015.
 *
 * @throws InklingError `invalid-argument` for parameters that are none of the mechanism's.
 */
export function lossDistribution(releases: readonly RandomisedResponse[]): LossDistribution {
  const M = BigInt(OTHER_WEIGHT);
  let denominator = 1n;
  // Of each preset: probability numerators by net loss, from -n to n.
  const presets = new Map<number, readonly bigint[]>();
  for (const release of releases) {
    const { trueWeight, total } = weights(release);
    denominator *= BigInt(total);
    const before = presets.get(release.epsilonMilli) ?? [1n];
    const after = new Array<bigint>(before.length + 2).fill(0n);
    const trinomial = [M, BigInt(release.K - 2) * M, BigInt(trueWeight)];
    before.forEach((mass, i) => {
      trinomial.forEach((weight, step) => {
        after[i + step]! += mass * weight;
      });
    });
    presets.set(release.epsilonMilli, after);
  }
  let outcomes: Outcome[] = [{ first: 1n, second: 1n }];
  for (const masses of presets.values())
    outcomes = outcomes.flatMap(({ first, second }) =>
      // Mirrored: the other history sees every loss the other way round.
      masses.map((mass, i) => ({ first: first * mass, second: second * masses.at(-1 - i)! })),
    );
  return { denominator, outcomes };
}

/**
 * The smallest delta for which the releases are (epsilon, delta)-DP: the sum over outcomes of
 * max(0, P - e^epsilon Q). At epsilon 0 it is the distance in total variation.
 *
 * Rounding: up. e^epsilon is taken from below and the result from above, by less than 1e-14.
 */
export function deltaAt({ denominator, outcomes }: LossDistribution, epsilon: number): number {
  const factor = BigInt(Math.floor(Math.exp(epsilon) * EXP_BELOW * 2 ** Number(SCALE)));
  let sum = 0n;
  for (const { first, second } of outcomes) {
    const excess = (first << SCALE) - factor * second;
    if (excess > 0n) sum += excess;
  }
  if (sum === 0n) return 0;
  return Math.min(Number(sum / denominator + 1n) / 2 ** Number(SCALE) + 2 ** -52, 1);
}

/** The least epsilon in thousandths, rounded up, at which the delta is at most the given one. */
export function epsilonMilliAt(distribution: LossDistribution, delta: number, sumMilli: number): number {
  let [low, high] = [0, sumMilli]; // at the sum of epsilons the delta is 0
  while (low < high) {
    const middle = (low + high) >> 1;
    if (deltaAt(distribution, middle / 1000) <= delta) high = middle;
    else low = middle + 1;
  }
  return high;
}

/**
 * How often the best guesser is right which of two histories is the shopper's, having seen the releases
 * and knowing nothing else (either is as likely): (1 + total variation) / 2, from 1/2 to 1, rounded up.
 */
export const guessOdds = (distribution: LossDistribution): number => (1 + deltaAt(distribution, 0)) / 2;
