import { describe, expect, test } from 'vitest';
import { type CohortTable, cohortTables, combine } from '../../../../src/receiver/estimation/cohorts.ts';
import { drift, FALSE_ALARM_RATE, type Side } from '../../../../src/receiver/estimation/drift.ts';
import { estimate } from '../../../../src/receiver/estimation/estimate.ts';
import { meanEmbedding } from '../../../../src/receiver/estimation/mean_embedding.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import {
  drawRows,
  LONG_RUNS,
  RUNS,
  type Survey,
  survey,
  surveyOf,
  unevenShares,
} from '../../../support/surveys.ts';

/*
 * By simulation: shoppers are drawn from a population, each goes through the mechanism that ships, and what the
 * receiver says is compared with what is true. Seeded. With fresh seeds, a right interval leaves the bounds below in
 * less than 1e-6 of the runs: they are 2 points, or 5 standard deviations of the count of hits where that is more
 * (it is in the short form only, where fewer than 2,500 independent intervals are pooled).
 */
const [KS, EPSILONS] = [
  [2, 4, 16, 32],
  [1_000, 2_000, 3_000, 4_000],
] as const;
console.log(`statistics by simulation: ${RUNS} of ${LONG_RUNS} runs (all with INKLING_LONG=1)`);

/** Hits and tries by pool. */
class Coverage {
  readonly #pools = new Map<string, { hits: number; tries: number; independent: number }>();

  /** @param independent how many of the tries are: shares of one survey add up to 1. */
  add(pools: readonly string[], hits: number, tries: number, independent: number): void {
    for (const name of pools) {
      const pool = this.#pools.get(name) ?? { hits: 0, tries: 0, independent: 0 };
      pool.hits += hits;
      pool.tries += tries;
      pool.independent += independent;
      this.#pools.set(name, pool);
    }
  }

  /** Prints the pools and returns those that are off. */
  misses(title: string): string[] {
    const rows = [...this.#pools].map(([name, { hits, tries, independent }]) => {
      const rate = hits / tries;
      const tolerance = Math.max(0.02, 5 * Math.sqrt((0.05 * 0.95) / independent));
      return { text: `${name} ${(100 * rate).toFixed(2)}`, isOff: Math.abs(rate - 0.95) > tolerance };
    });
    console.log(`${title}, % covered: ${rows.map(({ text }) => text).join(', ')}`);
    return rows.filter(({ isOff }) => isOff).map(({ text }) => text);
  }
}

const isWithin = (truth: number, { low, high }: { low: number; high: number }): boolean =>
  low <= truth && truth <= high;

/** A table of which nothing is hidden: what is tested is the estimate, for small rows, too. */
const tableOf = ({ n, observed, odds }: Survey): CohortTable => ({
  ...{ total: n, observed, hidden: new Set<number>() },
  rows: observed.map((count) => estimate(n, count, odds)),
});
const sideOf = (one: Survey): Side => ({ table: tableOf(one), odds: one.odds });

describe.each([100, 2_000])('of %i releases', (n) => {
  const ofCount = new Coverage();
  const ofShare = new Coverage();
  for (const K of KS)
    for (const epsilonMilli of EPSILONS) {
      const prng = new Prng(n + 100 * K + epsilonMilli);
      const shares = unevenShares(K);
      const pools = ['all', `K ${K}`, `eps ${epsilonMilli / 1000}`];
      for (let run = 0; run < RUNS; run++) {
        const one = survey(n, shares, epsilonMilli, prng);
        const rows = one.observed.map((count) => estimate(n, count, one.odds));
        const counted = rows.filter(({ count }, k) => isWithin(one.truth[k]!, count)).length;
        const shared = rows.filter(({ share }, k) => isWithin(shares[k]!, share!)).length;
        ofCount.add(pools, counted, K, K - 1);
        ofShare.add(pools, shared, K, K - 1);
      }
    }

  test('intervals of counts cover 93 to 97 of 100', () => {
    expect(ofCount.misses(`counts, n = ${n}`)).toEqual([]);
  });

  test('intervals of shares cover 93 to 97 of 100', () => {
    expect(ofShare.misses(`shares, n = ${n}`)).toEqual([]);
  });
});

describe('combined over codebooks of different epsilon', () => {
  const K = 16;
  const shares = unevenShares(K);
  const parts = [
    { n: 1_500, epsilonMilli: 1_000 },
    { n: 600, epsilonMilli: 2_000 },
    { n: 300, epsilonMilli: 4_000 },
  ];
  const [ofCount, ofShare] = [new Coverage(), new Coverage()];
  const squares = { combined: 0, best: 0, even: 0 };
  const prng = new Prng(16);
  for (let run = 0; run < RUNS; run++) {
    const surveys = parts.map(({ n, epsilonMilli }) => survey(n, shares, epsilonMilli, prng));
    const tables = surveys.map(tableOf);
    const { rows, total } = combine(
      tables,
      surveys.map(({ odds }) => odds),
    );
    const truth = shares.map((_, k) => surveys.reduce((sum, one) => sum + one.truth[k]!, 0));
    const counted = rows.filter((row, k) => isWithin(truth[k]!, row!.count)).length;
    ofCount.add(['counts'], counted, K, K - 1);
    const shared = rows.filter((row, k) => isWithin(shares[k]!, row!.share!)).length;
    ofShare.add(['shares'], shared, K, K - 1);
    for (const [k, row] of rows.entries()) {
      squares.combined += (row!.share!.value - shares[k]!) ** 2;
      squares.even += (row!.count.value / total - shares[k]!) ** 2;
      squares.best += (tables[2]!.rows[k]!.share!.value - shares[k]!) ** 2;
    }
  }

  test('intervals of counts and shares cover 93 to 97 of 100', () => {
    expect([...ofCount.misses('combined'), ...ofShare.misses('combined')]).toEqual([]);
  });

  test('shares are nearer to the truth than those of the best codebook alone, or of all releases alike', () => {
    expect(squares.combined).toBeLessThan(0.9 * squares.best);
    expect(squares.combined).toBeLessThan(0.6 * squares.even);
  });
});

