import { InklingError } from '../contract/error.ts';
import type { WeightEntry } from '../contract/manifest.ts';

/**
 * The binary files of a model folder. Everything is little-endian; each pair of functions is inverse up to
 * the rounding that it names. Dimensions: R entity rows, D width, V items, M neighbours.
 */

/**
 * weights.bin: bfloat16 tensors, one after the other, in the order of `entries`. Half of float32, within
 * 1/256 of the value, as the int8 rows that they meet are of the row's largest.
 */
export function encodeWeights(
  values: ReadonlyMap<string, Float32Array>,
  entries: readonly WeightEntry[],
): Uint8Array<ArrayBuffer> {
  const halves = new Uint16Array(entries.reduce((sum, entry) => sum + sizeOf(entry), 0));
  let offset = 0;
  for (const entry of entries) {
    const data = values.get(entry.name);
    if (data?.length !== sizeOf(entry)) {
      throw new InklingError(
        'model-corrupt',
        `weight ${entry.name} has ${data?.length ?? 0} values, must be ${sizeOf(entry)}`,
      );
    }
    // The upper half of float32, rounded to the nearest.
    halves.set(
      Uint16Array.from(new Uint32Array(data.slice().buffer), (bits) => (bits + 0x8000) >>> 16),
      offset,
    );
    offset += data.length;
  }
  return new Uint8Array(halves.buffer);
}

/** Of a bfloat16: all ones in what is neither finite nor a number. */
const EXPONENT = 0x7f80;

/** @throws InklingError `model-corrupt` when the length does not fit the entries or a value is not finite. */
export function decodeWeights(bytes: Uint8Array, entries: readonly WeightEntry[]): Map<string, Float32Array> {
  expectLength('weights', bytes, 2 * entries.reduce((sum, entry) => sum + sizeOf(entry), 0));
  const halves = new Uint16Array(aligned(bytes));
  const words = new Uint32Array(halves.length);
  let areFinite = true;
  for (let i = 0; i < halves.length; i++) {
    words[i] = halves[i]! << 16;
    areFinite &&= (halves[i]! & EXPONENT) !== EXPONENT;
  }
  if (!areFinite) throw new InklingError('model-corrupt', 'weights hold a value that is not finite');
  const all = new Float32Array(words.buffer);
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
  /** Item index, 0 = none, strongest first, equal ones by index. [(V + 1), M] */
  readonly neighbours: Int32Array;
  /** In (0, 1]; 1 is the strongest of the whole table. [(V + 1), M] */
  readonly weights: Float32Array;
}

/** Steps of a weight to the octave: within 2.2 %, which no ranking notices, and 16 octaves in a byte. */
const STEPS = 16;
const WEIGHTS = Float32Array.from({ length: 256 }, (_, step) => 2 ** (-step / STEPS));

/**
 * neighbours.bin, three columns: for each item how many neighbours it has, a byte; their item indices in
 * ascending order, each as its distance to the one before, as LEB128; for each a byte q, its weight 2^(-q / 16).
 */
export function encodeNeighbours(
  { neighbours, weights }: NeighbourTable,
  V: number,
  M: number,
): Uint8Array<ArrayBuffer> {
  const strongest = weights.reduce((max, weight) => Math.max(max, weight), 0) || 1;
  const [counts, distances, steps]: [number[], number[], number[]] = [[], [], []];
  for (let item = 1; item <= V; item++) {
    const places = Array.from({ length: M }, (_, m) => item * M + m)
      .filter((at) => neighbours[at] !== 0)
      .sort((a, b) => neighbours[a]! - neighbours[b]!);
    counts.push(places.length);
    let previous = 0;
    for (const at of places) {
      let distance = neighbours[at]! - previous;
      for (; distance > 127; distance >>>= 7) distances.push(128 | (distance & 127));
      distances.push(distance);
      // The weakest that a byte can say is 1/65,000 of the strongest: an edge never becomes none.
      steps.push(Math.min(255, Math.round(-STEPS * Math.log2(weights[at]! / strongest))));
      previous = neighbours[at]!;
    }
  }
  return Uint8Array.from([counts, distances, steps].flat());
}

/** @throws InklingError `model-corrupt` when an index is not of the V items, or the columns do not fit. */
export function decodeNeighbours(bytes: Uint8Array, V: number, M: number): NeighbourTable {
  const neighbours = new Int32Array((V + 1) * M);
  const weights = new Float32Array((V + 1) * M);
  const distancesEnd = bytes.length - bytes.subarray(0, V).reduce((sum, count) => sum + count, 0);
  let at = V;
  let stepAt = distancesEnd;
  const steps = new Uint8Array(M);
  for (let item = 1; item <= V; item++) {
    let neighbour = 0;
    for (let m = 0; m < bytes[item - 1]!; m++) {
      const previous = neighbour;
      for (let shift = 0; shift === 0 || bytes[at - 1]! > 127; shift += 7)
        neighbour += (bytes[at++]! & 127) << shift;
      if (!(neighbour > previous && neighbour <= V && m < M))
        throw new InklingError('model-corrupt', `a row's neighbours are not up to ${M} of ${V} items`);
      const step = bytes[stepAt++]!;
      // By insertion, behind those that are as strong: they came in the order of their indices.
      let place = m;
      for (; place > 0 && steps[place - 1]! > step; place--) {
        steps[place] = steps[place - 1]!;
        neighbours[item * M + place] = neighbours[item * M + place - 1]!;
      }
      steps[place] = step;
      neighbours[item * M + place] = neighbour;
    }
    for (let m = 0; m < bytes[item - 1]!; m++) weights[item * M + m] = WEIGHTS[steps[m]!]!;
  }
  if (at !== distancesEnd)
    throw new InklingError('model-corrupt', `neighbours end at byte ${at}, must end at ${distancesEnd}`);
  return { neighbours, weights };
}

const sizeOf = (entry: WeightEntry): number => entry.shape.reduce((size, d) => size * d, 1);

const bytesOf = (data: Float32Array | Int8Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A copy whose buffer starts at the first byte, so that wider views fit. */
const aligned = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

function expectLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new InklingError('model-corrupt', `${name} has ${bytes.length} bytes, must be ${length}`);
  }
}
