import { odds } from '../../../src/privacy/krr.ts';

/**
 * Bits that one release can carry at most, whatever model, profile or code is put before it: the Shannon capacity of
 * the K-ary symmetric channel, log2 K + p log2 p + (K - 1) q log2 q, reached by uniform rows.
 */
export function capacityBits(epsilonMilli: number, K: number): number {
  const { p, q } = odds(epsilonMilli, K);
  return Math.log2(K) + p * Math.log2(p) + (K - 1) * q * Math.log2(q);
}

export interface Ceiling {
  readonly epsilonMilli: number;
  /** Releases that all go out, a period each. */
  readonly releases: number;
  readonly K: number;
  readonly candidates: number;
}

/**
 * Upper bound on singling out by T releases, for any model, any attack and any knowledge, hostile code included:
 * the sphere-packing converse for the symmetric channel, applied to `candidates` equally likely shoppers.
 *
 * Of the K^T outcomes each is given to one shopper, and it has probability p^m q^(T - m) when it agrees with the
 * shopper's rows in m places. Nobody can be given more than C(T, m)(K - 1)^(T - m) outcomes of m agreements,
 * and all together there are K^T; the bound fills the most probable first. For T = 1 it is K p / N.
 */
export function singlingOutCeiling({ epsilonMilli, releases: T, K, candidates }: Ceiling): number {
  const { p, q } = odds(epsilonMilli, K);
  let room = K ** T / candidates; // outcomes a shopper, on average
  let choose = 1;
  let sum = 0;
  for (let m = T; m >= 0 && room > 0; m--) {
    const outcomes = choose * (K - 1) ** (T - m);
    const taken = Math.min(room, outcomes);
    sum += taken * p ** m * q ** (T - m);
    room -= taken;
    choose = (choose * m) / (T - m + 1);
  }
  return Math.min(1, sum);
}

/**
 * Upper bound on the share of right guesses of an attribute whose commonest class has share `commonest`: by eps-DP no
 * release multiplies the odds of a class by more than e^eps.
 */
export function guessCeiling(epsilonMilli: number, commonest: number): number {
  const e = Math.exp(epsilonMilli / 1000);
  return (e * commonest) / (1 + (e - 1) * commonest);
}
