import type { Codebook } from '../../../src/contract/codebook.ts';
import { nearestRow } from '../../../src/privacy/nearest_row.ts';
import { releaseRow } from '../../../src/privacy/release_row.ts';
import type { Prng } from '../../../src/simulate/prng.ts';
import { analyticSigma } from './gaussian.ts';
import { calibratePrivUnit, drawPrivUnit } from './priv_unit.ts';

/**
 * Something that could be sent about a profile, and what an attacker makes of it: what is shipped, its rivals at
 * equal epsilon, and the profile itself. For all of them ln P[observed | profile] is
 * `scale * match(observed, view(profile))` up to a term without the profile.
 */
export interface Rival {
  readonly name: string;
  /** What leaves for a unit profile. */
  release(profile: Float32Array, prng: Prng): Float32Array;
  /** What the attacker computes of a known profile, once. */
  view(profile: Float32Array): Float32Array;
  match(observed: Float32Array, view: Float32Array): number;
  readonly scale: number;
  /** How alike two releases are for somebody who knows neither profile. */
  alike(a: Float32Array, b: Float32Array): number;
  /** What the receiver takes the shopper's direction for. [D] */
  direction(observed: Float32Array): Float32Array;
}

/** What is shipped, drawing from a seeded generator. */
export const krr = (epsilonMilli: number, codebook: Codebook): Rival => ({
  name: `k-RR, eps ${epsilonMilli / 1000}`,
  release: (profile, prng) =>
    Float32Array.of(releaseRow(profile, codebook, epsilonMilli, (bound) => prng.integer(bound))),
  view: (profile) => Float32Array.of(nearestRow(profile, codebook)),
  match: (observed, view) => (observed[0] === view[0] ? 1 : 0),
  scale: epsilonMilli / 1000,
  alike: (a, b) => (a[0] === b[0] ? 1 : 0),
  direction: (observed) => Float32Array.from(codebook.rows[observed[0]!]!.embedding),
});

/** The profile as it is. Its scale only says how near counts as near when classes are guessed. */
export const trueVector: Rival = {
  name: 'true vector',
  release: (profile) => profile,
  view: (profile) => profile,
  match: dot,
  scale: 50,
  alike: dot,
  direction: (observed) => observed,
};

/** The delta at which the Gaussian is given its epsilon: it has no pure one. */
export const GAUSSIAN_DELTA = 1e-6;

/** Gaussian noise at (eps, 1e-6): two unit profiles are at most 2 apart. */
export function gaussian(epsilonMilli: number): Rival {
  const sigma = analyticSigma(epsilonMilli / 1000, GAUSSIAN_DELTA, 2);
  return {
    name: `Gaussian, eps ${epsilonMilli / 1000}`,
    release: (profile, prng) => profile.map((x) => x + sigma * prng.normal()),
    view: (profile) => profile,
    match: dot,
    scale: 1 / (sigma * sigma),
    alike: dot,
    direction: (observed) => observed,
  };
}

/** PrivUnit, pure eps, with the cap that keeps most of the direction. */
export function privUnit(epsilonMilli: number, D: number): Rival {
  const cap = calibratePrivUnit(epsilonMilli / 1000, D);
  return {
    name: `PrivUnit, eps ${epsilonMilli / 1000}`,
    release: (profile, prng) => drawPrivUnit(profile, cap, prng),
    view: (profile) => profile,
    match: (observed, view) => (dot(observed, view) >= cap.gamma ? 1 : 0),
    scale: epsilonMilli / 1000,
    alike: dot,
    direction: (observed) => observed,
  };
}

/** Cosine of two unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
