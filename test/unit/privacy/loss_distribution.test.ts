import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OTHER_WEIGHT, odds, type RandomisedResponse, TRUE_WEIGHT } from '../../../src/privacy/krr.ts';
import {
  deltaAt,
  epsilonMilliAt,
  guessOdds,
  lossDistribution,
} from '../../../src/privacy/loss_distribution.ts';

const releases = (count: number, epsilonMilli = 2000, K = 16): RandomisedResponse[] =>
  Array.from({ length: count }, () => ({ epsilonMilli, K }));

const parameters = fc.record({
  epsilonMilli: fc.constantFrom(1000, 2000, 3000, 4000),
  K: fc.integer({ min: 2, max: 32 }),
});

/** Every sequence of outputs of releases about rows 0 and 1, one by one: no convolution, no grouping. Floats. */
function bruteDelta(list: readonly RandomisedResponse[], epsilon: number): number {
  let pairs: [first: number, second: number][] = [[1, 1]];
  for (const { epsilonMilli, K } of list) {
    const { p, q } = odds(epsilonMilli, K);
    pairs = pairs.flatMap(([first, second]) =>
      Array.from({ length: K }, (_, out): [number, number] => [
        first * (out === 0 ? p : q),
        second * (out === 1 ? p : q),
      ]),
    );
  }
  return pairs.reduce((sum, [first, second]) => sum + Math.max(0, first - Math.exp(epsilon) * second), 0);
}

describe('lossDistribution', () => {
  test('of one release is the trinomial p, 1 - p - q, q in the integers of the mechanism', () => {
    const { denominator, outcomes } = lossDistribution(releases(1));
    const [W, M] = [BigInt(TRUE_WEIGHT[2000]!), BigInt(OTHER_WEIGHT)];

    expect(denominator).toBe(W + 15n * M);
    expect(outcomes).toEqual([
      { first: M, second: W },
      { first: 14n * M, second: 14n * M },
      { first: W, second: M },
    ]);
  });

  test('has all the probability there is, under either history, whatever is composed', () => {
    fc.assert(
      fc.property(fc.array(parameters, { maxLength: 12 }), (list) => {
        const { denominator, outcomes } = lossDistribution(list);
        const sum = (side: 'first' | 'second') => outcomes.reduce((all, outcome) => all + outcome[side], 0n);

        expect(sum('first')).toBe(denominator);
        expect(sum('second')).toBe(denominator);
      }),
    );
  });

  test('refuses what is not the mechanism’s', () => {
    expect(() => lossDistribution(releases(1, 2500))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('deltaAt', () => {
  test('is what every sequence of outputs, gone through one by one, adds up to', () => {
    const mixed = [...releases(2, 1000, 4), ...releases(1, 2000, 5), ...releases(1, 4000, 2)];
    for (const list of [releases(1), releases(3), releases(4, 1000, 6), mixed])
      for (const epsilon of [0, 0.5, 1, 2.7, 4, 6])
        expect(deltaAt(lossDistribution(list), epsilon)).toBeCloseTo(bruteDelta(list, epsilon), 11);
  });

  test('at epsilon 0 of one release is p - q, the distance in total variation', () => {
    const { p, q } = odds(2000, 16);

    expect(deltaAt(lossDistribution(releases(1)), 0)).toBeCloseTo(p - q, 14);
  });

  test('is 0 at the sum of epsilons and above 0 one thousandth below the sum of the exact losses', () => {
    for (const epsilonMilli of [1000, 2000, 3000, 4000])
      for (const count of [1, 2, 24_000 / epsilonMilli]) {
        const distribution = lossDistribution(releases(count, epsilonMilli));
        const sum = (count * epsilonMilli) / 1000;

        expect(deltaAt(distribution, sum)).toBe(0);
        expect(deltaAt(distribution, sum - 0.001)).toBeGreaterThan(0);
      }
  });

  test('never rises with epsilon, and never falls with another release', () => {
    fc.assert(
      fc.property(
        fc.array(parameters, { maxLength: 8 }),
        parameters,
        fc.integer({ min: 0, max: 23_000 }),
        (list, more, milli) => {
          const [fewer, greater] = [lossDistribution(list), lossDistribution([...list, more])];
          const delta = deltaAt(fewer, milli / 1000);

          expect(deltaAt(fewer, (milli + 1) / 1000)).toBeLessThanOrEqual(delta);
          expect(deltaAt(greater, milli / 1000)).toBeGreaterThanOrEqual(delta);
          expect(delta).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('of more rows is never above that of two, which stands for an unknown number', () => {
    for (const epsilonMilli of [1000, 2000, 4000])
      for (const count of [1, 5, 6])
        for (const K of [3, 16, 32])
          for (const epsilon of [0, 1, 3, 8])
            expect(deltaAt(lossDistribution(releases(count, epsilonMilli, K)), epsilon)).toBeLessThanOrEqual(
              deltaAt(lossDistribution(releases(count, epsilonMilli, 2)), epsilon),
            );
  });
});

describe('deltaAt rounds up', () => {
  test('where P / Q is e^epsilon but for less than a float tells', () => {
    // e to 200 bits, by its series.
    let [term, e] = [1n << 200n, 0n];
    for (let n = 1n; term > 0n; n++) [term, e] = [term / n, e + term];
    const distribution = { denominator: 1n << 210n, outcomes: [{ first: e + 100n, second: 1n << 200n }] };

    expect(deltaAt(distribution, 1)).toBeGreaterThan(0);
  });

  test('where the excess is less than its last digit', () => {
    const distribution = { denominator: 2n ** 300n, outcomes: [{ first: 1n, second: 0n }] };

    expect(deltaAt(distribution, 0)).toBe(2 ** -52 + 2 ** -60);
  });
});

describe('epsilonMilliAt', () => {
  test('a delta that is met exactly is small enough', () => {
    const distribution = lossDistribution(releases(12));

    expect(epsilonMilliAt(distribution, deltaAt(distribution, 5), 24_000)).toBe(5000);
  });

  test('is the least thousandth at which the delta is small enough', () => {
    const distribution = lossDistribution(releases(12));
    for (const delta of [1e-3, 1e-6, 1e-9]) {
      const milli = epsilonMilliAt(distribution, delta, 24_000);

      expect(deltaAt(distribution, milli / 1000)).toBeLessThanOrEqual(delta);
      expect(deltaAt(distribution, (milli - 1) / 1000)).toBeGreaterThan(delta);
    }
  });

  test('at delta 0 is the sum, to the thousandth', () => {
    expect(epsilonMilliAt(lossDistribution(releases(12)), 0, 24_000)).toBe(24_000);
    expect(epsilonMilliAt(lossDistribution([]), 0, 0)).toBe(0);
  });
});

describe('guessOdds', () => {
  test('is one half before anything was released, and (1 + p - q) / 2 after one release', () => {
    const { p, q } = odds(2000, 16);

    expect(guessOdds(lossDistribution([]))).toBeCloseTo(0.5, 14);
    expect(guessOdds(lossDistribution(releases(1)))).toBeCloseTo((1 + p - q) / 2, 14);
  });

  test('of two rows is the majority vote: two releases tell no more than one, three tell more', () => {
    // Binary randomised response: with an even number of votes a tie is a coin.
    const at = (count: number) => guessOdds(lossDistribution(releases(count, 2000, 2)));
    const p = odds(2000, 2).p;

    expect(at(2)).toBeCloseTo(p, 12);
    expect(at(3)).toBeCloseTo(p ** 3 + 3 * p ** 2 * (1 - p), 12);
  });
});
