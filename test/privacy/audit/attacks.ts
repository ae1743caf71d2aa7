import type { Prng } from '../../../src/simulate/prng.ts';
import type { Attribute } from './population.ts';
import { dot, type Rival } from './rival.ts';

/** Profiles by shopper, then period. [N][T] of [D] */
export type Profiles = readonly (readonly Float32Array[])[];

export interface AttackOptions {
  readonly prng: Prng;
  /** How often everybody releases anew: the figures are means. */
  readonly rounds: number;
}

/**
 * Re-identification of period 2 by period 1: for each release of the second period the attacker names the
 * shopper whose release of the first is most alike. Mean probability of being right, ties guessed.
 */
export function relink(profiles: Profiles, rival: Rival, { prng, rounds }: AttackOptions): number {
  let right = 0;
  for (let round = 0; round < rounds; round++) {
    const [first, second] = [0, 1].map((t) => profiles.map((list) => rival.release(list[t]!, prng)));
    right += meanWin(profiles.length, (i, j) => rival.alike(second![i]!, first![j]!));
  }
  return right / rounds;
}

/**
 * Singling out: somebody's releases of all periods lie together without a name, and the attacker knows every
 * shopper's true profile in every period. Names the likeliest one: no attack does better. Mean probability of
 * being right, ties guessed.
 */
export function singleOut(profiles: Profiles, rival: Rival, { prng, rounds }: AttackOptions): number {
  const views = profiles.map((list) => list.map((profile) => rival.view(profile)));
  const T = profiles[0]!.length;
  let right = 0;
  for (let round = 0; round < rounds; round++) {
    const observed = profiles.map((list) => list.map((profile) => rival.release(profile, prng)));
    right += meanWin(profiles.length, (i, j) => matches(rival, observed[i]!, views[j]!, T));
  }
  return right / rounds;
}

/**
 * Attribute inference from the first `T` releases: the attacker knows profiles and classes of one half of the
 * shoppers, and guesses the likeliest class for each of the other half (the Bayes rule for what is known).
 * @returns share of right guesses, and that of always guessing the commonest class
 */
export function inferAttribute(
  profiles: Profiles,
  { values, classes }: Attribute,
  rival: Rival,
  { prng, rounds, T }: AttackOptions & { readonly T: number },
): { readonly accuracy: number; readonly commonest: number } {
  const half = Math.floor(profiles.length / 2);
  const known = profiles.slice(0, half).map((list) => list.slice(0, T).map((profile) => rival.view(profile)));
  const counts = new Array<number>(classes).fill(0);
  for (const value of values.subarray(half)) counts[value]!++;
  let right = 0;
  const targets = profiles.length - half;
  for (let round = 0; round < rounds; round++) {
    for (let i = half; i < profiles.length; i++) {
      const observed = profiles[i]!.slice(0, T).map((profile) => rival.release(profile, prng));
      const scores = known.map((view) => rival.scale * matches(rival, observed, view, T));
      const peak = scores.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
      const weights = new Array<number>(classes).fill(0);
      scores.forEach((score, j) => {
        weights[values[j]!]! += Math.exp(score - peak);
      });
      if (weights.indexOf(Math.max(...weights)) === values[i]) right++;
    }
  }
  return { accuracy: right / (targets * rounds), commonest: Math.max(...counts) / targets };
}

/**
 * Membership of one item: the attacker knows the profile with and without everything that was done to one item,
 * and guesses from `T` releases which of the two it was. Mean advantage, P[right] - P[wrong], in [0, 1].
 */
export function memberOf(
  pairs: readonly (readonly [Float32Array, Float32Array])[],
  rival: Rival,
  { prng, rounds, T }: AttackOptions & { readonly T: number },
): number {
  let advantage = 0;
  for (const pair of pairs) {
    const views = pair.map((profile) => rival.view(profile)) as [Float32Array, Float32Array];
    for (const [own, profile] of pair.entries()) {
      for (let round = 0; round < rounds; round++) {
        const observed = Array.from({ length: T }, () => rival.release(profile, prng));
        const lead = matchesOne(rival, observed, views[own]!) - matchesOne(rival, observed, views[1 - own]!);
        advantage += Math.sign(lead);
      }
    }
  }
  return advantage / (2 * pairs.length * rounds);
}

/** What is left for the receiver: mean cosine of what it takes the direction for with the true one. */
export function keptCosine(profiles: Profiles, rival: Rival, { prng, rounds }: AttackOptions): number {
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [profile] of profiles) {
      const direction = rival.direction(rival.release(profile!, prng));
      sum += dot(direction, profile!) / Math.hypot(...direction);
    }
  }
  return sum / (profiles.length * rounds);
}

/** Mean over i of 1 / ties when i is among the j with the highest score, 0 otherwise. */
function meanWin(N: number, score: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < N; i++) {
    const own = score(i, i);
    let ties = 0;
    let isBeaten = false;
    for (let j = 0; j < N && !isBeaten; j++) {
      const other = score(i, j);
      if (other > own) isBeaten = true;
      else if (other === own) ties++;
    }
    if (!isBeaten) sum += 1 / ties;
  }
  return sum / N;
}

function matches(
  rival: Rival,
  observed: readonly Float32Array[],
  views: readonly Float32Array[],
  T: number,
): number {
  let sum = 0;
  for (let t = 0; t < T; t++) sum += rival.match(observed[t]!, views[t]!);
  return sum;
}

const matchesOne = (rival: Rival, observed: readonly Float32Array[], view: Float32Array): number =>
  observed.reduce((sum, one) => sum + rival.match(one, view), 0);
