import { describe, expect, test } from 'vitest';
import { mixtureLikelihood, regretBound, shareAfter } from '../../../src/profile/fixed_share.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const START = [0.5, 1 / 6, 1 / 6, 1 / 6];

/** Total log-loss of the mixture, and what it may be at most. */
function play(outcomes: readonly (readonly number[])[]): { loss: number; bound: number; shares: number[] } {
  let shares = [...START];
  let loss = 0;
  for (const likelihoods of outcomes) {
    loss -= Math.log(mixtureLikelihood(shares, likelihoods));
    shares = shareAfter(shares, likelihoods);
  }
  const losses = outcomes.map((likelihoods) => likelihoods.map((likelihood) => -Math.log(likelihood)));
  return { loss, bound: regretBound(START, losses), shares };
}

describe('the mixture', () => {
  test('believes the expert that was right, and never wholly', () => {
    const { shares } = play(Array.from({ length: 50 }, () => [0.1, 0.1, 0.1, 0.9]));

    expect(shares[3]).toBeGreaterThan(0.9);
    expect(Math.min(...shares)).toBeGreaterThan(0.01);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
  });

  test('changes sides within a few outcomes', () => {
    const first = Array.from({ length: 100 }, () => [0.9, 0.1, 0.1, 0.1]);
    const then = Array.from({ length: 3 }, () => [0.1, 0.9, 0.1, 0.1]);

    expect(play([...first, ...then]).shares[1]).toBeGreaterThan(0.8);
  });
});

describe('the bound', () => {
  test('holds for 500 random games of changing luck', () => {
    const prng = new Prng(4);
    for (let game = 0; game < 500; game++) {
      let lucky = prng.integer(4);
      const outcomes = Array.from({ length: 1 + prng.integer(80) }, () => {
        if (prng.chance(0.1)) lucky = prng.integer(4);
        return START.map((_, e) => (e === lucky ? 0.5 : 1e-6) + 0.5 * prng.next());
      });
      const { loss, bound } = play(outcomes);
      expect(loss).toBeLessThanOrEqual(bound + 1e-9);
    }
  });

  test('is one that a mixture without sharing breaks', () => {
    const outcomes = Array.from({ length: 100 }, (_, i) =>
      i < 50 ? [0.9, 1e-3, 1e-3, 1e-3] : [1e-3, 0.9, 1e-3, 1e-3],
    );
    const totals = START.map((_, e) => outcomes.reduce((product, of) => product + Math.log(of[e]!), 0));
    const bayes = -Math.log(START.reduce((sum, share, e) => sum + share * Math.exp(totals[e]!), 0));
    const { loss, bound } = play(outcomes);

    expect(loss).toBeLessThanOrEqual(bound);
    expect(bayes).toBeGreaterThan(bound + 100);
  });

  test('is that of the one best expert where none is worth changing to', () => {
    const outcomes = Array.from({ length: 10 }, () => [0.5, 0.01, 0.01, 0.01]);

    expect(play(outcomes).bound).toBeCloseTo(11 * Math.LN2 - 9 * Math.log(0.95), 12);
  });
});
