import { describe, expect, test } from 'vitest';
import { popularityFloor, rulesFloor } from '../../../src/training/floors.ts';
import { midRank, rankingMetrics } from '../../../src/training/metrics.ts';

const none: ReadonlySet<number> = new Set();

describe('midRank', () => {
  test('counts those above and half of those level with the target', () => {
    // Target 3 scores 5: item 1 is above, items 2 and 4 are level, so 1 + 1 + 2/2 = 3.
    expect(midRank([99, 9, 5, 5, 5, 1], 3, none)).toBe(3);
  });

  test('never ranks padding or what the shopper has seen', () => {
    expect(midRank([99, 9, 8, 5], 3, new Set([1]))).toBe(2);
    expect(midRank([99, 9, 8, 5], 3, new Set([1, 2]))).toBe(1);
  });

  test('puts a constant score in the middle', () => {
    expect(midRank(new Float32Array(102), 50, none)).toBe(51);
  });

  test('ranks NaN last, not first', () => {
    expect(midRank([0, 3, Number.NaN, 1], 2, none)).toBe(3);
    expect(midRank([0, 3, Number.NaN, 1], 3, none)).toBe(2);
  });
});

describe('rankingMetrics', () => {
  test('are means over the tests', () => {
    // Gains: 1 / log2(2) = 1, 1 / log2(4) = 1/2, nothing at rank 11.
    expect(rankingMetrics([1, 3, 11])).toEqual({ hr10: 2 / 3, ndcg10: 0.5, tests: 3 });
  });

  test('are 0 without tests', () => {
    expect(rankingMetrics([])).toEqual({ hr10: 0, ndcg10: 0, tests: 0 });
  });
});

describe('floors', () => {
  test('popularity scores by occurrence, for everyone the same', () => {
    expect([...popularityFloor([0, 4, 1])([2])]).toEqual([0, 4, 1]);
  });

  test('rules fade by .7 an item', () => {
    // 1 -> 2 with weight 1, 2 -> 3 with weight .5. History 1, 2: item 2 gets .7 · 1, item 3 gets .5.
    const table = {
      neighbours: Int32Array.from([0, 2, 3, 0]),
      weights: Float32Array.from([0, 1, 0.5, 0]),
    };
    const scores = rulesFloor(table, 3, 1)([1, 2]);

    expect(scores[2]).toBeCloseTo(0.7, 6);
    expect(scores[3]).toBeCloseTo(0.5, 6);
    expect(scores[0]).toBe(0);
  });
});
