import type { Judge } from '../../../src/training/evaluate.ts';
import { rankingMetrics } from '../../../src/training/metrics.ts';
import { type Interval, pairedInterval } from './bootstrap.ts';

export const METRICS = ['hr10', 'ndcg10', 'hr20', 'mrr20', 'coverage10', 'diversity10'] as const;
export type Row = Record<(typeof METRICS)[number], number>;

/** Metrics that each test has a share in: what intervals are made of. */
export type RankMetric = 'hr10' | 'ndcg10' | 'hr20' | 'mrr20';

/** How one floor or model does on the tests. */
export interface Scored {
  readonly row: Row;
  /** Rank of each test's target, in the order of the tests. */
  readonly ranks: readonly number[];
  readonly seconds: number;
}

export type Differences = Partial<Record<RankMetric, Interval>>;

/** @param startedAt of `performance.now()` */
export function scoredOf(judge: Judge, startedAt: number): Scored {
  const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
  return { row: rowOf(judge.metrics()), ranks: judge.ranks, seconds };
}

export const rowOf = (metrics: Row): Row =>
  Object.fromEntries(METRICS.map((name) => [name, rounded(metrics[name])])) as Row;

export function spread(list: readonly number[]): { mean: number; sd: number } {
  const mean = meanOf(list);
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = list.length > 1 ? Math.sqrt(squares / (list.length - 1)) : 0;
  return { mean: rounded(mean), sd: rounded(sd) };
}

export const meanOf = (list: readonly number[]): number =>
  list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);

/**
 * Ours minus theirs, with 95 % intervals over the tests. Of several seeds the mean gain of each test counts.
 *
 * @param units tests of each shopper or session, in order
 */
export function differences(
  ours: readonly Scored[],
  theirs: Scored,
  metrics: readonly RankMetric[],
  units: readonly number[],
): Differences {
  return Object.fromEntries(
    metrics.map((metric) => {
      const perSeed = ours.map(({ ranks }) => gainsOf(ranks, metric));
      const gains = perSeed[0]!.map((_, test) => meanOf(perSeed.map((list) => list[test]!)));
      const { mean, low, high } = pairedInterval(gains, gainsOf(theirs.ranks, metric), units);
      return [metric, { mean: rounded(mean), low: rounded(low), high: rounded(high) }];
    }),
  );
}

/** A model above the floors: in each metric above the floor that is best in it. */
export interface Advantage {
  readonly floor: string;
  readonly difference: Interval;
}

export function advantages<Metric extends RankMetric>(
  ours: readonly Scored[],
  floors: Readonly<Record<string, Scored>>,
  metrics: readonly Metric[],
  units: readonly number[],
): Record<Metric, Advantage> {
  const entries = metrics.map((metric) => {
    const floor = bestOf(floors, metric);
    return [metric, { floor, difference: differences(ours, floors[floor]!, [metric], units)[metric]! }];
  });
  return Object.fromEntries(entries) as Record<Metric, Advantage>;
}

/** "HR@10 +0.0231 [0.0190, 0.0272] against sequential rules" of each. */
export const advantageText = (of: Partial<Record<RankMetric, Advantage>>): string =>
  Object.entries(of)
    .map(([metric, { floor, difference }]) => `${differencesText({ [metric]: difference })} against ${floor}`)
    .join('; ');

/** "HR@10 +0.0231 [0.0190, 0.0272]" of each. */
export const differencesText = (of: Differences): string =>
  Object.entries(of)
    .map(
      ([metric, { mean, low, high }]) =>
        `${LABELS[metric as RankMetric]} ${mean < 0 ? '' : '+'}${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`,
    )
    .join(', ');

/** The one with the highest value. */
const bestOf = (list: Readonly<Record<string, Scored>>, metric: RankMetric): string =>
  Object.keys(list).reduce((best, name) => (list[name]!.row[metric] > list[best]!.row[metric] ? name : best));

const LABELS: Record<RankMetric, string> = {
  hr10: 'HR@10',
  ndcg10: 'NDCG@10',
  hr20: 'HR@20',
  mrr20: 'MRR@20',
};

const gainsOf = (ranks: readonly number[], metric: RankMetric): number[] =>
  ranks.map((rank) => rankingMetrics([rank])[metric]);

const rounded = (value: number): number => Number(value.toFixed(4));
