import { InklingError } from '../contract/error.ts';
import type { WeightEntry } from '../contract/manifest.ts';

/**
 * The binary files of a model folder. Everything is little-endian; each pair of functions is inverse
 * (entities up to the rounding of int8). Dimensions: R entity rows, D width, V items, M neighbours.
 */

/** weights.bin: float32 tensors, one after the other, in the order of `entries`. */
export function encodeWeights(
  values: ReadonlyMap<string, Float32Array>,
  entries: readonly WeightEntry[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * entries.reduce((sum, entry) => sum + sizeOf(entry), 0));
  let offset = 0;
  for (const entry of entries) {
    const data = values.get(entry.name);
    if (data?.length !== sizeOf(entry)) {
      throw new InklingError(
        'model-corrupt',
        `weight ${entry.name} has ${data?.length ?? 0} values, must be ${sizeOf(entry)}`,
      );
    }
    bytes.set(bytesOf(data), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** @throws InklingError `model-corrupt` when the length does not fit the entries or a value is not finite. */
export function decodeWeights(bytes: Uint8Array, entries: readonly WeightEntry[]): Map<string, Float32Array> {
  expectLength('weights', bytes, 4 * entries.reduce((sum, entry) => sum + sizeOf(entry), 0));
  const all = new Float32Array(aligned(bytes));
  if (!all.every(Number.isFinite))
    throw new InklingError('model-corrupt', 'weights hold a value that is not finite');
  const values = new Map<string, Float32Array>();
  let offset = 0;
  for (const entry of entries) {
    values.set(entry.name, all.subarray(offset, offset + sizeOf(entry)));
    offset += sizeOf(entry);
  }
  return values;
}

/** entities.bin: R float32 scales, then R x D int8. A row's largest magnitude becomes 127. */
export function encodeEntities(table: Float32Array, R: number, D: number): Uint8Array<ArrayBuffer> {
  const scales = new Float32Array(R);
  const steps = new Int8Array(R * D);
  for (let r = 0; r < R; r++) {
    const row = table.subarray(r * D, (r + 1) * D);
    const scale = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0) / 127;
    scales[r] = scale;
    if (scale > 0)
      steps.set(
        row.map((value) => Math.round(value / scale)),
        r * D,
      );
  }
  const bytes = new Uint8Array(4 * R + R * D);
  bytes.set(bytesOf(scales), 0);
  bytes.set(bytesOf(steps), 4 * R);
  return bytes;
}

/** The entity table, dequantised once. [R, D] */
export function decodeEntities(bytes: Uint8Array, R: number, D: number): Float32Array {
  expectLength('entities', bytes, 4 * R + R * D);
  const buffer = aligned(bytes);
  const scales = new Float32Array(buffer, 0, R);
  const steps = new Int8Array(buffer, 4 * R, R * D);
  if (!scales.every(Number.isFinite))
    throw new InklingError('model-corrupt', 'entities hold a scale that is not finite');
  const table = new Float32Array(R * D);
  for (let r = 0; r < R; r++) for (let d = 0; d < D; d++) table[r * D + d] = steps[r * D + d]! * scales[r]!;
  return table;
}

/** Neighbour lists; item index 0 is padding and has no row on disk. */
export interface NeighbourTable {
  /** Item index, 0 = none, strongest first. [(V + 1), M] */
  readonly neighbours: Int32Array;
  /** In (0, 1]; 1 is the strongest of the whole table. [(V + 1), M] */
  readonly weights: Float32Array;
}

/** neighbours.bin: V x M uint32 item indices, then V x M uint16 weights in 1/65535 of the strongest. */
export function encodeNeighbours(
  { neighbours, weights }: NeighbourTable,
  V: number,
  M: number,
): Uint8Array<ArrayBuffer> {
  const strongest = weights.reduce((max, weight) => Math.max(max, weight), 0) || 1;
  const rows = Uint32Array.from(neighbours.subarray(M));
  // A kept entry never rounds to 0: a weight of 0 would be read as no edge.
  const steps = Uint16Array.from(weights.subarray(M), (weight, i) =>
    rows[i] === 0 ? 0 : Math.max(1, Math.round((weight / strongest) * 65_535)),
  );
  const bytes = new Uint8Array(6 * V * M);
  bytes.set(bytesOf(rows), 0);
  bytes.set(bytesOf(steps), 4 * V * M);
  return bytes;
}

export function decodeNeighbours(bytes: Uint8Array, V: number, M: number): NeighbourTable {
  expectLength('neighbours', bytes, 6 * V * M);
  const buffer = aligned(bytes);
  const rows = new Uint32Array(buffer, 0, V * M);
  const steps = new Uint16Array(buffer, 4 * V * M, V * M);
  if (rows.some((row) => row > V))
    throw new InklingError('model-corrupt', `a neighbour lies beyond the ${V} items`);
  const neighbours = new Int32Array((V + 1) * M);
  const weights = new Float32Array((V + 1) * M);
  neighbours.set(rows, M);
  for (let i = 0; i < steps.length; i++) weights[M + i] = steps[i]! / 65_535;
  return { neighbours, weights };
}

const sizeOf = (entry: WeightEntry): number => entry.shape.reduce((size, d) => size * d, 1);

const bytesOf = (data: Float32Array | Int8Array | Uint16Array | Uint32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A copy whose buffer starts at the first byte, so that wider views fit. */
const aligned = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

function expectLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new InklingError('model-corrupt', `${name} has ${bytes.length} bytes, must be ${length}`);
  }
}
