import { expect, test } from 'vitest';
import { sessionFloor } from '../../../src/training/session_floor.ts';

const rounded = (scores: ArrayLike<number>) => Array.from(scores, (score) => Number(score.toFixed(4)));

test('lets sessions vote for their items, the more alike the more and the rarer the more', () => {
  const scores = sessionFloor([[1, 2, 3], [2, 4], [5]], { V: 5 })([1, 2]);

  // Weights 1/2 for item 1 and 1 for item 2: the first session is alike by 1.5 / √3, the second by 1 / √2.
  const [first, second] = [1.5 / Math.sqrt(3), 1 / Math.sqrt(2)];
  const [rare, common] = [Math.log(3), Math.log(3 / 2)];
  expect(rounded(scores)).toEqual(
    rounded([0, first * rare, (first + second) * common, first * rare, second * rare, 0]),
  );
});

test('counts a vote less the further back the shared item lies', () => {
  const scores = sessionFloor([[1, 3], [4]], { V: 4 })([1, 2]);

  // Similarity 1/2 / √2, one step back: half of it; item 3 is in one of two sessions.
  expect(scores[3]).toBeCloseTo((0.25 / Math.SQRT2) * Math.log(2), 6);
});

test('compares the newest sessions only, and lets the most alike vote', () => {
  const sessions = [[1, 2], [1, 3], [1, 4], [5]];
  const vote = Math.log(4) / Math.SQRT2;
  const common = Math.log(4 / 3) / Math.SQRT2;

  expect(rounded(sessionFloor(sessions, { V: 5, sample: 2 })([1]))).toEqual(
    rounded([0, 2 * common, 0, vote, vote, 0]),
  );
  expect(rounded(sessionFloor(sessions, { V: 5, neighbours: 1 })([1]))).toEqual(
    rounded([0, common, 0, 0, vote, 0]),
  );
});
