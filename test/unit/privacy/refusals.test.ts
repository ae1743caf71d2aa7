import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Codebook } from '../../../src/contract/codebook.ts';
import { randomisedResponse } from '../../../src/privacy/krr.ts';
import { nearestRow } from '../../../src/privacy/nearest_row.ts';
import { secureUniformInt } from '../../../src/privacy/random.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a refusal says what was expected and what came', () => {
  test.each<[string, () => unknown]>([
    ['bound is 0, must be an integer from 1 to 2^48', () => secureUniformInt(0)],
    [
      'epsilon is 2500 thousandths, must be 1000, 2000, 3000 or 4000',
      () => randomisedResponse(0, { K: 16, epsilonMilli: 2500 }),
    ],
    ['K is 33, must be an integer from 2 to 32', () => randomisedResponse(0, { K: 33, epsilonMilli: 2000 })],
    // Not what came: the row is the secret.
    ['row is not an integer from 0 to 15', () => randomisedResponse(16, { K: 16, epsilonMilli: 2000 })],
  ])('%s', (message, call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', message }));
  });

  test('a source that is missing is told from one that failed, with its error', async () => {
    const cause = new Error('entropy');
    const fail = () => {
      throw cause;
    };
    const drawFrom = async (crypto: unknown) => {
      vi.resetModules();
      vi.stubGlobal('crypto', crypto);
      const { randomBytes } = await import('../../../src/privacy/random.ts');
      return () => randomBytes(1);
    };

    expect(await drawFrom({})).toThrow(
      expect.objectContaining({ message: 'crypto.getRandomValues is missing' }),
    );
    expect(await drawFrom({ getRandomValues: fail })).toThrow(
      expect.objectContaining({ message: 'crypto.getRandomValues failed', cause }),
    );
  });
});

test('of one value there is one draw', () => {
  expect(secureUniformInt(1)).toBe(0);
});

describe('the nearest row', () => {
  const codebook = (...rows: number[][]): Codebook => ({
    K: rows.length,
    D: rows[0]!.length,
    rows: rows.map((row, k) => ({ name: { en: `row ${k}` }, embedding: Int8Array.from(row) })),
  });

  test('is undecided when one row alone comes out infinitely near', () => {
    const line = codebook([-1], [1]);

    expect(nearestRow(Float32Array.of(1), line)).toBe(1);
    expect(nearestRow(Float32Array.of(Number.POSITIVE_INFINITY), line)).toBe(0);
  });

  test('is found beside a row of zeros, which is near to nothing', () => {
    expect(nearestRow(Float32Array.of(0, 1), codebook([1, 0], [0, 0], [0, 1]))).toBe(2);
  });
});
