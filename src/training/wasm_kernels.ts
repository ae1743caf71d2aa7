import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Kernels that training on tfjs-wasm (4.22) needs and the browser does not: one that is missing, two
 * that are far too slow in the shapes of a backward pass. Loops over typed arrays on the wasm heap.
 * Results are those of the kernels they stand in for; a test compares them.
 */
export function registerTrainingKernels(): void {
  replace(tf.UnsortedSegmentSum, segmentSum);
  replace(tf.GatherV2, (given, original) => gatherRows(given) ?? original!(given));
  replace(tf.BatchMatMul, (given, original) => matMul(given, original!));
}

interface Call {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly backend: BackendWasm;
  readonly attrs: tf.NamedAttrMap;
}
type Kernel = (call: Call) => tf.TensorInfo;

const replaced = new Set<string>();

function replace(
  kernelName: string,
  make: (call: Call, original: Kernel | undefined) => tf.TensorInfo,
): void {
  if (replaced.has(kernelName)) return;
  replaced.add(kernelName);
  const existing = tf.getKernel(kernelName, 'wasm');
  const original = existing?.kernelFunc as unknown as Kernel | undefined;
  if (existing) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc = ((call: Call) => make(call, original)) as unknown as tf.KernelFunc;
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc,
    ...(existing?.setupFunc ? { setupFunc: existing.setupFunc } : {}),
  });
}

/** Views are taken after every allocation of a kernel: growing the heap detaches older ones. */
const floats = (backend: BackendWasm, info: tf.TensorInfo) =>
  backend.typedArrayFromHeap(info) as Float32Array;
const integers = (backend: BackendWasm, info: tf.TensorInfo) =>
  backend.typedArrayFromHeap(info) as Int32Array;

/** The gradient of every gather, so of every embedding: rows are added where their segment says. */
function segmentSum({ inputs, backend, attrs }: Call): tf.TensorInfo {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  // [S..., D...] with segment ids [S...]: everything after the ids is one row.
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const width = sizeOf(rowShape);
  const out = backend.makeOutput([attrs.numSegments as number, ...rowShape], 'float32');
  const sums = floats(backend, out);
  const rows = floats(backend, x);
  const ids = integers(backend, segmentIds);
  sums.fill(0);
  for (let i = 0; i < ids.length; i++) {
    const from = i * width;
    const to = ids[i]! * width;
    if (to < 0) continue;
    for (let d = 0; d < width; d++) sums[to + d]! += rows[from + d]!;
  }
  return out;
}

/** Rows of a float table, 30 times as fast as the original; undefined for any other gather. */
function gatherRows({ inputs, backend, attrs }: Call): tf.TensorInfo | undefined {
  const { x, indices } = inputs as { x: tf.TensorInfo; indices: tf.TensorInfo };
  if (attrs.axis !== 0 || attrs.batchDims !== 0 || x.dtype !== 'float32' || indices.dtype !== 'int32') return;
  const rowShape = x.shape.slice(1);
  const width = sizeOf(rowShape);
  const out = backend.makeOutput([...indices.shape, ...rowShape], 'float32');
  const target = floats(backend, out);
  const table = floats(backend, x);
  const rows = integers(backend, indices);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    const to = i * width;
    for (let d = 0; d < width; d++) target[to + d] = table[from + d]!;
  }
  return out;
}

/**
 * Matrix products. The original multiplies fast only what is not transposed; so a single matrix is
 * transposed first, and a batch of outer products (inner size 1) is written out. Of aᵀ·b and (bᵀ·a)ᵀ,
 * which are the same, that one is taken which transposes less: a is the largest matrix of a step.
 */
function matMul(call: Call, original: Kernel): tf.TensorInfo {
  const { inputs, backend, attrs } = call;
  const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const [rows, inner] = lastTwo(a, transposeA);
  const columns = lastTwo(b, transposeB)[1];
  const batch = a.shape.slice(0, -2);
  if (batch.join() !== b.shape.slice(0, -2).join()) return original(call);
  if (inner === 1) {
    const out = backend.makeOutput([...batch, rows, columns], 'float32');
    writeOuterProducts(floats(backend, out), floats(backend, a), floats(backend, b), rows, columns);
    return out;
  }
  if (sizeOf(batch) !== 1 || !(transposeA || transposeB)) return original(call);
  if (transposeA && !transposeB && sizeOf(a.shape) > sizeOf(b.shape) + rows * columns) {
    const other = transposed(b, backend);
    const turned = original({ inputs: { a: other, b: a }, backend, attrs: { ...attrs, transposeA: false } });
    const out = transposed(turned, backend);
    backend.disposeData(other.dataId);
    backend.disposeData(turned.dataId);
    return out;
  }
  const left = transposeA ? transposed(a, backend) : a;
  const right = transposeB ? transposed(b, backend) : b;
  const plain = { ...attrs, transposeA: false, transposeB: false };
  const out = original({ inputs: { a: left, b: right }, backend, attrs: plain });
  if (left !== a) backend.disposeData(left.dataId);
  if (right !== b) backend.disposeData(right.dataId);
  return out;
}

/** Rows and columns of a matrix, or of each matrix of a batch, as the product sees them. */
function lastTwo({ shape }: tf.TensorInfo, isTransposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return isTransposed ? [columns, rows] : [rows, columns];
}

function writeOuterProducts(
  target: Float32Array,
  left: Float32Array,
  right: Float32Array,
  rows: number,
  columns: number,
): void {
  let at = 0;
  for (let i = 0; i < left.length; i++) {
    const factor = left[i]!;
    const from = Math.floor(i / rows) * columns;
    for (let j = from; j < from + columns; j++) target[at++] = factor * right[j]!;
  }
}

/** [..., I, J] -> [..., J, I] of a single matrix, in tiles that stay in the cache. */
function transposed(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const [I, J] = lastTwo(x, false);
  const out = backend.makeOutput([...x.shape.slice(0, -2), J, I], 'float32');
  const target = floats(backend, out);
  const source = floats(backend, x);
  const TILE = 32;
  for (let top = 0; top < I; top += TILE) {
    for (let left = 0; left < J; left += TILE) {
      const bottom = Math.min(I, top + TILE);
      const right = Math.min(J, left + TILE);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) target[j * I + i] = source[i * J + j]!;
      }
    }
  }
  return out;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, d) => size * d, 1);
