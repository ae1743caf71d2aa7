import { describe, expect, test } from 'vitest';
import { odds } from '../../../../src/privacy/krr.ts';
import { cohortTables } from '../../../../src/receiver/estimation/cohorts.ts';
import { Disclosure, MIN_COHORT } from '../../../../src/receiver/estimation/disclosure.ts';
import {
  type CodebookCounts,
  cohortsOf,
  type Population,
  type PopulationCohorts,
} from '../../../../src/receiver/statistics.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { LONG_RUNS, RUNS } from '../../../support/surveys.ts';

const hiddenRows = (counts: readonly (readonly number[])[], from: number, to: number) =>
  [...new Disclosure(counts).hidden(from, to)].sort((a, b) => a - b);

describe('of one period', () => {
  test('nothing is hidden where every row is large', () => {
    expect(hiddenRows([[400, 300, 200, 100]], 0, 1)).toEqual([]);
  });

  test('a second row is hidden where one alone could be had by subtraction', () => {
    expect(hiddenRows([[400, 300, 20, 100]], 0, 1)).toEqual([2, 3]);
  });

  test('rows are hidden until their sum is no small cohort either', () => {
    expect(hiddenRows([[400, 300, -60, 20, 200]], 0, 1)).toEqual([2, 3, 4]);
  });

  test('everything is hidden of fewer than 50 shoppers', () => {
    expect(hiddenRows([[20, 10, 8, 6]], 0, 1)).toEqual([0, 1, 2, 3]);
  });
});

describe('of several periods', () => {
  const small = [400, 300, 30, 30];
  const large = [400, 300, 200, 200];

  test('a row that was small in one is shown with those that follow', () => {
    const counts = [small, large, large];

    expect(hiddenRows(counts, 0, 1)).toEqual([2, 3]);
    expect(hiddenRows(counts, 0, 2)).toEqual([]);
    expect(hiddenRows(counts, 2, 3)).toEqual([]);
  });

  test('it is not shown of those that follow alone: the rest would be the small one', () => {
    expect(hiddenRows([small, large], 1, 2)).toEqual([2, 3]);
  });

  test('what is settled stays as it is when a period is added', () => {
    const counts = [small, large, [10, 400, 300, 90], large];
    for (let to = 1; to <= 3; to++)
      expect(hiddenRows(counts.slice(0, 3), 0, to)).toEqual(hiddenRows(counts, 0, to));
  });
});

test('a table adds up, its suppressed rows included', () => {
  const observed = [[3_000, 500, 800, 400, 450, 610, 480, 520, 440, 390, 570, 630, 410, 580, 490, 450]];

  const [table] = cohortTables([{ odds: odds(2_000, 16), observed }], [[0, 1]]);

  const shown = table!.rows.flatMap((row) => row ?? []);
  expect(shown.length).toBeGreaterThan(0);
  expect(table!.suppressed!.cells).toBe(16 - shown.length);
  const sum = shown.reduce((all, { count }) => all + count.value, table!.suppressed!.count.value);
  expect(sum).toBeCloseTo(table!.total, 6);
});

