import { invalid } from '../contract/error.ts';
import type { Group } from '../features/model_input.ts';
import { Prng } from '../simulate/prng.ts';
import { asShipped } from './as_shipped.ts';
import type { CatalogueItem } from './catalogue_model.ts';
import { closeGroups, closingTests, withClosed } from './close_groups.ts';
import { type CodebookReport, measureCodebook } from './codebook_report.ts';
import type { CodesOf } from './coded/assign_codes.ts';
import { evaluateBlends, evaluateFloor, fitBlend } from './evaluate.ts';
import { popularityFloor, rulesFloor } from './floors.ts';
import { rulesOnTraining } from './leakage.ts';
import { learn } from './learn.ts';
import type { ListMetrics, RankingMetrics } from './metrics.ts';
import type { Previous } from './previous.ts';
import { buildCodebook, type CodebookSettings, MIN_PROFILES } from './profile_codebook.ts';
import type { ShopperLog } from './readers.ts';
import { refit } from './refit.ts';
import { measureMoved, type RowsMoved } from './rows_moved.ts';
import type { Protocol } from './split.ts';
import { attributesOfItems } from './table_fit.ts';
import { fitTemperature, temperatureTests } from './temperature.ts';
import type { LoopProgress } from './train_loop.ts';
import { buildTrainingData, type TrainingData } from './training_data.ts';
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
  readonly repeats: boolean;
  readonly isSymmetric: boolean;
  readonly halfLife: number;
  readonly itemNorm: number;
  readonly negatives: number;
  readonly neighbours: number;
  /** Whether the history's own vectors are a part of u (forward.ts). */
  readonly ownVectors: boolean;
  /** Positions of one step: more fill the vector units better, fewer make more steps of an epoch. */
  readonly positions: number;
  /** Whether what is published learns from the held-out too, once they have served their purpose. */
  readonly refit: boolean;
  /**
   * Of what items' codes are made, SPLITS bytes an item (model/coded/codes.ts): vectors that are trained first, or
   * components of who had what and what it is. Absent: an item is a vector of its own.
   */
  readonly codes?: CodesOf | undefined;
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
  repeats: false,
  isSymmetric: false,
  halfLife: 0,
  itemNorm: 0,
  negatives: 768,
  neighbours: 16,
  ownVectors: false,
  positions: 1024,
  refit: false,
  sensitive: [],
  translation: {},
};

/**
 * For anonymous sessions: what was seen may come next, in a few clicks either item leads to the other, and what
 * people look for changes within the log, so that the newest sessions, which validate, are the last to be spared.
 * They are short: what an item leads to says more, so do the items themselves, and a step holds more of them.
 */
export const SESSION_SETTINGS: TrainSettings = {
  ...DEFAULT_SETTINGS,
  protocol: 'sessions',
  repeats: true,
  isSymmetric: true,
  halfLife: 0.5,
  itemNorm: 1.5,
  negatives: 1024,
  neighbours: 32,
  ownVectors: true,
  positions: 256,
  learningRate: 2.5e-3,
  refit: true,
};

/** Validation tests that judge an epoch. */
export const EPOCH_TESTS = 4_000;
/** Tests that fit the blend, and those that the card tells of: of more a sample, or judging takes longer than training. */
const MAX_TESTS = 25_000;

export type TrainProgress =
  /** Training shoppers whose examples are made; tests that the rounded model has ranked. */
  | { readonly stage: 'preparing' | 'judging'; readonly done: number; readonly total: number }
  /** An earlier run had finished these epochs. */
  | { readonly stage: 'resumed'; readonly epoch: number }
  /** The vectors that were trained have become codes, whose centroids are trained from here on. */
  | { readonly stage: 'coded'; readonly seconds: number }
  | ({ readonly stage: 'training' } & LoopProgress)
  | {
      readonly stage: 'validated';
      readonly epoch: number;
      readonly ndcg10: number;
      readonly seconds: number;
    }
  /** After validation, on all there is: an epoch is done; 0 = it begins. */
  | { readonly stage: 'refitted'; readonly epoch: number; readonly epochs: number; readonly seconds: number };

