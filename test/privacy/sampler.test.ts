import { describe, expect, test } from 'vitest';
import { randomBytes, secureUniformInt } from '../../src/privacy/random.ts';

const DRAWS = 100_000;
/** Each cell two-sided at 6.5 standard deviations, 300 cells in all: about one false alarm in 4e7 runs. */
const TOLERANCE_SD = 6.5;

function expectShare(count: number, p: number, label: string) {
  const sd = Math.sqrt(p * (1 - p) * DRAWS);
  expect(Math.abs(count - p * DRAWS), label).toBeLessThan(TOLERANCE_SD * sd);
}

describe('secureUniformInt', () => {
  test.each([2, 3, 7, 16])('is uniform below %i', (bound) => {
    const counts = new Array<number>(bound).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[secureUniformInt(bound)]!++;

    counts.forEach((count, value) => {
      expectShare(count, 1 / bound, `value ${value}`);
    });
  });

  test('does not favour small values of a bound just above half the range', () => {
    // A plain modulo would put two thirds of the draws into the lower half here, not one half.
    const bound = 0.75 * 2 ** 48;
    let low = 0;
    for (let i = 0; i < DRAWS; i++) if (secureUniformInt(bound) < bound / 2) low++;

    expectShare(low, 1 / 2, 'lower half');
  });

  test('uses all 48 bits', () => {
    const ones = new Array<number>(48).fill(0);
    for (let i = 0; i < DRAWS; i++) {
      let draw = secureUniformInt(2 ** 48);
      for (let bit = 0; bit < 48; bit++) {
        ones[bit]! += draw % 2;
        draw = Math.floor(draw / 2);
      }
    }

    ones.forEach((count, bit) => {
      expectShare(count, 1 / 2, `bit ${bit}`);
    });
  });

  test('is uniform over the weights that the mechanism draws from', () => {
    const total = 57_250_309 + 31 * 2 ** 20;
    const counts = new Array<number>(64).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[Math.floor((secureUniformInt(total) / total) * 64)]!++;

    counts.forEach((count, cell) => {
      expectShare(count, 1 / 64, `cell ${cell}`);
    });
  });
});

test('random bytes have every bit set half the time', () => {
  const bytes = [...randomBytes(DRAWS / 2), ...randomBytes(DRAWS / 2)];

  for (let bit = 0; bit < 8; bit++)
    expectShare(
      bytes.reduce((sum, byte) => sum + ((byte >> bit) & 1), 0),
      1 / 2,
      `bit ${bit}`,
    );
});
