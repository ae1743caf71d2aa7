import { MASKED, NORM_EPSILON } from '../ops.ts';

/** One row · matrix, four rows of the matrix at once: each sum is read and written a quarter as often. [inner] · [inner, columns] -> [columns] */
export function product(
  values: Float32Array,
  matrix: Float32Array,
  begin: number,
  inner: number,
  columns: number,
  out: Float32Array,
): void {
  out.fill(0);
  const whole = inner - (inner % 4);
  for (let i = 0; i < whole; i += 4) {
    const [v0, v1, v2, v3] = [values[i]!, values[i + 1]!, values[i + 2]!, values[i + 3]!];
    for (let c = 0, at = begin + i * columns; c < columns; c++, at++)
      out[c]! +=
        v0 * matrix[at]! +
        v1 * matrix[at + columns]! +
        v2 * matrix[at + 2 * columns]! +
        v3 * matrix[at + 3 * columns]!;
  }
  for (let i = whole; i < inner; i++) add(out, values[i]!, matrix, begin + i * columns, columns);
}

/** Four sums, none of which waits for another. */
export function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[atA + i]! * b[atB + i]!;
    s1 += a[atA + i + 1]! * b[atB + i + 1]!;
    s2 += a[atA + i + 2]! * b[atB + i + 2]!;
    s3 += a[atA + i + 3]! * b[atB + i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[atA + i]! * b[atB + i]!;
  return s0 + s1 + (s2 + s3);
}

/** Adds `share` times what stands at `from`. */
export function add(
  to: Float32Array,
  share: number,
  values: Float32Array,
  from: number,
  length: number,
  at = 0,
): void {
  for (let i = 0; i < length; i++) to[at + i]! += share * values[from + i]!;
}

/** What stands at `from`, of length D, normed to `to`. */
export function layerNorm(
  x: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  weights: Float32Array,
  gain: number,
  bias: number,
  D: number,
): void {
  let mean = 0;
  for (let d = 0; d < D; d++) mean += x[from + d]!;
  mean /= D;
  let variance = 0;
  for (let d = 0; d < D; d++) variance += (x[from + d]! - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / D + NORM_EPSILON);
  for (let d = 0; d < D; d++)
    out[to + d] = (x[from + d]! - mean) * scale * weights[gain + d]! + weights[bias + d]!;
}

/** Softmax in place, over what the mask keeps; uniform, as the reference has it, where that is nothing. */
export function softmax(values: Float32Array, mask: Float32Array): void {
  const kept = (i: number): number => (mask[i] === 1 ? values[i]! : MASKED);
  let top = MASKED;
  for (let i = 0; i < values.length; i++) top = Math.max(top, kept(i));
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(kept(i) - top);
    total += values[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i]! /= total;
}
