import { describe, expect, test } from 'vitest';
import { parseCodebook, writeCodebook } from '../../../src/contract/codebook.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { clusterProfiles, dot, MIN_SHARE, toCodebook } from '../../../src/training/codebook.ts';

const D = 8;

/** `count` unit vectors near one of the axes, the axis drawn by weight. */
function profiles(count: number, weights: readonly number[], seed: number): Float32Array[] {
  const prng = new Prng(seed);
  return Array.from({ length: count }, () => {
    const axis = prng.weighted(weights);
    const vector = Float32Array.from({ length: D }, (_, d) => (d === axis ? 1 : 0) + 0.15 * prng.normal());
    const length = Math.sqrt(dot(vector, vector));
    return vector.map((x) => x / length);
  });
}

const cluster = (list: Float32Array[], K: number) => clusterProfiles(list, { K, D, seed: 1 });

describe('clusterProfiles', () => {
  test('finds the groups that are there', () => {
    const list = profiles(600, [1, 1, 1, 1], 1);
    const clusters = cluster(list, 5);

    const axes = clusters.slice(1).map(({ centre }) => centre.indexOf(Math.max(...centre)));
    expect(axes.sort()).toEqual([0, 1, 2, 3]);
    for (const { centre } of clusters.slice(1)) expect(Math.max(...centre)).toBeGreaterThan(0.97);
  });

  test('puts the mean first: whoever leans nowhere is undecided', () => {
    const list = profiles(600, [1, 1, 1, 1], 2);
    const [undecided] = cluster(list, 5);

    // About (½, ½, ½, ½, 0, ...): the groups are drawn, so their sizes differ a little.
    for (let d = 0; d < 4; d++) expect(Math.abs(undecided!.centre[d]! - 0.5)).toBeLessThan(0.15);
  });

  test('leaves no row under 2 %, however lopsided the shoppers are', () => {
    const list = profiles(1_000, [200, 1, 1, 0, 0, 0, 0, 0.2], 3);
    const clusters = cluster(list, 16);

    expect(clusters).toHaveLength(16);
    for (const { members } of clusters.slice(1)) {
      expect(members.length).toBeGreaterThanOrEqual(MIN_SHARE * list.length);
    }
  });

  test('gives every profile to its nearest centre, once', () => {
    const list = profiles(400, [3, 2, 1], 4);
    const clusters = cluster(list, 8);

    expect(clusters.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(list.map((_, i) => i));
    for (const { centre, members } of clusters) {
      for (const i of members) {
        const best = Math.max(...clusters.map((other) => dot(list[i]!, other.centre)));
        expect(dot(list[i]!, centre)).toBeCloseTo(best, 6);
      }
    }
  });

  test('is the same for the same seed', () => {
    const list = profiles(300, [1, 1, 1], 5);

    expect(cluster(list, 8)).toEqual(cluster(list, 8));
  });

  test('refuses too few profiles', () => {
    expect(() => cluster(profiles(20, [1], 6), 16)).toThrow('too few');
  });
});

test('writes a codebook whose nearest row is the same by cosine and by dot product', () => {
  const clusters = cluster(profiles(600, [1, 2, 1, 1], 7), 6);
  const codebook = toCodebook(
    clusters,
    clusters.map((_, k) => ({ en: `Row ${k}` })),
  );

  const lengths = codebook.rows.map(({ embedding }) => Math.hypot(...embedding));
  expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.02);
  expect(parseCodebook(JSON.parse(writeCodebook(codebook)))).toEqual(codebook);
});
