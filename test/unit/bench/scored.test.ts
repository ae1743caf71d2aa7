import { describe, expect, test } from 'vitest';
import { rankingMetrics } from '../../../src/training/metrics.ts';
import { advantages, differences, rowOf, type Scored, spread } from '../../bench/quality/scored.ts';

const scored = (...ranks: number[]): Scored => ({
  ranks,
  row: rowOf({ ...rankingMetrics(ranks), coverage10: 0, diversity10: 0 }),
  seconds: 0,
});

describe('differences', () => {
  test('are the differences of the metrics', () => {
    const { hr10, ndcg10 } = differences(
      [scored(1, 3, 30, 2)],
      scored(1, 30, 30, 30),
      ['hr10', 'ndcg10'],
      ones,
    );

    // HR@10 3/4 - 1/4; NDCG@10 (1/2 + 1/log2(3)) / 4 = (.5 + .6309) / 4.
    expect(hr10!.mean).toBe(0.5);
    expect(ndcg10!.mean).toBe(0.2827);
    expect(hr10!.low).toBeLessThan(0.5);
    expect(hr10!.high).toBeGreaterThan(0.5);
  });

  test('take the mean gain of several seeds', () => {
    const { hr10 } = differences(
      [scored(1, 1, 1, 1), scored(30, 30, 30, 30)],
      scored(30, 30, 30, 30),
      ['hr10'],
      ones,
    );

    expect(hr10).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });
});

test('a model is held against the floor that is best in each metric', () => {
  const floors = { wide: scored(9, 9, 9, 30), sharp: scored(1, 1, 30, 30) };

  const above = advantages([scored(1, 1, 1, 1)], floors, ['hr10', 'ndcg10'], ones);

  expect([above.hr10.floor, above.ndcg10.floor]).toEqual(['wide', 'sharp']);
  expect(above.hr10.difference.mean).toBe(0.25);
});

test('spread has the deviation of a sample', () => {
  expect(spread([1, 2, 3])).toEqual({ mean: 2, sd: 1 });
  expect(spread([4])).toEqual({ mean: 4, sd: 0 });
});

const ones = [1, 1, 1, 1];
