import { expect, test } from 'vitest';
import { principalPlane, project } from '../../../src/profile/principal_plane.ts';

// Worked by hand: points at (±3, 0, 0), (0, ±2, 0) and (0, 0, ±1) about (5, 5, 5). Their covariance is diagonal, with
// 2·9/6 = 3, 2·4/6 = 4/3 and 2·1/6 = 1/3, so that the first two axes hold (3 + 4/3) / (14/3) = 13/14.
const ROWS = [
  [3, 0, 0],
  [-3, 0, 0],
  [0, 2, 0],
  [0, -2, 0],
  [0, 0, 1],
  [0, 0, -1],
].map((row) => Float32Array.from(row, (value) => value + 5));

test('lies along the two directions in which the vectors differ most, each with a positive loading', () => {
  const { axes, mean, explained } = principalPlane(ROWS);

  for (const value of mean) expect(value).toBeCloseTo(5, 12);
  for (const [axis, wanted] of [
    [axes[0], [1, 0, 0]],
    [axes[1], [0, 1, 0]],
  ] as const)
    for (const [d, value] of wanted.entries()) expect(axis[d]).toBeCloseTo(value, 6);
  expect(explained).toBeCloseTo(13 / 14, 6);
});

test('places a vector by its distance from the mean along either', () => {
  const { x, y } = project([9, 3, 100], principalPlane(ROWS));

  expect(x).toBeCloseTo(4, 5);
  expect(y).toBeCloseTo(-2, 5);
});

test('is the same for the same vectors in another order', () => {
  const [one, other] = [ROWS, ROWS.toReversed()].map((rows) => principalPlane(rows).axes);

  for (const [i, axis] of one!.entries())
    for (const [d, value] of axis.entries()) expect(other![i]![d]).toBeCloseTo(value, 6);
});

test('of vectors that do not differ explains nothing and places all of them in the middle', () => {
  const plane = principalPlane([Float32Array.of(1, 2), Float32Array.of(1, 2)]);

  expect(plane.explained).toBe(0);
  expect(project([1, 2], plane)).toEqual({ x: 0, y: 0 });
});
