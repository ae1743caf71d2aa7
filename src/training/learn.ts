import { Checkpoint, keyOfTraining } from './checkpoint.ts';
import { quantiseRows, withCodes } from './coded/quantise_rows.ts';
import type { TestCase } from './examples.ts';
import type { Previous } from './previous.ts';
import type { TrainProgress, TrainSettings } from './train.ts';
import { type Learnt, type LoopOptions, type Trained, trainLoop } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';
import { startingOptions } from './warm_start.ts';

export interface LearnOptions {
  readonly settings: TrainSettings;
  readonly previous?: Previous | undefined;
  /** Kept up to date, and gone on from; its owner removes it and `${checkpointFile}.joint`. */
  readonly checkpointFile?: string | undefined;
  /** Tests that `validate` judges by. */
  readonly judged: readonly TestCase[];
  /** Exactly so many epochs of each round, instead of what validation stops. */
  readonly epochs?: readonly number[] | undefined;
  /** Higher is better; epochs are counted through all rounds. */
  validate(learnt: Learnt, epoch: number): Promise<number>;
  report(progress: TrainProgress): void;
}

export interface Learned {
  readonly learnt: Trained;
  /** As given, or with the codes that the items now have. */
  readonly data: TrainingData;
  /** The best epoch of each round. */
  readonly epochs: readonly number[];
  /** What earlier runs have spent on it. */
  readonly secondsBefore: number;
}

/** Share of the learning rate: where centroids begin is near where they end. */
export const JOINT_RATE = 0.4;

/**
 * Trains on the examples: one round, or where vectors are to become codes a second one, in which the centroids that the
 * vectors were quantised to are trained with all the rest.
 */
export async function learn(data: TrainingData, options: LearnOptions): Promise<Learned> {
  const { settings, previous, checkpointFile } = options;
  const first = await round(data, startingOptions(settings, data, previous), 0, options, checkpointFile);
  if (settings.codes !== 'vectors') return { ...first, data, epochs: [first.epoch] };

  const { learnt } = first;
  const started = performance.now();
  const assigned = quantiseRows(learnt.table, data.layout.V, settings);
  options.report({ stage: 'coded', seconds: (performance.now() - started) / 1000 });
  const coded = withCodes(data, assigned);
  const second = await round(
    coded,
    {
      ...settings,
      learningRate: JOINT_RATE * settings.learningRate,
      warmStart: (parameters) => {
        for (const [name, values] of learnt.weights) parameters.get(name)!.set(values);
        parameters.get('attributes')!.set(learnt.attributes);
        parameters.get('centroids')!.set(assigned.centroids);
      },
    },
    first.epoch,
    options,
    checkpointFile === undefined ? undefined : `${checkpointFile}.joint`,
  );
  return {
    learnt: second.learnt,
    data: coded,
    epochs: [first.epoch, second.epoch],
    secondsBefore: first.secondsBefore + second.secondsBefore,
  };
}

/** @param before epochs of the round before */
async function round(
  data: TrainingData,
  given: LoopOptions,
  before: number,
  { settings, previous, judged, epochs, validate, report }: LearnOptions,
  checkpointFile: string | undefined,
): Promise<{ learnt: Trained; epoch: number; secondsBefore: number }> {
  const fixed = epochs?.[before === 0 ? 0 : 1];
  const exactly = fixed === undefined ? {} : { epochs: fixed, patience: fixed };
  const key = { settings: { ...settings, ...exactly }, from: previous?.folder.manifest };
  const checkpoint =
    checkpointFile === undefined
      ? undefined
      : new Checkpoint(checkpointFile, keyOfTraining(key, data, judged));
  const resumed = await checkpoint?.load();
  if (resumed) report({ stage: 'resumed', epoch: before + resumed.epoch });
  const { learnt, epoch } = await trainLoop(
    data.examples,
    data.layout,
    { ...given, ...exactly },
    (candidate, number) => validate(candidate, before + number),
    (progress) => report({ stage: 'training', ...progress }),
    checkpoint && { resumed, save: (state) => checkpoint.save(state) },
  );
  return { learnt, epoch, secondsBefore: checkpoint?.secondsBefore ?? 0 };
}
