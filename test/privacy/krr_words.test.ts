import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAX_K } from '../../src/contract/release.ts';
import { OTHER_WEIGHT, TRUE_WEIGHT } from '../../src/privacy/krr.ts';

// The sampler as it is shipped, 48 bits and all, over words of our choice: each boundary it has, hit exactly.

const RANGE = 2 ** 48;
let words: number[];

beforeEach(() => {
  vi.resetModules(); // a fresh pool
  words = [];
  vi.stubGlobal('crypto', {
    getRandomValues(into: Uint32Array) {
      for (let i = 0; i < into.length; i++) into[i] = words.shift() ?? 0;
      return into;
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The two words of a draw. The upper half of the first is ignored, so it is filled with ones. */
const wordsOf = (draw: number) => [0xffff_0000 + Math.floor(draw / 2 ** 32), draw % 2 ** 32];

/** Both ends of every block of the T integers, with the row that the block belongs to. */
function ends(row: number, K: number, W: number): [r: number, out: number][] {
  const others = Array.from({ length: K }, (_, k) => k).filter((k) => k !== row);
  return [
    [0, row],
    [W - 1, row],
    ...others.flatMap((out, i): [number, number][] => [
      [W + i * OTHER_WEIGHT, out],
      [W + (i + 1) * OTHER_WEIGHT - 1, out],
    ]),
  ];
}

test.each([1000, 2000, 3000, 4000])(
  'at epsilon %i thousandths every boundary of every K gives the row that it must, low and high in the range',
  async (epsilonMilli) => {
    const W = TRUE_WEIGHT[epsilonMilli]!;
    const cases: { K: number; row: number; out: number }[] = [];
    for (let K = 2; K <= MAX_K; K++)
      for (const row of new Set([0, K >> 1, K - 1])) {
        const T = W + (K - 1) * OTHER_WEIGHT;
        const highest = RANGE - (RANGE % T) - T; // the last whole round of T below the limit
        for (const [r, out] of ends(row, K, W))
          for (const draw of [r, highest + r]) {
            words.push(...wordsOf(draw));
            cases.push({ K, row, out });
          }
      }
    const { randomisedResponse } = await import('../../src/privacy/krr.ts');

    const outs = cases.map(({ K, row }) => randomisedResponse(row, { K, epsilonMilli }));

    expect(outs).toEqual(cases.map(({ out }) => out));
    expect(cases.length).toBeGreaterThan(5_000);
  },
);

test.each([1000, 2000, 3000, 4000])(
  'at epsilon %i thousandths the ragged top of the 48 bits is drawn again, and nothing below it',
  async (epsilonMilli) => {
    const W = TRUE_WEIGHT[epsilonMilli]!;
    const expected: number[] = [];
    for (let K = 2; K <= MAX_K; K++) {
      const limit = RANGE - (RANGE % (W + (K - 1) * OTHER_WEIGHT));
      expect(limit).toBeLessThan(RANGE);
      // Twice too high, then the highest that is kept: the last integer, which is the last row's.
      words.push(...wordsOf(limit), ...wordsOf(RANGE - 1), ...wordsOf(limit - 1));
      expected.push(K - 1);
    }
    const { randomisedResponse } = await import('../../src/privacy/krr.ts');

    // Anything kept too early gives another row, and puts every later draw out of step.
    expect(expected.map((last) => randomisedResponse(0, { K: last + 1, epsilonMilli }))).toEqual(expected);
  },
);
