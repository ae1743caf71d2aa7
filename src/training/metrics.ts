import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { likeness } from '../profile/likeness.ts';

/** Means over the tests of one protocol: where the one relevant item stands. */
export interface RankingMetrics {
  readonly hr10: number;
  readonly ndcg10: number;
  readonly hr20: number;
  readonly mrr20: number;
  /** How many tests the means are over. */
  readonly tests: number;
}

/** What the lists of ten look like, whatever the target was. */
export interface ListMetrics {
  /** Share of the catalogue that stands in anybody's ten. */
  readonly coverage10: number;
  /** 1 - how alike two items of one list are, on average: 0 when all share every attribute. */
  readonly diversity10: number;
}

/**
 * Rank of the target among all items, 1 = best. Ties count half: an optimistic rank would reward a
 * model for giving many items the same score, a pessimistic one punish it.
 *
 * @param scores  [V + 1]; index 0 is padding and never ranked. NaN counts as the lowest score.
 * @param masked  items that may not be recommended: those of the input
 */
export function midRank(scores: ArrayLike<number>, target: number, masked: ReadonlySet<number>): number {
  const own = orLowest(scores[target]!);
  let above = 0;
  let tied = 0;
  for (let item = 1; item < scores.length; item++) {
    const score = orLowest(scores[item]!);
    // Most items lie below: only the others are worth a look at the mask.
    if (score < own || item === target || masked.has(item)) continue;
    if (score > own) above++;
    else tied++;
  }
  return 1 + above + tied / 2;
}

/** HR@k, NDCG@10 (one relevant item: 1 / log2(rank + 1)) and MRR@20 of ranks. */
export function rankingMetrics(ranks: ArrayLike<number>): RankingMetrics {
  const sums = { hr10: 0, ndcg10: 0, hr20: 0, mrr20: 0 };
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i]!;
    if (rank > 20) continue;
    sums.hr20++;
    sums.mrr20 += 1 / rank;
    if (rank > 10) continue;
    sums.hr10++;
    sums.ndcg10 += 1 / Math.log2(rank + 1);
  }
  const tests = ranks.length;
  const mean = (sum: number) => (tests ? sum / tests : 0);
  return {
    hr10: mean(sums.hr10),
    ndcg10: mean(sums.ndcg10),
    hr20: mean(sums.hr20),
    mrr20: mean(sums.mrr20),
    tests,
  };
}

/** Collects lists, one at a time: a million of them need not be held at once. */
export class ListCollector {
  readonly #index: CatalogueIndex;
  readonly #shown: Uint8Array; // [V + 1]
  #difference = 0;
  #lists = 0;

  constructor(index: CatalogueIndex) {
    this.#index = index;
    this.#shown = new Uint8Array(index.V + 1);
  }

  /** @param items item indices, at most ten */
  add(items: readonly number[]): void {
    for (const item of items) this.#shown[item] = 1;
    if (items.length < 2) return;
    let alike = 0;
    for (let i = 0; i < items.length; i++)
      for (let j = i + 1; j < items.length; j++)
        alike += likeness(items[i]!, items[j]!, this.#index.attributes);
    this.#difference += 1 - alike / ((items.length * (items.length - 1)) / 2);
    this.#lists++;
  }

  metrics(): ListMetrics {
    let shown = 0;
    for (const isShown of this.#shown) shown += isShown;
    return {
      coverage10: this.#index.V ? shown / this.#index.V : 0,
      diversity10: this.#lists ? this.#difference / this.#lists : 0,
    };
  }
}

const orLowest = (score: number): number => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
