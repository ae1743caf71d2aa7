import { describe, expect, test } from 'vitest';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { ListCollector, midRank, rankingMetrics } from '../../../src/training/metrics.ts';
import { SMALL_CATALOGUE } from '../../support/builders.ts';

const none: ReadonlySet<number> = new Set();

describe('midRank', () => {
  test('counts those above and half of those level with the target', () => {
    // Target 3 scores 5: item 1 is above, items 2 and 4 are level, so 1 + 1 + 2/2 = 3.
    expect(midRank([99, 9, 5, 5, 5, 1], 3, none)).toBe(3);
  });

  test('never ranks padding or what the shopper has seen', () => {
    expect(midRank([99, 9, 8, 5], 3, new Set([1]))).toBe(2);
    expect(midRank([99, 9, 8, 5], 3, new Set([1, 2]))).toBe(1);
  });

  test('puts a constant score in the middle', () => {
    expect(midRank(new Float32Array(102), 50, none)).toBe(51);
  });

  test('ranks NaN last, not first', () => {
    expect(midRank([0, 3, Number.NaN, 1], 2, none)).toBe(3);
    expect(midRank([0, 3, Number.NaN, 1], 3, none)).toBe(2);
  });
});

describe('rankingMetrics', () => {
  test('are means over the tests', () => {
    // Gains: 1 / log2(2) = 1, 1 / log2(4) = 1/2, nothing beyond rank 10; reciprocals 1, 1/3, 1/12.5.
    const metrics = rankingMetrics([1, 3, 12.5, 21]);

    expect(metrics).toMatchObject({ hr10: 2 / 4, ndcg10: 1.5 / 4, hr20: 3 / 4, tests: 4 });
    expect(metrics.mrr20).toBeCloseTo((1 + 1 / 3 + 1 / 12.5) / 4, 10);
  });

  test('are 0 without tests', () => {
    expect(rankingMetrics([])).toEqual({ hr10: 0, ndcg10: 0, hr20: 0, mrr20: 0, tests: 0 });
  });
});

describe('ListCollector', () => {
  const V = SMALL_CATALOGUE.cards.length;
  const index = indexCatalogue(SMALL_CATALOGUE, {
    neighbours: new Int32Array(V + 1),
    weights: new Float32Array(V + 1),
  });

  test('covers what stands in any list', () => {
    const lists = new ListCollector(index);
    lists.add([1, 2]);
    lists.add([2, 4]);

    expect(lists.metrics().coverage10).toBe(3 / 6);
  });

  test('finds two items of one brand and category alike, and two of nothing in common not', () => {
    const diversityOf = (...items: number[]) => {
      const lists = new ListCollector(index);
      lists.add(items);
      return lists.metrics().diversity10;
    };

    expect(diversityOf(1, 2)).toBe(0);
    expect(diversityOf(1, 4)).toBe(1);
    expect(diversityOf(2, 3)).toBeGreaterThan(0);
    expect(diversityOf(2, 3)).toBeLessThan(1);
  });

  test('says nothing of lists of one item', () => {
    const lists = new ListCollector(index);
    lists.add([1]);

    expect(lists.metrics()).toEqual({ coverage10: 1 / 6, diversity10: 0 });
  });
});
