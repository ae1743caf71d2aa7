import { Prng } from '../../simulate/prng.ts';
import { multiply, multiplyTransposed, type SparseRows } from './item_features.ts';

/** Passes over the matrix, each back and forth: the spectrum of what shoppers share falls slowly. */
const PASSES = 6;

/**
 * The k strongest components of a sparse matrix, X ≈ U Σ Wᵀ, by block power iteration (Halko, Martinsson and
 * Tropp 2011, algorithm 4.4): as many products as passes, and nothing larger than [V, k] and [columns, k] is held.
 * Deterministic for a seed.
 *
 * @returns U Σ and Σ, strongest first. [V, k], [k]
 */
export function truncatedSvd(
  rows: SparseRows,
  k: number,
  seed: number,
): { coordinates: Float32Array; strengths: Float32Array } {
  const prng = new Prng(seed);
  const right = new Float32Array(rows.columns * k);
  for (let i = 0; i < right.length; i++) right[i] = prng.normal();
  const left = new Float32Array(rows.V * k);
  for (let pass = 0; pass < PASSES; pass++) {
    multiply(rows, right, k, left);
    orthonormalise(left, k);
    // Once more where it must be exact: a pass needs the span alone.
    if (pass === PASSES - 1) orthonormalise(left, k);
    multiplyTransposed(rows, left, k, right);
  }
  // left holds an orthonormal basis Q, right Xᵀ Q: the eigenvectors of (Xᵀ Q)ᵀ (Xᵀ Q) turn Q into U.
  const { values, vectors } = symmetricEigen(gram(right, k), k);
  const strengths = Float32Array.from(values, (value) => Math.sqrt(Math.max(0, value)));
  const turn = vectors.map((value, at) => value * strengths[at % k]!);
  turnRows(left, turn, k);
  return { coordinates: left, strengths };
}

/** Columns of a tall matrix made orthonormal, in place, by Cholesky QR; to rounding only when done twice. [n, k] */
const orthonormalise = (matrix: Float32Array, k: number): void =>
  turnRows(matrix, inverseCholesky(gram(matrix, k), k), k);

/** Aᵀ A. [k, k] */
function gram(matrix: Float32Array, k: number): Float64Array {
  const product = new Float64Array(k * k);
  for (let row = 0; row < matrix.length; row += k)
    for (let i = 0; i < k; i++) {
      const value = matrix[row + i]!;
      for (let j = i; j < k; j++) product[i * k + j]! += value * matrix[row + j]!;
    }
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) product[i * k + j] = product[j * k + i]!;
  return product;
}

/** Each row r becomes r · B, in place. [n, k], [k, k] */
function turnRows(matrix: Float32Array, by: Float64Array, k: number): void {
  const turned = new Float64Array(k);
  for (let row = 0; row < matrix.length; row += k) {
    turned.fill(0);
    for (let i = 0; i < k; i++) {
      const value = matrix[row + i]!;
      for (let j = 0; j < k; j++) turned[j]! += value * by[i * k + j]!;
    }
    matrix.set(turned, row);
  }
}

/** R⁻¹ of G = Rᵀ R, upper triangular; a direction that is hardly there becomes 0. */
function inverseCholesky(g: Float64Array, k: number): Float64Array {
  const upper = new Float64Array(k * k);
  const tiny = 1e-10 * Math.max(...Array.from({ length: k }, (_, i) => g[i * k + i]!), Number.MIN_VALUE);
  for (let i = 0; i < k; i++) {
    let pivot = g[i * k + i]!;
    for (let m = 0; m < i; m++) pivot -= upper[m * k + i]! ** 2;
    if (pivot < tiny) continue;
    upper[i * k + i] = Math.sqrt(pivot);
    for (let j = i + 1; j < k; j++) {
      let sum = g[i * k + j]!;
      for (let m = 0; m < i; m++) sum -= upper[m * k + i]! * upper[m * k + j]!;
      upper[i * k + j] = sum / upper[i * k + i]!;
    }
  }
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    if (upper[j * k + j] === 0) continue;
    inverse[j * k + j] = 1 / upper[j * k + j]!;
    for (let i = j - 1; i >= 0; i--) {
      if (upper[i * k + i] === 0) continue;
      let sum = 0;
      for (let m = i + 1; m <= j; m++) sum += upper[i * k + m]! * inverse[m * k + j]!;
      inverse[i * k + j] = -sum / upper[i * k + i]!;
    }
  }
  return inverse;
}

/** Eigenvalues, largest first, and eigenvectors as columns, by Jacobi's rotations. */
function symmetricEigen(given: Float64Array, k: number): { values: Float64Array; vectors: Float64Array } {
  const a = given.slice();
  const v = new Float64Array(k * k);
  for (let i = 0; i < k; i++) v[i * k + i] = 1;
  const sweeps = 30;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < k; p++)
      for (let q = p + 1; q < k; q++) {
        const apq = a[p * k + q]!;
        off += apq * apq;
        if (Math.abs(apq) < 1e-300) continue;
        const theta = (a[q * k + q]! - a[p * k + p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, k, p, q, c, t * c, v);
      }
    if (off < 1e-22 * given.reduce((sum, value) => sum + value * value, 0)) break;
  }
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => a[j * k + j]! - a[i * k + i]! || i - j);
  const vectors = new Float64Array(k * k);
  order.forEach((from, to) => {
    for (let i = 0; i < k; i++) vectors[i * k + to] = v[i * k + from]!;
  });
  return { values: Float64Array.from(order, (i) => a[i * k + i]!), vectors };
}

/** A ← Jᵀ A J and V ← V J for the rotation of p and q. */
function rotate(
  a: Float64Array,
  k: number,
  p: number,
  q: number,
  c: number,
  s: number,
  v: Float64Array,
): void {
  const turn = (m: Float64Array, i: number, j: number) => {
    const [x, y] = [m[i]!, m[j]!];
    m[i] = c * x - s * y;
    m[j] = s * x + c * y;
  };
  for (let i = 0; i < k; i++) turn(a, i * k + p, i * k + q);
  for (let i = 0; i < k; i++) turn(a, p * k + i, q * k + i);
  for (let i = 0; i < k; i++) turn(v, i * k + p, i * k + q);
}
