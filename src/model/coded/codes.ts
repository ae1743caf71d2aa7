import { InklingError } from '../../contract/error.ts';

/**
 * Product-quantised item vectors (Jégou et al. 2011), their codes trained jointly with the model (RecJPQ, Petrov and
 * Macdonald 2024): a vector is cut into SPLITS parts, and each part is one of CENTROIDS that all items share. Eight
 * bytes say which, so that a million items fit where a table would take 256 MB.
 */

export const SPLITS = 8;
export const CENTROIDS = 256;

/** Vectors of V items; item index i, 1-based, has the codes at (i - 1) * SPLITS. */
export interface ItemCodes {
  /** Width of a vector; a multiple of SPLITS. */
  readonly D: number;
  /** [SPLITS, CENTROIDS, D / SPLITS] */
  readonly centroids: Float32Array;
  /** [V, SPLITS] */
  readonly codes: Uint8Array;
}

/** @throws InklingError `model-corrupt` unless D can be cut into SPLITS parts. */
export function splitWidth(D: number): number {
  if (D % SPLITS !== 0)
    throw new InklingError('model-corrupt', `vectors are ${D} wide, must be a multiple of ${SPLITS}`);
  return D / SPLITS;
}

/** Centroids as bfloat16, little-endian: within 1/256 of the value. */
export function encodeCentroids(centroids: Float32Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint32Array(centroids.slice().buffer);
  return new Uint8Array(Uint16Array.from(bits, (word) => (word + 0x8000) >>> 16).buffer);
}

/** [SPLITS, CENTROIDS, D / SPLITS]. @throws InklingError `model-corrupt` on another length or a value that is not finite. */
export function decodeCentroids(bytes: Uint8Array, D: number): Float32Array {
  const length = 2 * CENTROIDS * SPLITS * splitWidth(D);
  if (bytes.length !== length)
    throw new InklingError('model-corrupt', `centroids have ${bytes.length} bytes, must be ${length}`);
  const halves = new Uint16Array(bytes.slice().buffer);
  const centroids = new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  if (!centroids.every(Number.isFinite))
    throw new InklingError('model-corrupt', 'centroids hold a value that is not finite');
  return centroids;
}

/** Writes the vector that SPLITS codes stand for. @param target [D] */
export function reconstruct(centroids: Float32Array, codes: ArrayLike<number>, target: Float32Array): void {
  const width = target.length / SPLITS;
  for (let split = 0; split < SPLITS; split++) {
    const from = (split * CENTROIDS + codes[split]!) * width;
    target.set(centroids.subarray(from, from + width), split * width);
  }
}

/** Dot product of each part of a profile with each centroid: with it a score is SPLITS look-ups. [SPLITS, CENTROIDS] */
export function lookUpTable(centroids: Float32Array, profile: Float32Array): Float32Array {
  const width = profile.length / SPLITS;
  const table = new Float32Array(SPLITS * CENTROIDS);
  for (let at = 0; at < table.length; at++) {
    const start = Math.floor(at / CENTROIDS) * width;
    let sum = 0;
    for (let d = 0; d < width; d++) sum += centroids[at * width + d]! * profile[start + d]!;
    table[at] = sum;
  }
  return table;
}

export interface Best {
  /** Item indices, 1-based, best first, equal ones by index. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

/**
 * The items that a profile likes best, of all: one pass over the codes.
 * @param codes   [V, SPLITS]
 * @param table   of `lookUpTable`
 */
export function scanBest(codes: Uint8Array, table: Float32Array, count: number): Best {
  const items = new Int32Array(count);
  const scores = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  let last = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (let at = 0; at < codes.length; at += SPLITS) {
    const score = scoreAt(codes, at, table);
    if (!(score > last)) continue;
    let place = Math.min(found, count - 1);
    while (place > 0 && scores[place - 1]! < score) place--;
    scores.copyWithin(place + 1, place, count - 1);
    items.copyWithin(place + 1, place, count - 1);
    scores[place] = score;
    items[place] = at / SPLITS + 1;
    found = Math.min(count, found + 1);
    last = found < count ? Number.NEGATIVE_INFINITY : scores[count - 1]!;
  }
  return { items: items.subarray(0, found), scores: scores.subarray(0, found) };
}

/** Unrolled: this line runs eight million times a scan. */
const scoreAt = (codes: Uint8Array, at: number, table: Float32Array): number =>
  table[codes[at]!]! +
  table[256 + codes[at + 1]!]! +
  table[512 + codes[at + 2]!]! +
  table[768 + codes[at + 3]!]! +
  table[1024 + codes[at + 4]!]! +
  table[1280 + codes[at + 5]!]! +
  table[1536 + codes[at + 6]!]! +
  table[1792 + codes[at + 7]!]!;
