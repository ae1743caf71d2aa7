import { describe, expect, test } from 'vitest';
import { odds, randomisedResponse } from '../../src/privacy/krr.ts';

const DRAWS = 100_000;
/**
 * 592 cells (4 presets, K = 2, 16, 32, the first, a middle and the last row), each tested two-sided at 6.5
 * standard deviations: 592 x 8e-11 = 5e-8, so a right sampler fails about once in 2e7 runs.
 * The standard deviation is at most .0016, so a cell that is off by .0103 is always found, and most
 * that are off by .003; the mapping itself is checked exactly in test/unit/privacy/krr.test.ts.
 */
const TOLERANCE_SD = 6.5;

describe.each([1000, 2000, 3000, 4000])('epsilon %i thousandths', (epsilonMilli) => {
  const cases = [2, 16, 32].flatMap((K) => [...new Set([0, K >> 1, K - 1])].map((row) => [K, row] as const));
  test.each(cases)('matches the closed form for K = %i, row %i', (K, row) => {
    const counts = new Array<number>(K).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[randomisedResponse(row, { K, epsilonMilli })]!++;

    // The textbook's form, not ours: e^eps / (e^eps + K - 1) and 1 / (e^eps + K - 1).
    const e = Math.exp(epsilonMilli / 1000);
    for (let k = 0; k < K; k++) {
      const expected = (k === row ? e : 1) / (e + K - 1);
      const sd = Math.sqrt((expected * (1 - expected)) / DRAWS);
      expect(Math.abs(counts[k]! / DRAWS - expected), `row ${k}`).toBeLessThan(TOLERANCE_SD * sd);
    }
  });

  test('shown odds are those of the closed form', () => {
    for (let K = 2; K <= 32; K++) {
      const { p, q } = odds(epsilonMilli, K);
      const e = Math.exp(epsilonMilli / 1000);

      expect(p).toBeCloseTo(e / (e + K - 1), 6);
      expect(q).toBeCloseTo(1 / (e + K - 1), 6);
      expect(p + (K - 1) * q).toBeCloseTo(1, 12);
    }
  });
});