describe('drift', () => {
  const alarms = { same: 0, mixed: 0, returning: 0, moved: 0, tests: 0 };
  for (const K of KS)
    for (const epsilonMilli of EPSILONS) {
      const prng = new Prng(7 * K + epsilonMilli);
      const shares = unevenShares(K);
      const moved = shares.with(0, shares[1]!).with(1, shares[0]!);
      const other = epsilonMilli === 2_000 ? 4_000 : 2_000;
      for (let run = 0; run < RUNS; run++) {
        const rows = drawRows(600, shares, prng);
        const before = sideOf(surveyOf(rows, K, epsilonMilli, prng));
        const again = (given: readonly number[], epsilon = epsilonMilli) =>
          drift(before, sideOf(survey(400, given, epsilon, prng))).isDrift;
        alarms.tests++;
        if (again(shares)) alarms.same++;
        if (again(shares, other)) alarms.mixed++;
        if (drift(before, sideOf(surveyOf(rows, K, epsilonMilli, prng))).isDrift) alarms.returning++;
        if (again(moved)) alarms.moved++;
      }
    }
  const rate = (count: number) => count / alarms.tests;
  // 3,200 tests in the short form: sd .18 points, so 5 of them are .9; in the long form .28.
  const tolerance = 5 * Math.sqrt((FALSE_ALARM_RATE * (1 - FALSE_ALARM_RATE)) / alarms.tests);

  test('is alarmed by nothing in one of a hundred comparisons', () => {
    console.log(
      `drift, % alarmed: same shares ${(100 * rate(alarms.same)).toFixed(2)}, other epsilon ${(100 * rate(alarms.mixed)).toFixed(2)}, the same shoppers ${(100 * rate(alarms.returning)).toFixed(2)}; two shares swapped ${(100 * rate(alarms.moved)).toFixed(1)}`,
    );
    for (const count of [alarms.same, alarms.mixed])
      expect(Math.abs(rate(count) - FALSE_ALARM_RATE)).toBeLessThan(tolerance);
  });

  test('is alarmed more rarely when the same shoppers come again', () => {
    expect(rate(alarms.returning)).toBeLessThan(FALSE_ALARM_RATE + tolerance);
  });

  test('is found where shares moved', () => {
    expect(rate(alarms.moved)).toBeGreaterThan(0.1);
  });
});

describe('the mean embedding', () => {
  const [K, D, n] = [16, 12, 3_000];
  const prng = new Prng(3);
  const embeddings = Array.from({ length: K }, () =>
    Int8Array.from({ length: D }, () => prng.integer(255) - 127),
  );
  const units = embeddings.map((row) => Array.from(row, (step) => step / Math.hypot(...row)));
  const shares = unevenShares(K);
  const truth = Array.from({ length: D }, (_, d) =>
    shares.reduce((sum, share, k) => sum + share * units[k]![d]!, 0),
  );
  const whole = new Coverage();
  const squares = { found: 0, told: 0 };
  let [kept, suppressedHits, suppressedTries] = [0, 0, 0];
  for (let run = 0; run < RUNS; run++) {
    const one = survey(n, shares, EPSILONS[run % 4]!, prng);
    const all = meanEmbedding(tableOf(one), one.odds, embeddings)!;
    const hits = truth.filter((value, d) => isWithin(value, { low: all.low[d]!, high: all.high[d]! })).length;
    whole.add(['dimensions'], hits, D, D / 2);
    squares.found += truth.reduce((sum, value, d) => sum + (all.mean[d]! - value) ** 2, 0);
    squares.told += all.error ** 2;
    const [table] = cohortTables([{ odds: one.odds, observed: [one.observed] }], [[0, 1]]);
    const shown = meanEmbedding(table!, one.odds, embeddings);
    if (!shown || table!.hidden.size === 0) continue;
    kept++;
    suppressedTries += D;
    suppressedHits += truth.filter((value, d) =>
      isWithin(value, { low: shown.low[d]!, high: shown.high[d]! }),
    ).length;
  }

  test('has intervals that cover 93 to 97 of 100, and the error that it tells', () => {
    console.log(`mean embedding: squared error found / told ${(squares.found / squares.told).toFixed(3)}`);
    expect(whole.misses('mean embedding')).toEqual([]);
    // The squared distance of a run varies by about its mean times sqrt(2 / 12): 5 sd of 200 runs are .15.
    expect(squares.found / squares.told).toBeGreaterThan(0.85);
    expect(squares.found / squares.told).toBeLessThan(1.15);
  });

  test('covers at least as often where rows are suppressed', () => {
    console.log(
      `mean embedding with suppressed rows: ${((100 * suppressedHits) / suppressedTries).toFixed(2)} % covered in ${kept} runs`,
    );
    expect(kept).toBeGreaterThan(RUNS / 20);
    expect(suppressedHits / suppressedTries).toBeGreaterThan(0.93);
  });
});
