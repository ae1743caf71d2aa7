import type { CatalogueItem } from './catalogue_model.ts';
import { type Learned, learn } from './learn.ts';
import type { Previous } from './previous.ts';
import type { ShopperLog } from './readers.ts';
import type { TrainProgress, TrainSettings } from './train.ts';
import { buildTrainingData } from './training_data.ts';

export interface RefitOptions {
  /** Of each round as many as were best on validation. */
  readonly epochs: readonly number[];
  /** Kept up to date, and gone on from; its owner removes it. */
  readonly checkpointFile?: string | undefined;
  readonly previous?: Previous | undefined;
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
): Promise<Learned> {
  const started = performance.now();
  const data = buildTrainingData(items, logs, { ...settings, holdsOut: false }, (done, total) =>
    report({ stage: 'preparing', done, total }),
  );
  const total = epochs.reduce((sum, each) => sum + each);
  const tell = (epoch: number) =>
    report({
      stage: 'refitted',
      epoch,
      epochs: total,
      seconds: (performance.now() - started) / 1000,
    });
  tell(0);
  return learn(data, {
    settings,
    previous,
    checkpointFile,
    judged: [],
    epochs,
    validate: async (_candidate, epoch) => {
      tell(epoch);
      return epoch; // the last is the best
    },
    report,
  });
}
