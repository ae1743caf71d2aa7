import { describe, expect, test } from 'vitest';
import { mix } from '../../../src/features/hashed_text.ts';
import { topItems } from '../../../src/profile/best_items.ts';
import { Prng } from '../../../src/simulate/prng.ts';

describe('topItems', () => {
  test('takes the best that may be shown, best first', () => {
    const scores = Float32Array.of(99, 1, 5, 3, 4, 2);

    expect(topItems(scores, 3, (item) => item !== 2).map(({ item }) => item)).toEqual([4, 3, 5]);
  });

  test('never takes padding or NaN, and gives fewer when there are fewer', () => {
    expect(topItems(Float32Array.of(99, Number.NaN, 1), 5, () => true)).toEqual([{ item: 2, score: 1 }]);
    expect(topItems(Float32Array.of(0, 1), 0, () => true)).toEqual([]);
  });

  test('the order of ties is fixed and is not the catalogue’s', () => {
    const ties = topItems(new Float32Array(65).fill(1), 64, () => true).map(({ item }) => item);

    expect(ties).not.toEqual([...ties].sort((a, b) => a - b));
    expect(new Set(ties).size).toBe(64);
  });

  test('are those of a catalogue that is sorted whole, however many are wanted', () => {
    const prng = new Prng(1);
    // Of few values, so that many are equal, and now and then none at all.
    const scores = Float32Array.from({ length: 500 }, () =>
      prng.chance(0.1) ? Number.NaN : prng.integer(40) - 20,
    );
    const keep = (item: number) => item % 7 !== 0;
    const sorted = [...scores.keys()]
      .filter((item) => item > 0 && !Number.isNaN(scores[item]) && keep(item))
      .sort((a, b) => scores[b]! - scores[a]! || mix(a) - mix(b));

    for (const count of [1, 2, 3, 10, 64, 200, 499, 1_000])
      expect(topItems(scores, count, keep).map(({ item }) => item)).toEqual(sorted.slice(0, count));
  });

  test('takes those that score least of all, where there is nothing else', () => {
    const scores = Float32Array.of(0, Number.NEGATIVE_INFINITY, -1);

    expect(topItems(scores, 2, () => true).map(({ item }) => item)).toEqual([2, 1]);
  });
});
