import { describe, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { pairedInterval } from '../../bench/quality/bootstrap.ts';

const ones = (n: number): number[] => new Array(n).fill(1);

describe('pairedInterval', () => {
  test('has no width where every test differs by the same', () => {
    expect(pairedInterval([3, 4, 5], [1, 2, 3], ones(3))).toEqual({ mean: 2, low: 2, high: 2 });
  });

  test('gives the same for the same seed', () => {
    const [ours, theirs] = [
      [1, 0, 1, 1, 0],
      [0, 0, 1, 0, 1],
    ];

    expect(pairedInterval(ours, theirs, ones(5), 3)).toEqual(pairedInterval(ours, theirs, ones(5), 3));
  });

  test('covers a planted difference about 95 times in a hundred', () => {
    // 400 trials of 100 tests each, mean .1, sd 1. The share that covers has mean .945 (a percentile interval
    // of 100 is a little narrow) and standard error .0114: below .88 or above .995 at most once in 1e6.
    const prng = new Prng(11);
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const theirs = Array.from({ length: 100 }, () => prng.normal());
      const ours = theirs.map((value) => value + 0.1 + prng.normal());
      const { low, high } = pairedInterval(ours, theirs, ones(100), trial);
      if (low <= 0.1 && 0.1 <= high) covered++;
    }

    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.995);
  });

  test('draws sessions and not tests: a session whose tests agree is one observation', () => {
    const differences = [1, 1, 1, 1, 0, 0, 0, 0];
    const none = differences.map(() => 0);

    const bySession = pairedInterval(differences, none, [4, 4]);
    const byTest = pairedInterval(differences, none, ones(8));

    expect(bySession).toEqual({ mean: 0.5, low: 0, high: 1 });
    expect(byTest.high - byTest.low).toBeLessThan(1);
  });

  test('refuses lists of different tests', () => {
    expect(() => pairedInterval([1, 2], [1], ones(2))).toThrow('2 and 1 tests');
  });
});