export interface TrainReport {
  /** Everything of the folder but its card, which is written from this report. */
  readonly model: Omit<TrainedModel, 'card'>;
  readonly settings: TrainSettings;
  /** Epochs of the model that is published, trained anew on the held-out too; absent where none was held out for it. */
  readonly refitEpochs?: number;
  readonly shoppers: { readonly train: number; readonly validation: number; readonly test: number };
  readonly steps: number;
  readonly neighbourEntries: number;
  /** Items that fewer than `minShoppers` shoppers had: their vectors are those of their attributes. */
  readonly itemsByAttributesAlone: number;
  /**
   * What rounding to the files costs: NDCG@10 with the shipped blend on the validation tests that judged
   * the epochs, of the model as learnt and as shipped.
   */
  readonly quantisation: { readonly tests: number; readonly learnt: number; readonly shipped: number };
  /** Feature groups that told nothing about the validation shoppers, and are closed. */
  readonly closedGroups: readonly Group[];
  /** On the test shoppers, after quantisation. */
  readonly metrics: {
    readonly model: RankingMetrics & ListMetrics;
    readonly attention: RankingMetrics & ListMetrics;
    readonly rules: RankingMetrics & ListMetrics;
    readonly popularity: RankingMetrics & ListMetrics;
  };
  /**
   * HR@10 of the rules on training shoppers, without their own transitions. Far above the test
   * shoppers' it would mean that the neighbour table tells training positions their own answers.
   */
  readonly rulesOnTraining: RankingMetrics;
  readonly tagging: TrainingData['tagging'];
  /** Share of the validation shoppers in each codebook row. */
  readonly rowShares: readonly number[];
  /** Only where a previous model's codebook was kept. */
  readonly rowsMoved?: RowsMoved;
  /** What its rows are worth after randomised response. */
  readonly codebookReport: CodebookReport;
  readonly seconds: number;
}

export interface TrainOptions {
  /** Kept up to date while training, and gone on from if it is of the same data and settings; its owner removes it. */
  readonly checkpointFile?: string;
  /** The model to go on from, of the settings' shape; its codebook is kept. */
  readonly previous?: Previous;
}

/**
 * Trains a model of a shop's items from its shoppers' logs. Start a backend first (`startTraining`).
 *
 * @throws InklingError `invalid-argument` when there is too little to learn from
 */
