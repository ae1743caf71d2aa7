import { expect, test } from 'vitest';
import { capacityBits, yearlyReleases } from '../../../src/privacy/capacity.ts';
import { odds } from '../../../src/privacy/krr.ts';

test('a hostile model pushes 5.6 bits through in a year at the default', () => {
  expect(yearlyReleases(2000, 28)).toBe(12);
  expect(12 * capacityBits({ epsilonMilli: 2000, K: 16 })).toBeCloseTo(5.61, 2);
});

/** Blahut 1972: the capacity of any channel, by alternating maximisation from a crooked start. */
function blahut(channel: readonly (readonly number[])[]): number {
  let input = channel.map((_, x) => 1 + x);
  let bits = 0;
  for (let i = 0; i < 2_000; i++) {
    const all = input.reduce((sum, mass) => sum + mass, 0);
    input = input.map((mass) => mass / all);
    const output = channel[0]!.map((_, y) => input.reduce((sum, mass, x) => sum + mass * channel[x]![y]!, 0));
    const gains = channel.map((law) =>
      Math.exp(law.reduce((sum, chance, y) => sum + chance * Math.log(chance / output[y]!), 0)),
    );
    const total = input.reduce((sum, mass, x) => sum + mass * gains[x]!, 0);
    bits = Math.log2(total);
    input = input.map((mass, x) => mass * gains[x]!);
  }
  return bits;
}

test.each([1000, 2000, 3000, 4000])(
  'at epsilon %i thousandths is the capacity that maximising over all inputs finds',
  (epsilonMilli) => {
    for (const K of [2, 3, 16, 32]) {
      const { p, q } = odds(epsilonMilli, K);
      const channel = Array.from({ length: K }, (_, x) =>
        Array.from({ length: K }, (__, y) => (x === y ? p : q)),
      );

      expect(capacityBits({ epsilonMilli, K })).toBeCloseTo(blahut(channel), 6);
    }
  },
);

test('is log2 K - H(p, q, ..., q), and never more than log2 K or epsilon log2 e', () => {
  for (const epsilonMilli of [1000, 2000, 3000, 4000])
    for (let K = 2; K <= 32; K++) {
      const { p, q } = odds(epsilonMilli, K);
      const law = [p, ...Array<number>(K - 1).fill(q)];
      const entropy = -law.reduce((sum, chance) => sum + chance * Math.log2(chance), 0);
      const bits = capacityBits({ epsilonMilli, K });

      expect(bits).toBeCloseTo(Math.log2(K) - entropy, 12);
      expect(bits).toBeLessThan(Math.min(Math.log2(K), (epsilonMilli / 1000) * Math.LOG2E));
      expect(bits).toBeGreaterThan(0);
    }
});

test.each([
  [1000, 7, 24],
  [4000, 7, 6],
  [2000, 28, 12],
  [1000, 28, 15],
  [1000, 365, 2],
])('at epsilon %i thousandths and %i days at most %i releases fall into 365 days', (milli, days, count) => {
  expect(yearlyReleases(milli, days)).toBe(count);
});
