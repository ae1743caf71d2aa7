import { describe, expect, test } from 'vitest';
import { odds } from '../../../../src/privacy/krr.ts';
import { chiSquareTail } from '../../../../src/receiver/estimation/chi_square.ts';
import { estimate, weightedSum } from '../../../../src/receiver/estimation/estimate.ts';
import { projectToSimplex } from '../../../../src/receiver/estimation/simplex.ts';

const K = 16;
const ODDS = odds(2_000, K);

describe('an estimate', () => {
  test('takes out what the mechanism adds, by hand', () => {
    // p = 1/2, q = 1/6 (K = 4): of 600 releases, 150 name the row.
    // n_hat = (150 - 600/6) / (1/2 - 1/6) = 50 / (1/3) = 150.
    // Share, Wilson at lambda = 1/4, z = 1.96: centre = (.25 + 3.8415/1200) / (1 + 3.8415/600) = .251591,
    // half = 1.96 / 1.006402 * sqrt(.25 * .75 / 600 + 3.8415 / 1440000) = .034573;
    // (.217018 - 1/6) 3 = .15105, (.286164 - 1/6) 3 = .35849.
    // Count: D = 1/4 - 5/36 = 1/9, d^2 = 1/9; N^2 / 9 - (2/3 * 50 + 3.8415/9) N + 2500 - 3.8415 * 600 * 5/36 = 0:
    // N = (33.7602 +- sqrt(1139.7488 - 4/9 * 2179.879)) * 4.5 = (33.7602 +- 13.0721) * 4.5 = 93.10 and 210.75.
    const { count, share } = estimate(600, 150, { p: 1 / 2, q: 1 / 6 });

    expect(count.value).toBeCloseTo(150, 9);
    expect(share!.value).toBeCloseTo(1 / 4, 9);
    expect(share!.low).toBeCloseTo(0.15105, 4);
    expect(share!.high).toBeCloseTo(0.35849, 4);
    expect(count.low).toBeCloseTo(93.1, 1);
    expect(count.high).toBeCloseTo(210.75, 1);
  });

  test('is not clipped: a row that noise left rare comes out negative', () => {
    expect(estimate(1_600, 40, ODDS).count.value).toBeLessThan(0);
  });

  test('adds up over all rows to the number of releases', () => {
    const observed = [900, 30, 70, 40, 55, 61, 48, 52, 44, 39, 57, 63, 41, 58, 49, 45];
    const n = observed.reduce((sum, count) => sum + count);

    const sum = observed.reduce((total, count) => total + estimate(n, count, ODDS).count.value, 0);

    expect(sum).toBeCloseTo(n, 6);
    expect(estimate(n, n, ODDS, K).count.value).toBeCloseTo(n, 6);
  });

  test('of a count is surer than n times that of a share, which is of a sample', () => {
    const { count, share } = estimate(1_000, 300, odds(4_000, K));

    expect(count.high - count.low).toBeLessThan(0.8 * 1_000 * (share!.high - share!.low));
  });

  test('says nothing of nobody', () => {
    expect(estimate(0, 0, ODDS)).toEqual({ count: { value: 0, low: 0, high: 0 } });
  });
});

test('a weighted sum of one part is the part, and a negative weight turns it round', () => {
  const part = { value: 3, low: 1, high: 7 };

  expect(weightedSum([part])).toEqual(part);
  expect(weightedSum([part], [-2])).toEqual({ value: -6, low: -14, high: -2 });
  // Independent parts: the sides add as squares, 3-4-5.
  expect(
    weightedSum([
      { value: 0, low: -3, high: 4 },
      { value: 1, low: -3, high: 4 },
    ]),
  ).toEqual({ value: 1, low: -4, high: 6 });
});

test.each([
  // Abramowitz and Stegun, table 26.8: chi-square that is exceeded with the probability.
  [3.841459, 1, 0.05],
  [6.634897, 1, 0.01],
  [5.991465, 2, 0.05],
  [30.57791, 15, 0.01],
  [24.99579, 15, 0.05],
  [7.26094, 15, 0.95],
  [50.89218, 30, 0.01],
])('chi-square %f of %i degrees is exceeded with probability %f', (x, degrees, probability) => {
  expect(chiSquareTail(x, degrees)).toBeCloseTo(probability, 6);
});

describe('the projection to the simplex', () => {
  test('leaves shares that could be as they are', () => {
    expect(projectToSimplex([0.5, 0.3, 0.2])).toEqual([0.5, 0.3, 0.2]);
  });

  test('takes what is negative from all others alike, by hand', () => {
    // .7 + .5 = 1.2 without the negative: each of two gives .1.
    const projected = projectToSimplex([0.7, 0.5, -0.2]);

    for (const [i, share] of [0.6, 0.4, 0].entries()) expect(projected[i]).toBeCloseTo(share, 12);
    expect(projectToSimplex([9, -3, -5])).toEqual([1, 0, 0]);
  });
});
