import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OTHER_WEIGHT, randomisedResponse, TRUE_WEIGHT } from '../../../src/privacy/krr.ts';
import type { UniformInt } from '../../../src/privacy/random.ts';

const M = OTHER_WEIGHT;
const always =
  (value: number): UniformInt =>
  () =>
    value;
const noDraw: UniformInt = () => {
  throw new Error('drew randomness');
};

describe.each([1000, 2000, 3000, 4000])('epsilon %i thousandths', (epsilonMilli) => {
  const W = TRUE_WEIGHT[epsilonMilli]!;

  test('gives W of the T integers to the true row and M, in order, to each other one', () => {
    for (let K = 2; K <= 32; K++)
      for (let row = 0; row < K; row++) {
        const at = (r: number) => randomisedResponse(row, { K, epsilonMilli }, always(r));
        const others = Array.from({ length: K }, (_, k) => k).filter((k) => k !== row);

        expect([at(0), at(W - 1)]).toEqual([row, row]);
        // Both ends of every block of M: with the blocks adding up to T, nothing is left over.
        others.forEach((other, i) => {
          expect([at(W + i * M), at(W + (i + 1) * M - 1)]).toEqual([other, other]);
        });
      }
  });

  test('draws once, below T = W + (K - 1) M', () => {
    const bounds: number[] = [];
    randomisedResponse(3, { K: 16, epsilonMilli }, (bound) => {
      bounds.push(bound);
      return 0;
    });

    expect(bounds).toEqual([W + 15 * M]);
  });
});

test('answers with a row of the codebook for every draw', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 32 }), fc.nat(), fc.nat(), (K, seed, r) => {
      const T = TRUE_WEIGHT[2000]! + (K - 1) * M;
      const out = randomisedResponse(seed % K, { K, epsilonMilli: 2000 }, always(r % T));

      expect(Number.isInteger(out) && out >= 0 && out < K).toBe(true);
    }),
  );
});

test.each([
  ['epsilon 0', 0, 16, 0],
  ['epsilon 2500', 2500, 16, 0],
  ['epsilon 5000', 5000, 16, 0],
  ['epsilon NaN', Number.NaN, 16, 0],
  ['epsilon "constructor"', 'constructor' as unknown as number, 16, 0],
  ['K = 1', 2000, 1, 0],
  ['K = 33', 2000, 33, 0],
  ['K = 2.5', 2000, 2.5, 0],
  ['K NaN', 2000, Number.NaN, 0],
  ['row -1', 2000, 16, -1],
  ['row K', 2000, 16, 16],
  ['row 1.5', 2000, 16, 1.5],
  ['row NaN', 2000, 16, Number.NaN],
])('refuses %s before any randomness is drawn', (_name, epsilonMilli, K, row) => {
  expect(() => randomisedResponse(row, { K, epsilonMilli }, noDraw)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test('does not name the true row in an error', () => {
  expect(() => randomisedResponse(17, { K: 16, epsilonMilli: 2000 })).toThrow(/^(?!.*17)/);
});
