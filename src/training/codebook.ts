import type { Codebook, CodebookRow } from '../contract/codebook.ts';
import { invalid } from '../contract/error.ts';
import { Prng } from '../simulate/prng.ts';

export interface CodebookOptions {
  readonly K: number;
  readonly D: number;
  readonly seed: number;
}

/** A row's members: what its name is made of. */
export interface Cluster {
  /** Unit length. [D] */
  readonly centre: Float32Array;
  /** Positions in the list of profiles. */
  readonly members: readonly number[];
}

/** A row that few shoppers share would say much about each of them. */
export const MIN_SHARE = 0.02;
const ATTEMPTS = 60;
const ROUNDS = 12;

/**
 * K clusters of profiles by spherical k-means (Dhillon and Modha 2001); cluster 0 is "undecided", the
 * mean profile. Every profile belongs to its nearest centre, as on the device. A cluster of fewer than
 * 2 % is given up and started anew inside the largest one, until none is left.
 *
 * @param profiles each of unit length [D]
 * @throws InklingError `invalid-argument` when there are too few profiles for K rows of 2 %
 */
export function clusterProfiles(profiles: readonly Float32Array[], options: CodebookOptions): Cluster[] {
  const { K, D, seed } = options;
  const least = Math.max(1, Math.ceil(MIN_SHARE * profiles.length));
  if (profiles.length < 4 * K)
    throw invalid(`${profiles.length} profiles are too few for a codebook of K = ${K}, must be >= ${4 * K}`);
  const everybody = profiles.map((_, i) => i);
  const mean = meanDirection(profiles, everybody, D);
  const centres = spread(profiles, mean, K, new Prng(seed));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // The last attempts split only: moving the centres again could starve a row once more.
    const members = settle(profiles, centres, attempt < ATTEMPTS / 2 ? ROUNDS : 0);
    const small = members.findIndex((list, k) => k > 0 && list.length < least);
    if (small === -1) return members.map((list, k) => ({ centre: centres[k]!, members: list }));
    splitLargest(profiles, centres, members, small);
  }
  throw invalid(`profiles do not split into ${K - 1} rows of at least 2 % each`);
}

/**
 * The codebook of named clusters, int8. All rows have about the same length, so that the nearest row
 * is the same by cosine and by dot product.
 */
export function toCodebook(
  clusters: readonly Cluster[],
  names: readonly Readonly<Record<string, string>>[],
): Codebook {
  const D = clusters[0]!.centre.length;
  const peak = Math.max(
    ...clusters.map(({ centre }) => centre.reduce((max, x) => Math.max(max, Math.abs(x)), 0)),
  );
  const rows = clusters.map(
    ({ centre }, k): CodebookRow => ({
      name: names[k]!,
      embedding: Int8Array.from(centre, (x) => Math.round((127 * x) / peak)),
    }),
  );
  return { K: clusters.length, D, rows };
}

export const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
};

/** Mean of unit vectors, at unit length. */
export function meanDirection(
  profiles: readonly Float32Array[],
  members: readonly number[],
  D: number,
): Float32Array {
  const sum = new Float64Array(D);
  for (const i of members) for (let d = 0; d < D; d++) sum[d]! += profiles[i]![d]!;
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (x) => x / length);
}

/** The mean, then K - 1 profiles far from each other (k-means++, Arthur and Vassilvitskii 2007). */
function spread(
  profiles: readonly Float32Array[],
  mean: Float32Array,
  K: number,
  prng: Prng,
): Float32Array[] {
  const centres = [mean];
  const distance = profiles.map((profile) => Math.max(0, 1 - dot(profile, mean)));
  while (centres.length < K) {
    const total = distance.reduce((sum, x) => sum + x * x, 0);
    const chosen = total > 0 ? prng.weighted(distance.map((x) => x * x)) : prng.integer(profiles.length);
    const centre = profiles[chosen]!.slice();
    centres.push(centre);
    profiles.forEach((profile, i) => {
      distance[i] = Math.min(distance[i]!, Math.max(0, 1 - dot(profile, centre)));
    });
  }
  return centres;
}

/** Profiles by nearest centre; ties go to the earlier one, so to "undecided" first. */
function assign(profiles: readonly Float32Array[], centres: readonly Float32Array[]): number[][] {
  const members: number[][] = centres.map(() => []);
  profiles.forEach((profile, i) => {
    let best = 0;
    let bestDot = Number.NEGATIVE_INFINITY;
    centres.forEach((centre, k) => {
      const near = dot(profile, centre);
      if (near > bestDot) {
        best = k;
        bestDot = near;
      }
    });
    members[best]!.push(i);
  });
  return members;
}

const largest = (members: readonly number[][]): number =>
  members.reduce((best, list, k) => (k > 0 && list.length > (members[best]?.length ?? 0) ? k : best), 1);

const farthest = (
  profiles: readonly Float32Array[],
  centre: Float32Array,
  members: readonly number[],
): number =>
  members.reduce(
    (far, i) => (dot(profiles[i]!, centre) < dot(profiles[far]!, centre) ? i : far),
    members[0]!,
  );

/** Moves each centre but "undecided" to the mean of its members, again and again; returns the members. */
function settle(profiles: readonly Float32Array[], centres: Float32Array[], rounds: number): number[][] {
  let members = assign(profiles, centres);
  for (let round = 0; round < rounds; round++) {
    members.forEach((list, k) => {
      if (k > 0 && list.length > 0) centres[k] = meanDirection(profiles, list, centres[k]!.length);
    });
    members = assign(profiles, centres);
  }
  return members;
}

/** Gives a starved row half of the largest cluster: the members that lie nearest to its outermost one. */
function splitLargest(
  profiles: readonly Float32Array[],
  centres: Float32Array[],
  members: readonly number[][],
  small: number,
): void {
  const donor = largest(members);
  const list = members[donor]!;
  const D = centres[donor]!.length;
  const pole = profiles[farthest(profiles, centres[donor]!, list)]!;
  const sorted = [...list].sort((a, b) => dot(profiles[b]!, pole) - dot(profiles[a]!, pole) || a - b);
  const half = Math.ceil(sorted.length / 2);
  centres[small] = meanDirection(profiles, sorted.slice(0, half), D);
  centres[donor] = meanDirection(profiles, sorted.slice(half), D);
}
