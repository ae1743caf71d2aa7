import { mix } from '../features/hashed_text.ts';

/** A plane through the mean of some vectors. */
export interface Plane {
  readonly mean: Float64Array; // [D]
  /** Orthonormal. [2][D] */
  readonly axes: readonly [Float64Array, Float64Array];
  /** Share in [0, 1] of the vectors' variance that lies in it. */
  readonly explained: number;
}

/** Where two directions explain nearly as much as each other, more rounds only turn one into the other. */
const ROUNDS = 300;

/**
 * The plane in which the vectors differ most: their first two principal components (Pearson 1901), by power iteration
 * on the covariance, the second kept at right angles to the first. It begins with the same directions each time, and each axis
 * points to where its largest loading is positive, so that the same vectors always yield the same plane.
 *
 * @param rows at least one, each [D]
 */
export function principalPlane(rows: readonly Float32Array[]): Plane {
  const D = rows[0]!.length;
  const mean = new Float64Array(D);
  for (const row of rows) for (let d = 0; d < D; d++) mean[d]! += row[d]! / rows.length;
  const covariance = new Float64Array(D * D);
  for (const row of rows)
    for (let i = 0; i < D; i++)
      for (let j = 0; j < D; j++)
        covariance[i * D + j]! += ((row[i]! - mean[i]!) * (row[j]! - mean[j]!)) / rows.length;
  let total = 0;
  for (let d = 0; d < D; d++) total += covariance[d * D + d]!;
  const first = powerIteration(covariance, D, 1);
  const second = powerIteration(covariance, D, 2, first.axis);
  const explained = total > 0 ? (first.variance + second.variance) / total : 0;
  return { mean, axes: [first.axis, second.axis], explained: Math.min(1, explained) };
}

/** Where a vector lies in the plane. */
export function project(vector: ArrayLike<number>, { mean, axes }: Plane): { x: number; y: number } {
  const along = (axis: Float64Array) =>
    axis.reduce((sum, weight, d) => sum + weight * (vector[d]! - mean[d]!), 0);
  return { x: along(axes[0]), y: along(axes[1]) };
}

function powerIteration(
  covariance: Float64Array,
  D: number,
  seed: number,
  other?: Float64Array,
): { axis: Float64Array; variance: number } {
  let axis = unit(
    apart(
      new Float64Array(D).map((_, d) => mix(seed * 7919 + d) / 2 ** 32 - 0.5),
      other,
    ),
  );
  let variance = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(D);
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) next[i]! += covariance[i * D + j]! * axis[j]!;
    variance = dot(next, axis);
    const longer = apart(next, other);
    if (dot(longer, longer) === 0) break; // nothing differs in any direction that is left
    axis = unit(longer);
  }
  const largest = axis.reduce((best, value, d) => (Math.abs(value) > Math.abs(axis[best]!) ? d : best), 0);
  return { axis: axis[largest]! < 0 ? axis.map((value) => -value) : axis, variance };
}

/** What is left of a vector at right angles to a unit one. */
function apart(vector: Float64Array, other: Float64Array | undefined): Float64Array {
  if (!other) return vector;
  const along = dot(vector, other);
  return vector.map((value, d) => value - along * other[d]!);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);

const unit = (vector: Float64Array): Float64Array => {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
};
