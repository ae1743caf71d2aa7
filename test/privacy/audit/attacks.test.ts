import { describe, expect, test } from 'vitest';
import { odds } from '../../../src/privacy/krr.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { inferAttribute, memberOf, relink, singleOut } from './attacks.ts';
import { capacityBits, guessCeiling, singlingOutCeiling } from './capacity.ts';
import { gameCodebook } from './game.ts';
import { analyticSigma } from './gaussian.ts';
import { calibratePrivUnit, drawPrivUnit } from './priv_unit.ts';
import { dot, gaussian, krr, privUnit, trueVector } from './rival.ts';

const codebook = gameCodebook(16);
const rowProfile = (row: number) =>
  Float32Array.from(codebook.rows[row]!.embedding, (x) => x / (127 * Math.sqrt(5)));
const once = (seed: number) => ({ prng: new Prng(seed), rounds: 1 });

describe('rivals', () => {
  test('the Gaussian has its delta at its epsilon, and less noise than the classic formula', () => {
    // Balle and Wang 2018: exact, so below sqrt(2 ln(1.25 / delta)) / eps wherever that one holds.
    const sigma = analyticSigma(1, 1e-6, 1);

    expect(sigma).toBeLessThan(Math.sqrt(2 * Math.log(1.25e6)));
    expect(sigma).toBeGreaterThan(3.5);
    // By simulation: delta = P[loss > eps] - e^eps P[loss < -eps], at a delta that can be counted.
    const wide = analyticSigma(1, 0.05, 1);
    const prng = new Prng(1);
    let [above, below] = [0, 0];
    const draws = 400_000;
    for (let i = 0; i < draws; i++) {
      const loss = prng.normal() / wide + 1 / (2 * wide * wide);
      if (loss > 1) above++;
      if (loss < -1) below++;
    }
    expect((above - Math.E * below) / draws).toBeCloseTo(0.05, 2);
  });

  test('PrivUnit keeps of the direction what its formula says, at a density ratio of e^eps', () => {
    const D = 64;
    for (const epsilon of [1, 2, 4]) {
      const cap = calibratePrivUnit(epsilon, D);
      const prng = new Prng(epsilon);
      const u = Float32Array.from({ length: D }, (_, d) => (d === 3 ? 1 : 0));
      let [sum, inside] = [0, 0];
      const draws = 20_000;
      for (let i = 0; i < draws; i++) {
        const v = drawPrivUnit(u, cap, prng);
        sum += dot(v, u);
        if (dot(v, u) >= cap.gamma) inside++;
        if (i === 0) expect(dot(v, v)).toBeCloseTo(1, 5);
      }
      // A standard deviation of <v, u> is at most 1 / sqrt(64) + the cap's: 7 of them over sqrt(20,000).
      expect(Math.abs(sum / draws - cap.kept)).toBeLessThan(0.01);
      expect(Math.abs(inside / draws - cap.inside)).toBeLessThan(0.025);
    }
  });
});

describe('attacks', () => {
  test('link everybody by vectors that stay, and nobody better than chance by noise', () => {
    const prng = new Prng(1);
    const unit = () => {
      const v = Float32Array.from({ length: 16 }, () => prng.normal());
      return v.map((x) => x / Math.hypot(...v));
    };
    const profiles = Array.from({ length: 100 }, () => {
      const profile = unit();
      return [profile, profile];
    });

    expect(relink(profiles, trueVector, once(2))).toBe(1);
    expect(singleOut(profiles, trueVector, once(3))).toBe(1);
    expect(relink(profiles, gaussian(1000), { prng: new Prng(4), rounds: 20 })).toBeLessThan(0.05);
    expect(singleOut(profiles, gaussian(64_000), once(5))).toBeGreaterThan(0.9);
    expect(singleOut(profiles, privUnit(16_000, 16), once(5))).toBeGreaterThan(0.5);
  });

  test('guess ties: of ten shoppers in one row each is found one time in ten', () => {
    const profiles = Array.from({ length: 10 }, () => [rowProfile(3), rowProfile(3)]);

    expect(singleOut(profiles, krr(2000, codebook), once(1))).toBeCloseTo(0.1, 12);
  });

  test('single out, from one release and two shoppers, with the probability that the coin leaves', () => {
    const profiles = [[rowProfile(1)], [rowProfile(2)]];
    const { p, q } = odds(2000, 16);
    const found = singleOut(profiles, krr(2000, codebook), { prng: new Prng(6), rounds: 20_000 });

    // Right with p, wrong with q, otherwise guessed: n = 40,000, seeded.
    expect(found).toBeCloseTo(p + (1 - p - q) / 2, 2);
  });

  test('infer a class that the row gives away, up to the ceiling and not beyond', () => {
    const profiles = Array.from({ length: 600 }, (_, i) => [rowProfile(i % 2)]);
    const values = Int32Array.from(profiles, (_, i) => i % 2);
    const attack = { prng: new Prng(7), rounds: 5, T: 1 };
    const attribute = { name: 'parity', classes: 2, values };
    const { accuracy, commonest } = inferAttribute(profiles, attribute, krr(2000, codebook), attack);

    expect(commonest).toBe(0.5);
    expect(accuracy).toBeGreaterThan(0.6);
    expect(accuracy).toBeLessThan(guessCeiling(2000, commonest));
    expect(inferAttribute(profiles, attribute, trueVector, attack).accuracy).toBe(1);
  });

  test('tell a purchase that moves the row with advantage p - q, and one that does not with none', () => {
    const { p, q } = odds(2000, 16);
    const attack = { prng: new Prng(8), rounds: 20_000, T: 1 };

    expect(memberOf([[rowProfile(1), rowProfile(2)]], krr(2000, codebook), attack)).toBeCloseTo(p - q, 2);
    expect(memberOf([[rowProfile(1), rowProfile(1)]], krr(2000, codebook), attack)).toBe(0);
    expect(memberOf([[rowProfile(1), rowProfile(2)]], trueVector, attack)).toBe(1);
  });
});

