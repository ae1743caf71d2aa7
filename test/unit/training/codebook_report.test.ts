import { beforeAll, describe, expect, test } from 'vitest';
import type { Codebook } from '../../../src/contract/codebook.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { initialWeights } from '../../../src/model/weights.ts';
import { odds } from '../../../src/privacy/krr.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { COHORT_SHOPPERS, measureCodebook, simulateCohorts } from '../../../src/training/codebook_report.ts';
import { toShopper } from '../../../src/training/examples.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { START } from '../../support/builders.ts';

/** Four groups of fifteen items, each along an axis of its own; D = 4. */
const GROUPS = 4;
const SIZE = 15;
const D = 4;
const V = GROUPS * SIZE;
const catalogue = {
  brands: [],
  tags: [],
  cards: Array.from({ length: V }, (_, i) => ({
    id: `i${i}`,
    name: 'Thing',
    brandIndex: -1,
    tagIndices: [],
    aliases: [],
    inStock: true,
  })),
};
const index = indexCatalogue(catalogue, {
  neighbours: new Int32Array(V + 1),
  weights: new Float32Array(V + 1),
});
const table = new Float32Array((V + 1) * D);
for (let item = 1; item <= V; item++) table[item * D + Math.floor((item - 1) / SIZE)] = 1;

const codebook: Codebook = {
  K: GROUPS + 1,
  D,
  rows: Array.from({ length: GROUPS + 1 }, (_, k) => ({
    name: { en: `Row ${k}` },
    embedding: Int8Array.from({ length: D }, (_, d) => (k === 0 ? 60 : d === k - 1 ? 120 : 0)),
  })),
};

/** Ten of each group, each having seen six of its items, of which the last tests. */
const logs = Array.from({ length: 10 * GROUPS }, (_, s) => ({
  interactions: withSessions(
    [0, 1, 2, 3, 4, 5].map((i) => ({
      kind: 'view',
      itemId: `i${(s % GROUPS) * SIZE + i}`,
      at: START + i * 60_000,
    })),
  ),
}));

describe('measureCodebook', () => {
  beforeAll(() => startTraining('cpu'));

  test('tells what the true row would be worth, and what is left of it at each epsilon', async () => {
    const shape = { D, T: 8, heads: 1, blocks: 1, F: 2 };
    const judged = { learnt: { weights: initialWeights(shape, () => 0), table }, shape, index };
    // Item 60, of the last group, is the most popular; all others occur once.
    const occurrences = new Float32Array(V + 1).fill(1);
    occurrences[V] = 9;
    const shoppers = logs.map((log) => toShopper(log, index));
    const report = await measureCodebook(shoppers, judged, codebook, { occurrences, seed: 1 });

    // The history leaves ten of the group: the target ties with nine, rank 1 + 9 / 2 = 5.5, always in the
    // ten. Under another group's row its own lies with 40 others behind 15: never.
    expect(report.tests).toBe(40);
    expect(report.trueList.hr10).toBe(1);
    expect(report.trueList.ndcg10).toBeCloseTo(1 / Math.log2(6.5), 9);
    expect(report.popularity).toEqual({ hr10: 0, ndcg10: 0 });
    expect(report.trueCosine).toBeGreaterThan(0.9);
    expect(report.utilities.map(({ epsilonMilli }) => epsilonMilli)).toEqual([1000, 2000, 4000]);
    for (const { epsilonMilli, accuracy, list, cosine } of report.utilities) {
      const { p, q } = odds(epsilonMilli, codebook.K);
      expect(accuracy).toBe(p);
      expect(list.hr10).toBeCloseTo(p, 9);
      expect(list.ndcg10).toBeCloseTo(p / Math.log2(6.5), 9);
      // The profile is (c, s, s, s) up to order, c^2 + 3 s^2 = 1, s < 0 as the last norm takes the mean
      // off; the other groups' rows have the cosine s to it, "undecided" (all equal) has (c + 3 s) / 2.
      const c = report.trueCosine;
      const s = -Math.sqrt((1 - c * c) / 3);
      expect(cosine).toBeCloseTo(p * c + q * (3 * s + (c + 3 * s) / 2), 4);
    }
  });
});

describe('simulateCohorts', () => {
  const K = 16;
  const truth = Array.from({ length: 160 }, (_, i) => i % K);

  test('releases the true row as often as the closed form says', () => {
    // n = 200,000 draws; tolerance 5.5 standard deviations, two-sided: false alarm 4e-8 for each of three.
    for (const epsilonMilli of [1000, 2000, 4000]) {
      const { p } = odds(epsilonMilli, K);
      const { accuracy } = simulateCohorts(truth, { K, epsilonMilli, seed: 3 });
      const sd = Math.sqrt((p * (1 - p)) / (20 * COHORT_SHOPPERS));
      expect(Math.abs(accuracy - p)).toBeLessThan(5.5 * sd);
    }
  });

  test('errs in the shares as much as the mechanism must', () => {
    // Of n shoppers m_k have row k; n_k is Binomial(m_k, p) + Binomial(n - m_k, q), so its estimate has the
    // variance (m_k p (1 - p) + (n - m_k) q (1 - q)) / (n (p - q))^2, and a normal one the mean |error|
    // sqrt(2 / pi) sd. Means of 320 errors that hardly depend on each other, each with a sd of .76 of its
    // mean: 5.5 standard errors are .23 of the mean (false alarm 4e-8 for each of three).
    for (const epsilonMilli of [1000, 2000, 4000]) {
      const { p, q } = odds(epsilonMilli, K);
      const variance = (p * (1 - p)) / K + (1 - 1 / K) * q * (1 - q);
      const wanted = Math.sqrt(2 / Math.PI) * Math.sqrt(variance / COHORT_SHOPPERS) * (1 / (p - q));
      const { shareError } = simulateCohorts(truth, { K, epsilonMilli, seed: 4 });
      expect(shareError / wanted).toBeGreaterThan(0.77);
      expect(shareError / wanted).toBeLessThan(1.23);
    }
  });

  test('is the same for the same seed, and nothing without shoppers', () => {
    const options = { K, epsilonMilli: 2000, seed: 5 };

    expect(simulateCohorts(truth, options)).toEqual(simulateCohorts(truth, options));
    expect(simulateCohorts([], options)).toEqual({ accuracy: 0, shareError: 0 });
  });
});
