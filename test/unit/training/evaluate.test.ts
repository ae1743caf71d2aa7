import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type CatalogueIndex, indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import {
  evaluateBlends,
  fitBlend,
  type Judged,
  judgeBlends,
  judgeFloor,
} from '../../../src/training/evaluate.ts';
import { prefixCases, type TestCase, toShopper, toTestCase } from '../../../src/training/examples.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { ITEMS } from '../../support/demo_items.ts';

const NO_BLEND = { lambda: 0, beta: 0 };
let judged: Judged;
let cases: TestCase[];

beforeAll(async () => {
  await startTraining('cpu');
  const { manifest, weights, trained } = await readModelFolder(
    join(import.meta.dirname, '../../../models/demo'),
  );
  const { catalogue, neighbours, entities } = trained!;
  const index = indexCatalogue(catalogue, neighbours);
  judged = { learnt: { weights, table: entities }, shape: manifest, index };
  // Widths 4 and 8, the wide ones in between, so that batches mix the order.
  const ids = catalogue.cards.map(({ id }) => id);
  cases = [7, 2, 6, 3].flatMap((length, i) => lastOf(ids.slice(20 * i, 20 * i + length), index));
});

test('the ranks of a model stand in the order of the tests, however these are batched', async () => {
  const [together] = await judgeBlends(cases, judged, [NO_BLEND]);

  expect(together!.ranks).toHaveLength(4);
  for (const [place, one] of cases.entries()) {
    const [alone] = await judgeBlends([one], judged, [NO_BLEND]);
    expect(alone!.ranks[0]).toBe(together!.ranks[place]);
  }
});

test('the metrics are those of the ranks', async () => {
  const [judge] = await judgeBlends(cases, judged, [NO_BLEND]);

  expect(await evaluateBlends(cases, judged, [NO_BLEND])).toEqual([judge!.metrics()]);
});

test('the ranks of a floor stand in the order of the tests', () => {
  const { V } = judged.index;
  const [first, second, , fourth] = cases.map(({ target }) => target);
  const tops = [first, second, first, fourth]; // the third test's floor misses
  let test = 0;
  const { ranks } = judgeFloor(cases, judged.index, () => {
    const scores = new Float32Array(V + 1);
    scores[tops[test++]!] = 1;
    return scores;
  });

  expect(ranks.map((rank) => rank === 1)).toEqual([true, true, false, true]);
});

test('fits the blend that is best among all of its grid', async () => {
  const steps = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];
  const grid = steps.flatMap((lambda) => steps.map((beta) => ({ lambda, beta })));
  const { index, shape } = judged;
  const shoppers = simulateShoppers({ seed: 77, count: 60, catalogue: ITEMS });
  const tests = shoppers.flatMap(({ interactions }) => {
    const shopper = toShopper({ interactions: withSessions(interactions) }, index);
    return toTestCase(shopper, index, shape.T) ?? [];
  });
  const all = await evaluateBlends(tests, judged, grid);
  const best = Math.max(...all.map(({ ndcg10 }) => ndcg10));

  const { blend, ndcg10 } = await fitBlend(tests, judged);

  expect(ndcg10).toBeCloseTo(best, 6);
  expect(blend).toEqual(grid[all.findIndex((metrics) => Math.abs(metrics.ndcg10 - best) < 1e-9)]);
  // The barrier: blends differ on these tests.
  expect(Math.min(...all.map((metrics) => metrics.ndcg10))).toBeLessThan(best);
});

/** The last item of a session of these ids, to be predicted from the others. */
function lastOf(ids: readonly string[], index: CatalogueIndex): TestCase[] {
  const interactions = withSessions(
    ids.map((itemId, i) => ({ kind: 'view', itemId, at: (i + 1) * 86_400_000 })),
  );
  return prefixCases(toShopper({ interactions }, index), index, judged.shape.T).slice(-1);
}
