import type { Item } from '../contract/item.ts';
import { decodeEntities, encodeEntities } from '../model/folder.ts';
import { attendAll, evaluateBlend, evaluateFloor, fitBlend } from './evaluate.ts';
import type { TestCase } from './examples.ts';
import { popularityFloor, rulesFloor } from './floors.ts';
import { rulesOnTraining } from './leakage.ts';
import type { RankingMetrics } from './metrics.ts';
import { buildCodebook, type CodebookSettings, MIN_PROFILES } from './profile_codebook.ts';
import type { ShopperLog } from './readers.ts';
import type { Protocol } from './split.ts';
import { fillEmptyRows } from './table.ts';
import { type Learnt, type LoopProgress, trainLoop } from './train_loop.ts';
import { buildTrainingData, NEIGHBOURS } from './training_data.ts';
import type { TrainedModel } from './write_folder.ts';

export interface TrainSettings extends CodebookSettings {
  readonly name: string;
  readonly minShoppers: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly idDropout: number;
  readonly patience: number;
  readonly protocol: Protocol;
}

export const DEFAULT_SETTINGS: TrainSettings = {
  name: 'model',
  seed: 1,
  minShoppers: 5,
  shape: { D: 64, T: 50, heads: 2, blocks: 1, F: 64 },
  epochs: 20,
  learningRate: 1e-3,
  dropout: 0.3,
  idDropout: 0.15,
  patience: 2,
  protocol: 'held-out-shoppers',
  sensitive: [],
  translation: {},
};

export type TrainProgress =
  | ({ readonly stage: 'training' } & LoopProgress)
  | {
      readonly stage: 'validated';
      readonly epoch: number;
      readonly ndcg10: number;
      readonly seconds: number;
    };

export interface TrainReport {
  /** Everything of the folder but its card, which is written from this report. */
  readonly model: Omit<TrainedModel, 'card'>;
  readonly settings: TrainSettings;
  readonly shoppers: { readonly train: number; readonly validation: number; readonly test: number };
  readonly steps: number;
  readonly neighbourEntries: number;
  /** On the test shoppers, after quantisation. */
  readonly metrics: {
    readonly model: RankingMetrics;
    readonly attention: RankingMetrics;
    readonly rules: RankingMetrics;
    readonly popularity: RankingMetrics;
  };
  /**
   * HR@10 of the rules on training shoppers, without their own transitions. Far above the test
   * shoppers' it would mean that the neighbour table tells training positions their own answers.
   */
  readonly rulesOnTraining: RankingMetrics;
  /** Share of the validation shoppers in each codebook row. */
  readonly rowShares: readonly number[];
  readonly seconds: number;
}

/**
 * Trains a model of a shop's items from its shoppers' logs. Start a backend first (`startTraining`).
 * @throws InklingError `invalid-argument` when there is too little to learn from
 */
export async function train(
  items: readonly Item[],
  logs: readonly ShopperLog[],
  settings: TrainSettings,
  report: (progress: TrainProgress) => void,
): Promise<TrainReport> {
  const started = performance.now();
  const { shape, seed, minShoppers } = settings;
  const data = buildTrainingData(items, logs, settings);
  const { catalogue, index, layout, neighbours, split } = data;
  const attend = (cases: readonly TestCase[], learnt: Learnt) =>
    attendAll(
      cases.map(({ input }) => input),
      learnt,
      index.V,
      shape,
    );

  const learnt = await trainLoop(
    data.examples,
    layout,
    settings,
    async (candidate, epoch) => {
      const { ndcg10 } = fitBlend(data.validation, await attend(data.validation, candidate), index).metrics;
      report({ stage: 'validated', epoch, ndcg10, seconds: (performance.now() - started) / 1000 });
      return ndcg10;
    },
    (progress) => report({ stage: 'training', ...progress }),
  );

  fillEmptyRows(learnt.table, catalogue, shape.D);
  const entities = encodeEntities(learnt.table, layout.R, shape.D);
  // Everything from here on is fitted and measured on the rounded table, as the device will have it.
  const final: Learnt = { weights: learnt.weights, table: decodeEntities(entities, layout.R, shape.D) };
  const { blend } = fitBlend(data.validation, await attend(data.validation, final), index);
  const attended = await attend(data.test, final);

  // A small shop's tenth is too few for K rows; training shoppers then stand in.
  const pool = split.validation.length < MIN_PROFILES ? split.train : split.validation;
  const { codebook, rowShares } = await buildCodebook(pool, final, index, settings);
  return {
    model: {
      name: settings.name,
      shape,
      weights: final.weights,
      entities,
      neighbours: data.table,
      M: NEIGHBOURS,
      catalogue,
      codebook,
      blend,
      minShoppers,
      seed,
    },
    settings,
    shoppers: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    steps: data.sequences.reduce((sum, sequence) => sum + sequence.length, 0),
    neighbourEntries: data.table.neighbours.filter((item) => item !== 0).length,
    metrics: {
      model: evaluateBlend(data.test, attended, index, blend),
      attention: evaluateBlend(data.test, attended, index, { lambda: 0, beta: 0 }),
      rules: evaluateFloor(data.test, rulesFloor(data.table, index.V, NEIGHBOURS)),
      popularity: evaluateFloor(data.test, popularityFloor(neighbours.occurrences)),
    },
    rulesOnTraining: rulesOnTraining(split.train, data.sequences, neighbours, index, shape.T),
    rowShares,
    seconds: (performance.now() - started) / 1000,
  };
}