describe('ceilings', () => {
  test('capacity is 5.6 bits a year at the default', () => {
    expect(12 * capacityBits(2000, 16)).toBeCloseTo(5.61, 2);
  });

  test('capacity is what Blahut and Arimoto find for the channel', () => {
    for (const [epsilonMilli, K] of [
      [1000, 2],
      [2000, 16],
      [4000, 32],
    ] as const) {
      const { p, q } = odds(epsilonMilli, K);
      expect(capacityBits(epsilonMilli, K)).toBeCloseTo(blahutArimoto(p, q, K), 6);
    }
  });

  test('one release singles out one of N with probability K p / N at most', () => {
    const { p } = odds(2000, 16);

    expect(singlingOutCeiling({ epsilonMilli: 2000, releases: 1, K: 16, candidates: 10_000 })).toBeCloseTo(
      (16 * p) / 10_000,
      12,
    );
    expect(singlingOutCeiling({ epsilonMilli: 2000, releases: 3, K: 4, candidates: 1 })).toBeCloseTo(1, 12);
  });

  test('the best code of two words and three releases reaches the ceiling, by trying all', () => {
    // K = 2, N = 2: repetition is optimal and perfect, so the bound is met.
    const { p, q } = odds(1000, 2);
    const repetition = p ** 3 + 3 * p * p * q;

    expect(singlingOutCeiling({ epsilonMilli: 1000, releases: 3, K: 2, candidates: 2 })).toBeCloseTo(
      repetition,
      12,
    );
  });

  test('a hostile model that hides a random code in the rows stays below the ceiling', () => {
    const prng = new Prng(9);
    const profiles = Array.from({ length: 500 }, () =>
      Array.from({ length: 12 }, () => rowProfile(prng.integer(16))),
    );
    const found = singleOut(profiles, krr(2000, codebook), { prng, rounds: 2 });
    const ceiling = singlingOutCeiling({ epsilonMilli: 2000, releases: 12, K: 16, candidates: 500 });

    // n = 1,000, seeded: what a code can do is nearly all that the bound allows.
    expect(found).toBeLessThan(ceiling);
    expect(found).toBeGreaterThan(0.6 * ceiling);
  });
});

/** Capacity in bits of the symmetric channel from its definition, starting from an uneven input. */
function blahutArimoto(p: number, q: number, K: number): number {
  let input = Array.from({ length: K }, (_, k) => (2 * (k + 1)) / (K * (K + 1)));
  let bits = 0;
  for (let i = 0; i < 5_000; i++) {
    const output = input.map((x) => p * x + q * (1 - x));
    const gains = input.map((_, k) =>
      output.reduce((sum, y, j) => sum + (j === k ? p * Math.log(p / y) : q * Math.log(q / y)), 0),
    );
    const weights = input.map((x, k) => x * Math.exp(gains[k]!));
    const total = weights.reduce((a, b) => a + b, 0);
    input = weights.map((x) => x / total);
    bits = Math.log2(total);
  }
  return bits;
}
