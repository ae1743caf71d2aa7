import * as tf from '@tensorflow/tfjs-core';

/** Columns that are swept at once, and rows and columns of a product: they fit the caches. */
const BLOCK = 256;
const TILE = 1024;

/**
 * Inverts a symmetric positive definite matrix in place, by the symmetric sweep operator in blocks
 * (Goodnight 1979; no pivoting, since what is left of such a matrix stays positive definite). Sweeping the
 * columns K, with the other rows R,
 *
 *   A_RR := A_RR - A_RK · A_KK⁻¹ · A_KR,   A_RK := A_RK · A_KK⁻¹,   A_KK := -A_KK⁻¹
 *
 * and all columns once leaves -A⁻¹. n³ multiplications and additions, nearly all of them in tf.matMul;
 * single precision, small blocks in double. Start a backend first.
 *
 * @param matrix row-major; what is below the diagonal is read, all is written. [n, n]
 * @param report called after each block with the columns that are done
 */
export async function invertInPlace(
  matrix: Float32Array,
  n: number,
  report: (done: number) => void = () => {},
  { block = BLOCK, tile = TILE } = {},
): Promise<void> {
  for (let from = 0; from < n; from += block) {
    const width = Math.min(block, n - from);
    const panel = readPanel(matrix, n, from, width); // [n, K]
    const pivot = invertSmall(pivotOf(panel, from, width), width); // [K, K]
    const right = tf.tensor2d(pivot, [width, width]);
    const left = tf.tensor2d(panel, [n, width]);
    const scaled = tf.matMul(left, right) as tf.Tensor2D; // [n, K]
    const columns = tf.transpose(left) as tf.Tensor2D; // [K, n]
    await subtractProduct(matrix, n, scaled, columns, tile);
    writePanel(matrix, n, from, width, (await scaled.data()) as Float32Array, pivot);
    tf.dispose([right, left, scaled, columns]);
    report(from + width);
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) matrix[j * n + i] = matrix[i * n + j] = -matrix[i * n + j]!;
}

/** A := A - left · right below the diagonal, tile by tile. */
async function subtractProduct(
  matrix: Float32Array,
  n: number,
  left: tf.Tensor2D, // [n, K]
  right: tf.Tensor2D, // [K, n]
  tile: number,
): Promise<void> {
  const K = left.shape[1];
  for (let top = 0; top < n; top += tile) {
    const rows = Math.min(tile, n - top);
    for (let start = 0; start <= top; start += tile) {
      const columns = Math.min(tile, n - start);
      const product = tf.tidy(() =>
        tf.matMul(tf.slice(left, [top, 0], [rows, K]), tf.slice(right, [0, start], [K, columns])),
      ); // [rows, columns]
      const values = (await product.data()) as Float32Array;
      product.dispose();
      for (let r = 0; r < rows; r++) {
        const end = Math.min(columns, top + r - start + 1);
        const at = (top + r) * n + start;
        for (let c = 0; c < end; c++) matrix[at + c]! -= values[r * columns + c]!;
      }
    }
  }
}

/** Place of an entry, whichever side of the diagonal it is on. */
const placeOf = (n: number, i: number, j: number): number => (i >= j ? i * n + j : j * n + i);

function readPanel(matrix: Float32Array, n: number, from: number, width: number): Float32Array {
  const panel = new Float32Array(n * width);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < width; k++) panel[i * width + k] = matrix[placeOf(n, i, from + k)]!;
  return panel;
}

function writePanel(
  matrix: Float32Array,
  n: number,
  from: number,
  width: number,
  scaled: Float32Array,
  pivot: Float32Array,
): void {
  for (let i = 0; i < n; i++)
    for (let k = 0; k < width; k++) matrix[placeOf(n, i, from + k)] = scaled[i * width + k]!;
  for (let i = 0; i < width; i++)
    for (let k = 0; k <= i; k++) matrix[(from + i) * n + from + k] = -pivot[i * width + k]!;
}

const pivotOf = (panel: Float32Array, from: number, width: number): Float64Array =>
  Float64Array.from(panel.subarray(from * width, (from + width) * width));

/** Gauss-Jordan in double precision. @throws RangeError when a pivot is not > 0 */
function invertSmall(a: Float64Array, n: number): Float32Array {
  for (let k = 0; k < n; k++) {
    const pivot = a[k * n + k]!;
    if (!(pivot > 0)) throw new RangeError(`pivot is ${pivot}, must be > 0: not positive definite`);
    a[k * n + k] = 1;
    for (let j = 0; j < n; j++) a[k * n + j]! /= pivot;
    for (let i = 0; i < n; i++) {
      const factor = a[i * n + k]!;
      if (i === k || factor === 0) continue;
      a[i * n + k] = 0;
      for (let j = 0; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
    }
  }
  return Float32Array.from(a);
}
