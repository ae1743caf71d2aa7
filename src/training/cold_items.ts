import { invalid } from '../contract/error.ts';
import type { Item } from '../contract/item.ts';
import { indexCatalogue } from '../features/catalogue_index.ts';
import { decodeEntities } from '../model/folder.ts';
import { type Blend, blendScores } from '../profile/rank.ts';
import { Prng } from '../simulate/prng.ts';
import { collectAttributes } from './attributes.ts';
import { carryOver } from './carry_over.ts';
import { buildCatalogue } from './catalogue_model.ts';
import type { ListQuality } from './codebook_report.ts';
import { attendEach, type Judged } from './evaluate.ts';
import { type TestCase, toShopper, toTestCase } from './examples.ts';
import { midRank, rankingMetrics } from './metrics.ts';
import type { ShopperLog } from './readers.ts';
import { assembleTable, fillEmptyRows, layOutTable } from './table.ts';
import { fitAttributes } from './table_fit.ts';
import { type TrainProgress, type TrainReport, type TrainSettings, train } from './train.ts';

/** How well items are ranked that nobody had yet, among each other. */
export interface ColdItems {
  /** Items that were hidden from training. */
  readonly hidden: number;
  /** Shoppers whose test item is one of them. */
  readonly tests: number;
  /** Vector and common attributes, as the model blends them. */
  readonly model: ListQuality;
  /** The vectors alone. */
  readonly vectors: ListQuality;
  /** What both have in common alone, without any vector. */
  readonly attributes: ListQuality;
  /** What chance reaches, in closed form. */
  readonly random: ListQuality;
}

const HIDDEN = 0.1;

/**
 * Hides a tenth of the items from everything, trains without them and ranks them, for the shoppers whose
 * last new item is one of them, among themselves.
 *
 * Hidden means hidden: the items are taken out of the catalogue, so they are no negatives either, and out of
 * all logs, so they are in no count and no neighbour list. Their vectors are sums of
 * attributes that are fitted to the finished table, as for an item that joins a shipped model. A history may
 * hold other hidden items, as it would on the device.
 *
 * Chance: of n items that may come one by one, HR@10 is 10 / n, NDCG@10 the sum of 1 / log2(r + 1) over
 * r = 1..10, / n.
 *
 * @throws InklingError `invalid-argument` when there is too little to learn from, or no shopper to test
 */
export async function measureColdItems(
  items: readonly Item[],
  logs: readonly ShopperLog[],
  settings: TrainSettings,
  report: (progress: TrainProgress) => void,
): Promise<ColdItems> {
  const ids = buildCatalogue(items).cards.map(({ id }) => id);
  const shuffled = new Prng(settings.seed).shuffle([...ids]);
  const hidden = new Set(shuffled.slice(0, Math.round(HIDDEN * ids.length)));
  const testers = logs.filter(({ interactions }) =>
    interactions.some(({ itemId }) => itemId !== undefined && hidden.has(itemId)),
  );
  if (testers.length === 0)
    throw invalid(`none of ${logs.length} shoppers has a hidden item to be tested on`);
  const visible = items.filter(({ id }) => !hidden.has(id));
  const without = logs.map(({ interactions }) => ({
    interactions: interactions.filter(({ itemId }) => itemId === undefined || !hidden.has(itemId)),
  }));
  const trained = await train(visible, without, settings, report);
  const judged = addItems(trained.model, items);
  const { index } = judged;
  const cold = [...hidden].map((id) => index.indexOf(id)!);
  const isCold = new Set(cold);
  const cases = testers
    .flatMap((log) => toTestCase(toShopper(log, index), index, settings.shape.T) ?? [])
    .filter(({ target }) => isCold.has(target));
  return {
    hidden: cold.length,
    tests: cases.length,
    ...(await rankCold(cases, cold, judged, trained.model.blend)),
  };
}

/**
 * A trained model with more items in its catalogue, their vectors from their attributes alone.
 * @param items the model's own and the new ones
 */
export function addItems(
  model: Pick<TrainReport['model'], 'catalogue' | 'neighbours' | 'M' | 'entities' | 'weights' | 'shape'>,
  items: readonly Item[],
): Judged {
  const { catalogue: was, neighbours, M, shape } = model;
  const { D } = shape;
  const old = indexCatalogue(was, neighbours);
  const catalogue = buildCatalogue(items);
  const V = catalogue.cards.length;
  const joined = { neighbours: new Int32Array((V + 1) * M), weights: new Float32Array((V + 1) * M) };
  const { indexOf } = indexCatalogue(catalogue, joined);
  was.cards.forEach(({ id }, i) => {
    const to = indexOf(id)! * M;
    for (let m = 0; m < M; m++) {
      const neighbour = neighbours.neighbours[(i + 1) * M + m]!;
      if (neighbour === 0) break;
      joined.neighbours[to + m] = indexOf(was.cards[neighbour - 1]!.id)!;
      joined.weights[to + m] = neighbours.weights[(i + 1) * M + m]!;
    }
  });
  const index = indexCatalogue(catalogue, joined);
  const rows = 1 + was.cards.length + was.brands.length + was.tags.length;
  const carried = carryOver(decodeEntities(model.entities, rows, D), D, old, index);
  const layout = layOutTable(catalogue, collectAttributes(catalogue.cards), new Uint8Array(V));
  const attributes = fitAttributes(carried.table, carried.isKnown, layout);
  const table = assembleTable({ ids: new Float32Array(V * D), attributes }, layout);
  carried.isKnown.forEach((isKnown, row) => {
    if (isKnown) table.set(carried.table.subarray(row * D, (row + 1) * D), row * D);
  });
  fillEmptyRows(table, catalogue, D);
  return { learnt: { weights: model.weights, table }, shape, index };
}

/** Ranks of the targets among the hidden items that the history does not hold. */
async function rankCold(
  cases: readonly TestCase[],
  cold: readonly number[],
  { learnt, shape, index }: Judged,
  blend: Blend,
): Promise<Pick<ColdItems, 'model' | 'vectors' | 'attributes' | 'random'>> {
  const ranks = { model: [] as number[], vectors: [] as number[], attributes: [] as number[] };
  const chance = { hr10: 0, ndcg10: 0 };
  const silence = new Float32Array(index.V + 1);
  await attendEach(cases, learnt, index.V, shape, (attended, input, place) => {
    const { target, masked } = cases[place]!;
    const open = cold.filter((item) => !masked.has(item));
    const rankBy = (scores: Float32Array) =>
      midRank([0, ...open.map((item) => scores[item]!)], open.indexOf(target) + 1, new Set());
    ranks.model.push(rankBy(blendScores(attended, input, index, blend)));
    ranks.vectors.push(rankBy(attended.scores));
    const silent = { history: attended.history, scores: silence };
    ranks.attributes.push(rankBy(blendScores(silent, input, index, { lambda: 0, beta: 1 })));
    for (let rank = 1; rank <= Math.min(10, open.length); rank++) {
      chance.hr10 += 1 / open.length / cases.length;
      chance.ndcg10 += 1 / Math.log2(rank + 1) / open.length / cases.length;
    }
  });
  return {
    model: quality(ranks.model),
    vectors: quality(ranks.vectors),
    attributes: quality(ranks.attributes),
    random: chance,
  };
}

function quality(ranks: readonly number[]): ListQuality {
  const { hr10, ndcg10 } = rankingMetrics(ranks);
  return { hr10, ndcg10 };
}
