/**
 * Dot product of a vector with each row of a table, as many rows as there is room for. Four rows at once: each sum waits
 * for its own last addition alone, in the order in which one row's would be added.
 *
 * @param vector [D]
 * @param table  [rows, D]
 * @param out    [V + 1], V + 1 <= rows; what it holds is written over
 */
export function dotProducts<Out extends Float32Array | Float64Array>(
  vector: Float32Array | Float64Array,
  table: Float32Array,
  out: Out,
): Out {
  const D = vector.length;
  const whole = out.length - (out.length % 4);
  for (let row = 0; row < whole; row += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let d = 0, at = row * D; d < D; d++, at++) {
      const value = vector[d]!;
      s0 += value * table[at]!;
      s1 += value * table[at + D]!;
      s2 += value * table[at + 2 * D]!;
      s3 += value * table[at + 3 * D]!;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
  for (let row = whole; row < out.length; row++) {
    let sum = 0;
    for (let d = 0, at = row * D; d < D; d++, at++) sum += vector[d]! * table[at]!;
    out[row] = sum;
  }
  return out;
}
