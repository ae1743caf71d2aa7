import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { type Shopper, toTestCase } from './examples.ts';
import { rulesFloor } from './floors.ts';
import { midRank, type RankingMetrics, rankingMetrics } from './metrics.ts';
import { leaveOut, type Neighbours } from './neighbours.ts';

const SAMPLE = 1_000;

/**
 * Metrics of the rules on training shoppers, each without its own transitions. Far above the test
 * shoppers' they would mean that the neighbour table tells training positions their own answers.
 *
 * @param sequences the shoppers' sequences as they were counted
 */
export function rulesOnTraining(
  shoppers: readonly Shopper[],
  sequences: readonly Int32Array[],
  neighbours: Neighbours,
  index: CatalogueIndex,
  T: number,
): RankingMetrics {
  const { table, options } = neighbours;
  const ranks = shoppers.slice(0, SAMPLE).flatMap((shopper, i) => {
    const found = toTestCase(shopper, index, T);
    if (!found) return [];
    const rules = rulesFloor(table, options.V, options.M, leaveOut(neighbours, sequences[i]!));
    return [midRank(rules(found.history), found.target, found.masked)];
  });
  return rankingMetrics(ranks);
}
