import type { CatalogueItem } from './catalogue_model.ts';
import { Checkpoint, keyOfTraining } from './checkpoint.ts';
import type { Previous } from './previous.ts';
import type { ShopperLog } from './readers.ts';
import type { TrainProgress, TrainSettings } from './train.ts';
import { type Trained, trainLoop } from './train_loop.ts';
import { buildTrainingData, type TrainingData } from './training_data.ts';
import { startingOptions } from './warm_start.ts';

export interface RefitOptions {
  /** As many as were best on validation. */
  readonly epochs: number;
  /** Kept up to date, and gone on from; its owner removes it. */
  readonly checkpointFile?: string | undefined;
  readonly previous?: Previous | undefined;
}

export interface Refitted {
  readonly data: TrainingData;
  readonly learnt: Trained;
  /** What earlier runs have spent on it. */
  readonly secondsBefore: number;
}

/**
 * Trains once more, from the beginning, on the held-out too: what is published has then learnt from the newest
 * behaviour, and nothing is left by which to judge it. The epochs are those that validation chose.
 */
export async function refit(
  items: readonly CatalogueItem[],
  logs: readonly ShopperLog[],
  settings: TrainSettings,
  { epochs, checkpointFile, previous }: RefitOptions,
  report: (progress: TrainProgress) => void,
): Promise<Refitted> {
  const started = performance.now();
  const data = buildTrainingData(items, logs, { ...settings, holdsOut: false }, (done, total) =>
    report({ stage: 'preparing', done, total }),
  );
  const options = { ...settings, epochs, patience: epochs };
  const checkpoint =
    checkpointFile === undefined
      ? undefined
      : new Checkpoint(
          checkpointFile,
          keyOfTraining({ settings: options, from: previous?.folder.manifest }, data, []),
        );
  const resumed = await checkpoint?.load();
  const tell = (epoch: number) =>
    report({ stage: 'refitted', epoch, epochs, seconds: (performance.now() - started) / 1000 });
  tell(resumed?.epoch ?? 0);
  const { learnt } = await trainLoop(
    data.examples,
    data.layout,
    startingOptions(options, data, previous),
    async (_candidate, epoch) => {
      tell(epoch);
      return epoch; // the last is the best
    },
    (progress) => report({ stage: 'training', ...progress }),
    checkpoint && { resumed, save: (state) => checkpoint.save(state) },
  );
  return { data, learnt, secondsBefore: checkpoint?.secondsBefore ?? 0 };
}