export async function train(
  items: readonly CatalogueItem[],
  logs: readonly ShopperLog[],
  settings: TrainSettings,
  report: (progress: TrainProgress) => void,
  { checkpointFile, previous }: TrainOptions = {},
): Promise<TrainReport> {
  const started = performance.now();
  const { shape, seed, minShoppers } = settings;
  if (previous && settings.codes) throw invalid('a model with codes cannot go on from a previous one');
  const prepared = buildTrainingData(items, logs, settings, (done, total) =>
    report({ stage: 'preparing', done, total }),
  );
  const { index, neighbours, split } = prepared;
  const judged = new Prng(seed).shuffle([...prepared.validation]).slice(0, EPOCH_TESTS);
  const learned = await learn(prepared, {
    settings,
    previous,
    checkpointFile,
    judged,
    report,
    validate: async (candidate, epoch) => {
      const { ndcg10 } = await fitBlend(judged, { learnt: candidate, shape, index });
      report({ stage: 'validated', epoch, ndcg10, seconds: (performance.now() - started) / 1000 });
      return ndcg10;
    },
  });
  const { learnt, data, epochs } = learned;

  const validation = sampleOf(data.validation, seed);
  const test = sampleOf(data.test, seed);
  const total =
    closingTests(judged) + validation.length + temperatureTests(validation) + 2 * judged.length + test.length;
  let done = 0;
  const ranked = () => report({ stage: 'judging', done: ++done, total });
  const closed = await closeGroups(judged, { learnt, shape, index }, seed, ranked);
  const kept = { ...learnt, ...closed.learnt };
  // Everything from here on is fitted and measured on the rounded model, as the device will have it.
  const atFirst = asShipped(kept, data, shape);
  const measured = { learnt: atFirst.rounded, shape, index };
  const { blend } = await fitBlend(validation, measured, ranked);
  const temperature = await fitTemperature(validation, measured, blend, ranked);
  const [unrounded] = await evaluateBlends(judged, { learnt: kept, shape, index }, [blend], ranked);
  const [afterwards] = await evaluateBlends(judged, measured, [blend], ranked);
  const [model, attention] = await evaluateBlends(test, measured, [blend, { lambda: 0, beta: 0 }], ranked);

  const refitFile = checkpointFile === undefined ? undefined : `${checkpointFile}.refit`;
  const published = settings.refit
    ? await refit(items, logs, settings, { epochs, checkpointFile: refitFile, previous }, report)
    : { data, learnt: kept, secondsBefore: 0 };
  const {
    rounded: final,
    entities,
    codes,
  } = settings.refit
    ? asShipped(
        { ...published.learnt, ...withClosed(published.learnt, closed.groups) },
        published.data,
        shape,
      )
    : atFirst;
  const shipped = { learnt: final, shape, index: published.data.index };
  // A small shop's tenth is too few for K rows; training shoppers then stand in.
  const { tagging } = published.data;
  const pool = split.validation.length < MIN_PROFILES ? split.train : split.validation;
  const { codebook, rowShares, ...moves } = previous
    ? { codebook: previous.folder.codebook, ...(await measureMoved(pool, previous, shipped)) }
    : await buildCodebook(pool, final, shipped.index, settings);
  return {
    model: {
      name: settings.name,
      shape,
      weights: final.weights,
      entities,
      neighbours: published.data.table,
      M: settings.neighbours,
      catalogue: published.data.catalogue,
      codebook,
      ...(previous ? { codebookText: previous.codebookText } : {}),
      blend,
      temperature,
      repeats: settings.repeats,
      minShoppers,
      seed,
      attributes: {
        names: published.data.attributes.names,
        embeddings: attributesOfItems(published).subarray(shape.D),
      },
      ...(codes ? { codes } : {}),
      ...(tagging.tagger ? { tagger: tagging.tagger } : {}),
    },
    settings,
    tagging,
    ...(settings.refit ? { refitEpochs: epochs.reduce((sum, each) => sum + each) } : {}),
    shoppers: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    steps: published.data.sequences.reduce((sum, sequence) => sum + sequence.length, 0),
    neighbourEntries: published.data.table.neighbours.filter((item) => item !== 0).length,
    itemsByAttributesAlone: published.data.layout.ownIds.filter((isOwn) => isOwn === 0).length,
    closedGroups: closed.groups,
    quantisation: { tests: judged.length, learnt: unrounded!.ndcg10, shipped: afterwards!.ndcg10 },
    metrics: {
      model: model!,
      attention: attention!,
      rules: evaluateFloor(test, index, rulesFloor(data.table, index.V, settings.neighbours)),
      popularity: evaluateFloor(test, index, popularityFloor(neighbours.occurrences)),
    },
    rulesOnTraining: rulesOnTraining(split.train, data.sequences, neighbours, index, shape.T),
    rowShares,
    ...('moved' in moves ? { rowsMoved: moves } : {}),
    codebookReport: await measureCodebook(split.test, shipped, codebook, {
      occurrences: neighbours.occurrences,
      seed,
    }),
    seconds: learned.secondsBefore + published.secondsBefore + (performance.now() - started) / 1000,
  };
}

const sampleOf = <Test>(tests: readonly Test[], seed: number): readonly Test[] =>
  tests.length <= MAX_TESTS ? tests : new Prng(seed).shuffle([...tests]).slice(0, MAX_TESTS);
