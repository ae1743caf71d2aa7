import type { Prng } from '../../../src/simulate/prng.ts';
import { incompleteBeta, logGamma } from './special_functions.ts';

/** A cap {v : <v, u> >= gamma} around the true direction, and how often the release comes from it. */
export interface Cap {
  readonly D: number;
  readonly gamma: number;
  /** Probability that the release lies in the cap. */
  readonly inside: number;
  /** Mean of <release, u>: how much of the direction is kept. */
  readonly kept: number;
  /** P[<v, u> <= -1 + 2 i / (n - 1)] for uniform v. [n] */
  readonly cumulative: Float64Array;
}

const CELLS = 2048;

/**
 * PrivUnit for D dimensions: uniform on a cap with probability `inside`, on the rest of the sphere otherwise
 * (Bhowmick, Duchi, Freudiger, Kapoor, Rogers 2018, "Protection against reconstruction"). With s the cap's share
 * of the sphere, inside = e^eps s / (e^eps s + 1 - s) makes the two densities differ by exactly e^eps; of all
 * gamma the one that keeps most of the direction is taken (Asi, Feldman, Talwar 2022), so the rival is as
 * useful as its epsilon allows.
 */
export function calibratePrivUnit(epsilon: number, D: number): Cap {
  const a = (D - 1) / 2;
  const ratio = Math.exp(epsilon);
  // E[<v, u>; <v, u> >= gamma] = (1 - gamma^2)^a / ((D - 1) B(1/2, a)).
  const normaliser = Math.exp(logGamma(0.5 + a) - logGamma(0.5) - logGamma(a)) / (D - 1);
  let best = { gamma: 0, inside: 0.5, kept: -1 };
  for (let gamma = 0; gamma < 0.99; gamma += 0.001) {
    const share = incompleteBeta((1 - gamma) / 2, a, a);
    const kept = (normaliser * (1 - gamma * gamma) ** a * (ratio - 1)) / (ratio * share + 1 - share);
    if (kept > best.kept) best = { gamma, inside: (ratio * share) / (ratio * share + 1 - share), kept };
  }
  const cumulative = Float64Array.from({ length: CELLS }, (_, i) => incompleteBeta(i / (CELLS - 1), a, a));
  return { D, ...best, cumulative };
}

/** One release for the unit vector `u`. [D], unit length */
export function drawPrivUnit(
  u: Float32Array,
  { D, gamma, inside, cumulative }: Cap,
  prng: Prng,
): Float32Array {
  const edge = ((gamma + 1) / 2) * (CELLS - 1);
  const below = interpolate(cumulative, edge);
  const level = prng.chance(inside) ? below + (1 - below) * prng.next() : below * prng.next();
  const along = 2 * (invert(cumulative, level) / (CELLS - 1)) - 1;
  // A uniform direction at right angles to u.
  const side = Float32Array.from({ length: D }, () => prng.normal());
  const overlap = side.reduce((sum, x, d) => sum + x * u[d]!, 0);
  for (let d = 0; d < D; d++) side[d]! -= overlap * u[d]!;
  const scale = Math.sqrt(Math.max(0, 1 - along * along)) / Math.hypot(...side);
  return side.map((x, d) => along * u[d]! + scale * x);
}

function interpolate(table: Float64Array, at: number): number {
  const i = Math.min(table.length - 2, Math.floor(at));
  return table[i]! + (at - i) * (table[i + 1]! - table[i]!);
}

/** The fractional place at which the rising table reaches `level`. */
function invert(table: Float64Array, level: number): number {
  let low = 0;
  let high = table.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table[middle]! <= level) low = middle;
    else high = middle;
  }
  const step = table[high]! - table[low]!;
  return low + (step > 0 ? (level - table[low]!) / step : 0);
}
