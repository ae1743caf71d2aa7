import type { Tag } from '../contract/catalogue.ts';
import { InklingError } from '../contract/error.ts';
import type { Tagger } from '../features/tagger.ts';

/**
 * tagger.bin, little-endian: uint32 C classes, B buckets, N weights and float32 step; then uint32[C] tag of
 * each class, float32[C] biases, uint16[N] classes, uint16[B] weights of each bucket, int8[N] weights in steps.
 */
const HEAD_BYTES = 16;

/** @param tags the catalogue's, which name the classes */
export function encodeTagger(
  { paths, bias, offsets, classes, weights }: Tagger,
  tags: readonly Tag[],
): Uint8Array<ArrayBuffer> {
  const [C, B, N] = [paths.length, offsets.length - 1, weights.length];
  const rows = new Map(tags.map(({ path }, row) => [path, row]));
  const step = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0) / 127 || 1;
  const bytes = new Uint8Array(sizeOf(C, B, N));
  const view = new DataView(bytes.buffer);
  [C, B, N].forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  view.setFloat32(12, step, true);
  const at = layOut(bytes.buffer, C, B, N);
  at.tags.set(paths.map((path) => rows.get(path)!));
  at.bias.set(bias);
  at.classes.set(classes);
  at.counts.set(Uint16Array.from({ length: B }, (_, b) => offsets[b + 1]! - offsets[b]!));
  at.weights.set(weights.map((weight) => Math.round(weight / step)));
  return bytes;
}

/** @throws InklingError `model-corrupt` when lengths do not fit, or a class has no tag */
export function decodeTagger(given: Uint8Array, tags: readonly Tag[]): Tagger {
  const { buffer } = given.slice();
  const [C = 0, B = 0, N = 0] = new Uint32Array(buffer, 0, Math.min(3, buffer.byteLength >> 2));
  if (B === 0 || buffer.byteLength !== sizeOf(C, B, N))
    throw new InklingError(
      'model-corrupt',
      `tagger has ${buffer.byteLength} bytes, must have ${sizeOf(C, B, N)}`,
    );
  const [step] = new Float32Array(buffer, 12, 1);
  const at = layOut(buffer, C, B, N);
  const offsets = new Int32Array(B + 1);
  at.counts.forEach((count, b) => {
    offsets[b + 1] = offsets[b]! + count;
  });
  if (offsets[B] !== N || at.classes.some((c) => c >= C) || ![step, ...at.bias].every(Number.isFinite))
    throw new InklingError('model-corrupt', 'tagger has a weight of no class, or one that is not finite');
  const paths = Array.from(at.tags, (tag) => tags[tag]?.path);
  if (!paths.every((path) => path !== undefined))
    throw new InklingError('model-corrupt', `tagger has a class beyond the ${tags.length} tags`);
  return {
    paths,
    bias: at.bias,
    offsets,
    classes: at.classes,
    weights: Float32Array.from(at.weights, (weight) => weight * step!),
  };
}

const sizeOf = (C: number, B: number, N: number): number => HEAD_BYTES + 8 * C + 3 * N + 2 * B;

/** The parts of the file, widest numbers first, so that each is aligned. */
function layOut(buffer: ArrayBuffer, C: number, B: number, N: number) {
  let offset = HEAD_BYTES;
  const next = (bytes: number): number => {
    offset += bytes;
    return offset - bytes;
  };
  return {
    tags: new Uint32Array(buffer, next(4 * C), C),
    bias: new Float32Array(buffer, next(4 * C), C),
    classes: new Uint16Array(buffer, next(2 * N), N),
    counts: new Uint16Array(buffer, next(2 * B), B),
    weights: new Int8Array(buffer, next(N), N),
  };
}
