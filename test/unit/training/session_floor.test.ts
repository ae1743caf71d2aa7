import { expect, test } from 'vitest';
import { sessionFloor } from '../../../src/training/session_floor.ts';

test('lets sessions vote for their items, the more alike the more', () => {
  const floor = sessionFloor([[1, 2, 3], [2, 4], [5]], { V: 5 });
  const scores = floor([1, 2]);

  // Weights 1/2 for item 1 and 1 for item 2: the first session is alike by 1.5, the second by 1.
  expect([...scores]).toEqual([0, 1.5, 2.5, 1.5, 1, 0]);
});

test('counts a vote less the further back the shared item lies', () => {
  const scores = sessionFloor([[1, 3]], { V: 4 })([1, 2]);

  // Similarity 1/2, one step back: .5 · .9.
  expect(scores[3]).toBeCloseTo(0.45, 6);
});

test('compares the newest sessions only, and lets the most alike vote', () => {
  const sessions = [
    [1, 2],
    [1, 3],
    [1, 4],
  ];

  expect([...sessionFloor(sessions, { V: 4, sample: 2 })([1])]).toEqual([0, 2, 0, 1, 1]);
  expect([...sessionFloor(sessions, { V: 4, neighbours: 1 })([1])]).toEqual([0, 1, 0, 0, 1]);
});
