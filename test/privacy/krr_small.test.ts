import { expect, test } from 'vitest';
import { rowOf } from '../../src/privacy/krr.ts';
import { residue } from '../../src/privacy/random.ts';

/** Draws of the scaled-down sampler: 7 bits instead of 48. */
const RANGE = 128;

test('every value below a bound stands for equally many draws, for every bound of a small range', () => {
  for (let bound = 1; bound <= RANGE; bound++) {
    const counts = new Array<number>(bound).fill(0);
    for (let draw = 0; draw < RANGE; draw++) {
      const value = residue(draw, bound, RANGE);
      if (value !== undefined) counts[value]!++;
    }

    expect(counts).toEqual(counts.map(() => Math.floor(RANGE / bound)));
  }
});

test('every draw of a scaled-down sampler, counted: the law has two values whatever the input', () => {
  let cases = 0;
  for (let trueWeight = 1; trueWeight <= 9; trueWeight++)
    for (let otherWeight = 1; otherWeight <= 4; otherWeight++)
      for (let K = 2; K <= 8; K++)
        for (let row = 0; row < K; row++) {
          const total = trueWeight + (K - 1) * otherWeight;
          const counts = new Array<number>(K).fill(0);
          for (let draw = 0; draw < RANGE; draw++) {
            const r = residue(draw, total, RANGE);
            if (r !== undefined) counts[rowOf(r, row, trueWeight, otherWeight)]!++;
          }

          const times = Math.floor(RANGE / total);
          expect(counts).toEqual(counts.map((_, k) => times * (k === row ? trueWeight : otherWeight)));
          cases++;
        }
  expect(cases).toBe(9 * 4 * 35);
});
