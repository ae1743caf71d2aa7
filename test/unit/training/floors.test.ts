import { describe, expect, test } from 'vitest';
import {
  itemKnnFloor,
  markovFloor,
  popularityFloor,
  rulesFloor,
  sequentialRulesFloor,
  sessionPopularityFloor,
} from '../../../src/training/floors.ts';
import { countNeighbours } from '../../../src/training/neighbours.ts';

const sequence = (...items: number[]) => Int32Array.from(items);
const scoresOf = (scores: Float32Array) => [...scores].map((score) => Number(score.toFixed(4)));

describe('floors', () => {
  test('popularity scores by occurrence, for everyone the same', () => {
    expect([...popularityFloor([0, 4, 1])([2])]).toEqual([0, 4, 1]);
  });

  test('session popularity puts the session first, the more often the higher, and then the popular', () => {
    const scores = sessionPopularityFloor([0, 9, 2, 5, 7])([2, 3, 2]);

    // Item 2 occurs twice here, 3 once; of the others 1 is more popular than 4.
    const order = [1, 2, 3, 4].sort((a, b) => scores[b]! - scores[a]!);
    expect(order).toEqual([2, 3, 1, 4]);
  });

  test('session popularity puts the latest first of what is level in the session', () => {
    const scores = sessionPopularityFloor([0, 9, 2, 5])([3, 2]);

    // 3 is more popular, 2 is later; 1 is not of the session.
    expect(scores[2]).toBeGreaterThan(scores[3]!);
    expect(scores[3]).toBeGreaterThan(scores[1]!);
  });

  test('a Markov chain knows what came right after the latest item', () => {
    const floor = markovFloor([sequence(1, 2, 3), sequence(1, 2), sequence(1, 3)], 3);

    expect(scoresOf(floor([3, 1]))).toEqual([0, 0, 2, 1]);
  });

  test('a Markov chain falls back on popularity', () => {
    const floor = markovFloor([sequence(1, 2, 3), sequence(1, 2), sequence(1, 3)], 3);
    const [, one, two, three] = floor([1, 3]);

    expect(one).toBeGreaterThan(two!);
    expect(two).toBe(three);
  });

  test('item-kNN is the cosine of shoppers, fading by .8 an item', () => {
    // Item 1 has 2 shoppers, item 2 has 2, item 3 has 1; 1 and 2 share 1, 1 and 3 share 1.
    const floor = itemKnnFloor([sequence(1, 2, 1), sequence(3, 1), sequence(2)], 3);

    expect(scoresOf(floor([1]))).toEqual([0, 0, 0.5, Number((1 / Math.SQRT2).toFixed(4))]);
    expect(floor([1, 3])[2]).toBeCloseTo(0.8 * 0.5, 6);
  });

  test('sequential rules agree with the published table where that leaves nothing out', () => {
    const log = [sequence(1, 2, 3), sequence(1, 2), sequence(2, 1, 3), sequence(3, 2)];
    const counted = countNeighbours(log, { V: 3, M: 3, minShoppers: 1 });

    const all = sequentialRulesFloor(log, 3)([2, 1]);
    const published = rulesFloor(counted.table, 3, 3)([2, 1]);

    for (let item = 1; item <= 3; item++)
      expect(all[item]! / counted.strongest).toBeCloseTo(published[item]!, 5);
  });

  test('rules of sessions count both ways, and repeats of an item', () => {
    // Pairs of 1, 2, 1: 1-2 and 2-1 with gap 1, 1-1 with gap 2, each both ways: w_11 = 1, w_12 = w_21 = 2.
    // Row sums 3 and 2, occurrences 2 and 1.
    const floor = sequentialRulesFloor([sequence(1, 2, 1)], 2, true);

    expect(scoresOf(floor([1]))).toEqual(scoresOf(Float32Array.of(0, 3 ** -0.3 * 2 ** -0.1, 2 * 3 ** -0.3)));
    expect(scoresOf(floor([2]))).toEqual(scoresOf(Float32Array.of(0, 2 * 2 ** -0.3 * 2 ** -0.1, 0)));
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
