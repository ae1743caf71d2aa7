import { expect, test } from 'vitest';
import { clusterItems } from '../../../src/profile/own_clusters.ts';

/** Row 0 is padding; then unit vectors at these angles in a plane, lengthened: only directions count. */
const at = (...degrees: number[]): Float32Array =>
  Float32Array.from([
    0,
    0,
    ...degrees.flatMap((angle, i) => {
      const radians = (angle * Math.PI) / 180;
      return [(1 + i) * Math.cos(radians), (1 + i) * Math.sin(radians)];
    }),
  ]);

test('puts together what points the same way, nearest first', () => {
  // cos 10° = .98 joins 1 and 2, cos 20° = .94 joins 3 and 4; between the pairs 80° and more: .17 at most.
  expect(clusterItems([1, 2, 3, 4], at(0, 10, 90, 110), 2)).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('goes by the mean over all pairs, so that a chain does not become one group', () => {
  // Neighbours are 45° apart (.71). Once 1 and 2 are one, 3 lies 45° and 90° from them: mean .35, below .4.
  expect(clusterItems([1, 2, 3], at(0, 44, 89), 2)).toEqual([[1, 2], [3]]);
  // At 40° steps the means are (.77 + .17) / 2 = .47: one group.
  expect(clusterItems([1, 2, 3], at(0, 40, 80), 2)).toEqual([[1, 2, 3]]);
});

test('leaves alone what points nowhere, and has no groups without items', () => {
  const entities = Float32Array.from([0, 0, 1, 0, 0, 0, 1, 0]);

  expect(clusterItems([1, 2, 3], entities, 2)).toEqual([[1, 3], [2]]);
  expect(clusterItems([], entities, 2)).toEqual([]);
});
