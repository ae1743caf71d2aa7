import { describe, expect, it } from 'vitest';
import {
  CENTROIDS,
  decodeCentroids,
  encodeCentroids,
  lookUpTable,
  reconstruct,
  SPLITS,
  scanBest,
} from '../../../../src/model/coded/codes.ts';
import { Prng } from '../../../../src/simulate/prng.ts';

const D = 64;
const V = 5_000;
const prng = new Prng(1);
const centroids = Float32Array.from({ length: CENTROIDS * D }, () => prng.normal());
const codes = Uint8Array.from({ length: V * SPLITS }, () => prng.integer(CENTROIDS));
const profile = Float32Array.from({ length: D }, () => prng.normal());

/** Dot product of the profile with the vector that an item's codes stand for. */
function exactScore(item: number): number {
  const vector = new Float32Array(D);
  reconstruct(centroids, codes.subarray((item - 1) * SPLITS, item * SPLITS), vector);
  return vector.reduce((sum, value, d) => sum + value * profile[d]!, 0);
}

describe('item codes', () => {
  it('scores an item as its reconstructed vector would', () => {
    const { items, scores } = scanBest(codes, lookUpTable(centroids, profile), V);

    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: V }, (_, i) => i + 1));
    items.forEach((item, i) => {
      expect(scores[i]).toBeCloseTo(exactScore(item), 3);
    });
  });

  it('finds the best of all, best first', () => {
    const { items } = scanBest(codes, lookUpTable(centroids, profile), 200);

    const wanted = Array.from({ length: V }, (_, i) => i + 1).sort((a, b) => exactScore(b) - exactScore(a));
    expect([...items]).toEqual(wanted.slice(0, 200));
  });

  it('orders equal scores by index and gives no more than there are', () => {
    const same = new Uint8Array(3 * SPLITS);

    expect([...scanBest(same, lookUpTable(centroids, profile), 2).items]).toEqual([1, 2]);
    expect([...scanBest(same, lookUpTable(centroids, profile), 9).items]).toEqual([1, 2, 3]);
    expect([...scanBest(new Uint8Array(), lookUpTable(centroids, profile), 9).items]).toEqual([]);
  });

  it('keeps centroids within 1/256, and says what is wrong with others', () => {
    const back = decodeCentroids(encodeCentroids(centroids), D);

    back.forEach((value, i) => {
      expect(Math.abs(value - centroids[i]!)).toBeLessThanOrEqual(Math.abs(centroids[i]!) / 256);
    });
    expect(() => decodeCentroids(new Uint8Array(6), D)).toThrow('6 bytes, must be 32768');
    expect(() =>
      decodeCentroids(encodeCentroids(new Float32Array(CENTROIDS * D).fill(Number.NaN)), D),
    ).toThrow('not finite');
    expect(() => decodeCentroids(new Uint8Array(), 60)).toThrow('60 wide, must be a multiple of 8');
  });
});