describe('whatever is asked and put together', () => {
  const [K, T, HISTORIES] = [5, 4, RUNS / 4];

  /** Two codebooks of the same cohorts, epsilons 2 and 3; some cells are small. */
  function history(seed: number): Population {
    const prng = new Prng(seed);
    return [2_000, 3_000].map((epsilonMilli, m): CodebookCounts => {
      const { p, q } = odds(epsilonMilli, K);
      const observed = Array.from({ length: T }, () => {
        const truth = Array.from({ length: K }, () => prng.pick([10, 40, 60, 120, 500]) + prng.integer(20));
        const n = truth.reduce((sum, count) => sum + count);
        return truth.map((count) => Math.round(n * q + count * (p - q) + 8 * prng.normal()));
      });
      return {
        ...{ codebook: `${m}`, model: 'demo', epsilonMilli, K, odds: { p, q }, observed },
        ...{ rowOf: [0, 1, 2, 3, 4], names: [], embeddings: [], periods: [0, 1, 2, 3] },
      };
    });
  }

  const at = (m: number, k: number, t: number) => (m * K + k) * T + t;
  const ones = (cells: readonly number[]) => {
    const vector = new Array<number>(2 * K * T).fill(0);
    for (const cell of cells) vector[cell] = 1;
    return vector;
  };
  const RANGES = Array.from({ length: T }, (_, from) =>
    Array.from({ length: T - from }, (__, length) => [from, from + length] as const),
  ).flat();
  const span = (m: number, k: number, [from, to]: readonly [number, number]) =>
    Array.from({ length: to - from + 1 }, (_, i) => at(m, k, from + i));

  type Asked = (population: Population, m: number, k: number, range: readonly [number, number]) => boolean;
  const estimateOf = (
    population: Population,
    m: number,
    k: number,
    [from, to]: readonly [number, number],
  ) => {
    const { observed, odds: of } = population[m]!;
    return observed.slice(from, to + 1).reduce((sum, counts) => {
      const n = counts.reduce((all, count) => all + count);
      return sum + (counts[k]! - n * of.q) / (of.p - of.q);
    }, 0);
  };

  /** Small cells that follow from totals and from what is shown, of all, in [found, small, shown]. */
  function leaks(population: Population, isShown: Asked): [number, number, number] {
    const known = new Span();
    let shown = 0;
    for (let m = 0; m < 2; m++)
      for (let t = 0; t < T; t++) known.add(ones(Array.from({ length: K }, (_, k) => at(m, k, t)))); // totals are exact
    for (const range of RANGES)
      for (let k = 0; k < K; k++) {
        for (let m = 0; m < 2; m++)
          if (isShown(population, m, k, range)) {
            known.add(ones(span(m, k, range)));
            shown++;
          }
        if (isShown(population, -1, k, range)) known.add(ones([...span(0, k, range), ...span(1, k, range)]));
      }
    let [found, small] = [0, 0];
    for (const range of RANGES)
      for (let k = 0; k < K; k++)
        for (let m = 0; m < 2; m++) {
          if (estimateOf(population, m, k, range) >= MIN_COHORT) continue;
          small++;
          if (known.has(ones(span(m, k, range)))) found++;
        }
    return [found, small, shown];
  }
  const overAll = (isShown: Asked) => {
    const sums = [0, 0, 0];
    for (let seed = 1; seed <= HISTORIES; seed++)
      for (const [i, count] of leaks(history(seed), isShown).entries()) sums[i]! += count;
    return { found: sums[0]!, small: sums[1]!, shown: sums[2]! };
  };

  test('no estimate under 50 follows from what is shown', () => {
    const sums: number[] = [];
    const answers = new WeakMap<Population, Map<string, PopulationCohorts>>();
    const answer = (population: Population, [from, to]: readonly [number, number]) => {
      const known = answers.get(population) ?? new Map<string, PopulationCohorts>();
      answers.set(population, known);
      const cohorts = known.get(`${from}-${to}`) ?? cohortsOf(population, { from, to });
      known.set(`${from}-${to}`, cohorts);
      return cohorts;
    };

    const { found, small, shown } = overAll((population, m, k, range) => {
      const { codebooks, combined } = answer(population, range);
      const { rows, suppressed } = m < 0 ? combined! : codebooks[m]!.table;
      if (rows[k] && suppressed) sums.push(suppressed.count.value);
      return rows[k] !== undefined;
    });

    console.log(
      `suppression: ${HISTORIES} of ${LONG_RUNS / 4} histories, ${small} small cells, ${shown} shown, ${found} found out`,
    );
    expect(found).toBe(0);
    expect(Math.min(...sums)).toBeGreaterThanOrEqual(MIN_COHORT);
    expect(small).toBeGreaterThan(500);
    expect(shown).toBeGreaterThan(1_000);
  });

  test('hiding small cells alone would not do: the same attack finds them', () => {
    const { found } = overAll(
      (population, m, k, range) => m >= 0 && estimateOf(population, m, k, range) >= MIN_COHORT,
    );

    expect(found).toBeGreaterThan(100);
  });
});

/** All that follows from some sums: their linear span, as a reduced basis. */
class Span {
  readonly #basis: { readonly lead: number; readonly vector: number[] }[] = [];

  add(vector: readonly number[]): void {
    const rest = this.#reduce(vector);
    const lead = rest.findIndex((value) => Math.abs(value) > 1e-9);
    if (lead < 0) return;
    const scaled = rest.map((value) => value / rest[lead]!);
    for (const other of this.#basis) {
      const factor = other.vector[lead]!;
      if (factor !== 0) for (const [i, value] of scaled.entries()) other.vector[i]! -= factor * value;
    }
    this.#basis.push({ lead, vector: scaled });
  }

  has(vector: readonly number[]): boolean {
    return this.#reduce(vector).every((value) => Math.abs(value) <= 1e-9);
  }

  #reduce(vector: readonly number[]): number[] {
    const rest = [...vector];
    for (const { lead, vector: other } of this.#basis) {
      const factor = rest[lead]!;
      if (factor !== 0) for (const [i, value] of other.entries()) rest[i]! -= factor * value;
    }
    return rest;
  }
}
