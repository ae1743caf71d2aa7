/** Means over the tests of one protocol. */
export interface RankingMetrics {
  readonly hr10: number;
  readonly ndcg10: number;
  /** How many tests the means are over. */
  readonly tests: number;
}

const CUTOFF = 10;

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
    if (item === target || masked.has(item)) continue;
    const score = orLowest(scores[item]!);
    if (score > own) above++;
    else if (score === own) tied++;
  }
  return 1 + above + tied / 2;
}

/** HR@10 and NDCG@10 (one relevant item: 1 / log2(rank + 1)) of ranks. */
export function rankingMetrics(ranks: readonly number[]): RankingMetrics {
  let hits = 0;
  let gain = 0;
  for (const rank of ranks) {
    if (rank > CUTOFF) continue;
    hits++;
    gain += 1 / Math.log2(rank + 1);
  }
  const tests = ranks.length;
  return { hr10: tests ? hits / tests : 0, ndcg10: tests ? gain / tests : 0, tests };
}

const orLowest = (score: number): number => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
