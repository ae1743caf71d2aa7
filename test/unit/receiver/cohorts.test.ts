import { describe, expect, test } from 'vitest';
import { odds } from '../../../src/privacy/krr.ts';
import { cohortTable, estimateCount, MIN_COHORT } from '../../../src/receiver/cohorts.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const K = 16;
const ODDS = odds(2_000, K);

describe('estimateCount', () => {
  test('takes out what the mechanism adds, by hand', () => {
    // p = 1/2, q = 1/6 (K = 4): of 600 releases, 150 name the row.
    // n_hat = (150 - 600/6) / (1/2 - 1/6) = 50 / (1/3) = 150. Wilson at lambda = 1/4, z = 1.96:
    // centre = (.25 + 3.8415/1200) / (1 + 3.8415/600) = .251591,
    // half = 1.96 / 1.006402 * sqrt(.25 * .75 / 600 + 3.8415 / 1440000) = .034573;
    // counts: 600 (.217018 - 1/6) 3 = 90.63, 600 (.286164 - 1/6) 3 = 215.10.
    const { count, low, high, share } = estimateCount(600, 150, { p: 1 / 2, q: 1 / 6 });

    expect(count).toBeCloseTo(150, 9);
    expect(share).toBeCloseTo(1 / 4, 9);
    expect(low).toBeCloseTo(90.63, 1);
    expect(high).toBeCloseTo(215.1, 1);
  });

  test('is not clipped: a row that noise left rare comes out negative', () => {
    expect(estimateCount(1_600, 40, ODDS).count).toBeLessThan(0);
  });

  test('adds up over all rows to the number of releases', () => {
    const observed = [900, 30, 70, 40, 55, 61, 48, 52, 44, 39, 57, 63, 41, 58, 49, 45];
    const n = observed.reduce((sum, count) => sum + count);

    const sum = observed.reduce((total, count) => total + estimateCount(n, count, ODDS).count, 0);

    expect(sum).toBeCloseTo(n, 6);
    expect(estimateCount(n, n, ODDS, K).count).toBeCloseTo(n, 6);
  });

  test('says nothing of nobody', () => {
    expect(estimateCount(0, 0, ODDS)).toEqual({ count: 0, low: 0, high: 0 });
  });
});

describe('over simulated shoppers', () => {
  const RUNS = 400;
  const SHOPPERS = 4_000;
  /** From rare to large; they add up to 1. */
  const SHARES = Array.from({ length: K }, (_, k) => 2 ** -(k / 3)).map((weight, _k, all) => {
    return weight / all.reduce((sum, each) => sum + each);
  });

  /** Noisy counts of shoppers drawn anew, each through the mechanism's closed form. */
  function observe(prng: Prng): number[] {
    const observed = new Array<number>(K).fill(0);
    for (let i = 0; i < SHOPPERS; i++) {
      const row = prng.weighted(SHARES);
      const other = prng.integer(K - 1);
      const released = prng.chance(ODDS.p) ? row : other < row ? other : other + 1;
      observed[released]!++;
    }
    return observed;
  }
  const runs = Array.from({ length: RUNS }, (_, seed) => observe(new Prng(seed + 1)));

  test('the estimates are unbiased', () => {
    for (const [row, share] of SHARES.entries()) {
      const truth = share * SHOPPERS;
      const mean = runs.reduce((sum, run) => sum + estimateCount(SHOPPERS, run[row]!, ODDS).count, 0) / RUNS;
      const lambda = ODDS.q + share * (ODDS.p - ODDS.q);
      const sd = Math.sqrt((SHOPPERS * lambda * (1 - lambda)) / RUNS) / (ODDS.p - ODDS.q);

      // 5.5 sd, two-sided, 16 rows: with fresh seeds a right estimator fails 6e-7 of the runs.
      expect(Math.abs(mean - truth)).toBeLessThan(5.5 * sd);
    }
  });

  test('the 95 % intervals cover the truth in 93 to 97 of 100 cases', () => {
    let covered = 0;
    for (const run of runs)
      for (const [row, share] of SHARES.entries()) {
        const { low, high } = estimateCount(SHOPPERS, run[row]!, ODDS);
        if (low <= share * SHOPPERS && share * SHOPPERS <= high) covered++;
      }

    // 6,400 intervals, the 16 of a run nearly independent (correlation about -1/15): sd .27 points, so
    // 2 points are 7 sd and a right interval fails less than 1e-6 of the runs with fresh seeds. An
    // interval without the mechanism's noise covers about 50 %, one of 90 % is 18 sd away.
    expect(covered / (RUNS * K)).toBeGreaterThan(0.93);
    expect(covered / (RUNS * K)).toBeLessThan(0.97);
  });

  test('nothing shown lets a small row be computed, and the table adds up', () => {
    for (const run of runs) {
      const { total, rows, suppressed } = cohortTable(run, ODDS);
      const shown = rows.filter((row) => row !== undefined);

      expect(Math.min(...shown.map(({ count }) => count))).toBeGreaterThanOrEqual(MIN_COHORT);
      const sum = shown.reduce((all, { count }) => all + count, suppressed?.count ?? 0);
      expect(sum).toBeCloseTo(total, 6);
      if (suppressed && shown.length > 0) {
        expect(suppressed.cells).toBeGreaterThanOrEqual(2);
        expect(suppressed.count).toBeGreaterThanOrEqual(MIN_COHORT);
      }
    }
  });
});

describe('suppression', () => {
  /** Counts whose estimates are, up to rounding, what is given. */
  const observedFor = (counts: readonly number[]): number[] => {
    const { p, q } = odds(2_000, counts.length);
    const n = counts.reduce((sum, count) => sum + count);
    return counts.map((count) => Math.round(n * q + count * (p - q)));
  };
  const hiddenRows = (counts: readonly number[]): number[] => {
    const { rows } = cohortTable(observedFor(counts), odds(2_000, counts.length));
    return rows.flatMap((row, i) => (row === undefined ? [i] : []));
  };

  test('hides nothing where every row is large', () => {
    expect(hiddenRows([400, 300, 200, 100])).toEqual([]);
  });

  test('hides a second row where one alone could be had by subtraction', () => {
    expect(hiddenRows([400, 300, 20, 100])).toEqual([2, 3]);
  });

  test('hides rows until their sum is no small cohort either', () => {
    expect(hiddenRows([400, 300, -60, 20, 200])).toEqual([2, 3, 4]);
  });

  test('hides everything of fewer than 50 shoppers', () => {
    expect(hiddenRows([20, 10, 8, 6])).toEqual([0, 1, 2, 3]);
  });
});
