import { CENTROIDS, type ItemCodes, SPLITS, splitWidth } from '../../model/coded/codes.ts';
import { Prng } from '../../simulate/prng.ts';

/** Rows that find the centroids; all rows are then given to the nearest. 128 of them a centroid. */
const SAMPLE = 32_768;
const ROUNDS = 20;

/**
 * Codes of given vectors: k-means of each split (Jégou et al. 2011), seeded by k-means++ (Arthur and Vassilvitskii
 * 2007), and each row's nearest centroids. Deterministic for a seed.
 *
 * @param rows [V, D]
 * @param onProgress told the share of the splits that are done
 */
export function productQuantise(
  rows: Float32Array,
  D: number,
  seed: number,
  onProgress: (share: number) => void = () => undefined,
): ItemCodes {
  const width = splitWidth(D);
  const V = rows.length / D;
  const prng = new Prng(seed);
  const places = Int32Array.from({ length: V }, (_, i) => i);
  const sampled =
    V <= SAMPLE
      ? places
      : places
          .map(() => prng.integer(V))
          .subarray(0, SAMPLE)
          .sort();
  const centroids = new Float32Array(SPLITS * CENTROIDS * width);
  const codes = new Uint8Array(V * SPLITS);
  const partOf = (chosen: Int32Array, split: number) => {
    const part = new Float32Array(chosen.length * width);
    chosen.forEach((row, i) => {
      part.set(rows.subarray(row * D + split * width, row * D + (split + 1) * width), i * width);
    });
    return part;
  };
  for (let split = 0; split < SPLITS; split++) {
    const found = kMeans(partOf(sampled, split), width, prng);
    centroids.set(found, split * CENTROIDS * width);
    const part = new Float32Array(width);
    for (let row = 0; row < V; row++) {
      const from = row * D + split * width;
      part.set(rows.subarray(from, from + width));
      codes[row * SPLITS + split] = nearest(part, 0, found, width).place;
    }
    onProgress((split + 1) / SPLITS);
  }
  return { D, centroids, codes };
}

/** CENTROIDS centroids of n points; of fewer points some come up twice. [n, width] to [CENTROIDS, width] */
function kMeans(points: Float32Array, width: number, prng: Prng): Float32Array {
  const n = points.length / width;
  const centroids = spread(points, width, prng);
  const sums = new Float64Array(centroids.length);
  const counts = new Int32Array(CENTROIDS);
  const distances = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    sums.fill(0);
    counts.fill(0);
    for (let i = 0; i < n; i++) {
      const { place, distance } = nearest(points, i * width, centroids, width);
      distances[i] = distance;
      counts[place]!++;
      for (let d = 0; d < width; d++) sums[place * width + d]! += points[i * width + d]!;
    }
    counts.forEach((count, place) => {
      if (count > 0)
        for (let d = place * width; d < (place + 1) * width; d++) centroids[d] = sums[d]! / count;
      else {
        // A centroid that nothing is nearest to moves to the point that is worst served.
        const worst = distances.reduce((most, distance, i) => (distance > distances[most]! ? i : most), 0);
        distances[worst] = 0;
        centroids.set(points.subarray(worst * width, (worst + 1) * width), place * width);
      }
    });
  }
  return centroids;
}

/** Starting points far from each other: each is drawn by its squared distance to those before. */
function spread(points: Float32Array, width: number, prng: Prng): Float32Array {
  const n = points.length / width;
  const centroids = new Float32Array(CENTROIDS * width);
  const distances = new Float64Array(n).fill(1);
  for (let place = 0; place < CENTROIDS; place++) {
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    let drawn = prng.next() * total;
    let chosen = total > 0 ? 0 : prng.integer(n);
    while (total > 0 && chosen < n - 1 && drawn >= distances[chosen]!) drawn -= distances[chosen++]!;
    centroids.set(points.subarray(chosen * width, (chosen + 1) * width), place * width);
    for (let i = 0; i < n; i++) {
      let distance = 0;
      for (let d = 0; d < width; d++)
        distance += (points[i * width + d]! - centroids[place * width + d]!) ** 2;
      if (place === 0 || distance < distances[i]!) distances[i] = distance;
    }
  }
  return centroids;
}

/** The centroid nearest to the point that begins at `from`; of equal ones the first. */
function nearest(
  points: Float32Array,
  from: number,
  centroids: Float32Array,
  width: number,
): { place: number; distance: number } {
  let place = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < CENTROIDS; c++) {
    let distance = 0;
    for (let d = 0, at = c * width; d < width; d++, at++)
      distance += (points[from + d]! - centroids[at]!) ** 2;
    if (distance < least) {
      least = distance;
      place = c;
    }
  }
  return { place, distance: least };
}
