import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { asShipped } from '../../../src/training/as_shipped.ts';
import { Checkpoint, keyOfTraining } from '../../../src/training/checkpoint.ts';
import { fitBlend, judgeBlends } from '../../../src/training/evaluate.ts';
import { toExamples, toTestCase } from '../../../src/training/examples.ts';
import { showCount, showProgress } from '../../../src/training/progress_bar.ts';
import { EPOCH_TESTS, type TrainSettings } from '../../../src/training/train.ts';
import { trainLoop } from '../../../src/training/train_loop.ts';
import { buildTrainingData, type TrainingData } from '../../../src/training/training_data.ts';
import type { ShopperArguments } from './arguments.ts';
import { CACHE, logLook } from './cache.ts';
import { type Data, hashOf, settingsOf } from './models.ts';
import type { Output } from './output.ts';
import { type Scored, scoredOf } from './scored.ts';

/** What is trained in the model's stead: from the same log, prepared without a part, or by other settings. */
interface Variant {
  readonly settings?: Partial<TrainSettings>;
  prepare(data: Data, settings: TrainSettings): TrainingData;
}

const prepareWhole: Variant['prepare'] = ({ items, logs }, settings) =>
  buildTrainingData(items, logs, settings);

const VARIANTS: Readonly<Record<string, Variant>> = {
  'trained without attributes': {
    // One category for all: it tells nothing, and without any the trainer would make clusters of its own.
    prepare: (data, settings) =>
      prepareWhole(
        { ...data, items: data.items.map(({ id }) => ({ id, name: '-', category: ['-'] })) },
        settings,
      ),
  },
  'trained without neighbours': {
    prepare: (data, settings) => withoutNeighbours(prepareWhole(data, settings), settings),
  },
  "trained with the history's own vectors": { settings: { ownVectors: true }, prepare: prepareWhole },
};

const SEED = 1;

/** Models that never had a part, so that the others could make up for it, or had one more; kept in the cache. */
export async function retrained(
  data: Data,
  given: ShopperArguments,
  { say }: Output,
): Promise<(readonly [string, Scored])[]> {
  const done: (readonly [string, Scored])[] = [];
  for (const [name, variant] of Object.entries(VARIANTS)) {
    const settings = { ...settingsOf(data, { ...given, seed: SEED }), ...variant.settings };
    const hash = await hashOf(data, { ...settings, name });
    const path = join(CACHE, `${hash}.json`);
    if (!existsSync(path)) {
      if (!given.train) {
        say(`  no model ${name} in the cache: add --train`);
        continue;
      }
      const scored = await trainVariant(
        variant.prepare(data, settings),
        settings,
        join(CACHE, `.${hash}.checkpoint`),
      );
      await logLook({ data: data.name, model: hash, why: `bench:quality, ${name}` }, scored.row);
      await writeFile(`${path}.tmp`, JSON.stringify(scored));
      await rename(`${path}.tmp`, path);
    }
    done.push([name, JSON.parse(await readFile(path, 'utf8')) as Scored]);
  }
  return done;
}

/** As train(), without what makes a folder: learns, rounds, fits the blend on validation, ranks the tests. */
async function trainVariant(
  data: TrainingData,
  settings: TrainSettings,
  checkpointFile: string,
): Promise<Scored> {
  const { examples, layout, index, validation } = data;
  const { shape, seed } = settings;
  const show = showProgress(process.stderr);
  const started = performance.now();
  const judged = new Prng(seed).shuffle([...validation]).slice(0, EPOCH_TESTS);
  await mkdir(CACHE, { recursive: true });
  const checkpoint = new Checkpoint(checkpointFile, keyOfTraining(settings, data, judged));
  const { learnt } = await trainLoop(
    examples,
    layout,
    settings,
    async (candidate, epoch) => {
      const { ndcg10 } = await fitBlend(judged, { learnt: candidate, shape, index });
      show({ stage: 'validated', epoch, ndcg10, seconds: (performance.now() - started) / 1000 });
      return ndcg10;
    },
    (progress) => show({ stage: 'training', ...progress }),
    { resumed: await checkpoint.load(), save: (state) => checkpoint.save(state) },
  );
  const shipped = { learnt: asShipped(learnt, data, shape).rounded, shape, index };
  const { blend } = await fitBlend(validation, shipped);
  const startedAt = performance.now();
  const report = showCount(process.stderr, 'tests', data.test.length);
  const [judge] = await judgeBlends(data.test, shipped, [blend], report);
  for (const path of [checkpointFile, `${checkpointFile}.tmp`]) await rm(path, { force: true });
  return scoredOf(judge!, startedAt);
}

/** The same shoppers and items, with a neighbour table that is empty. */
function withoutNeighbours(data: TrainingData, { shape: { T }, repeats }: TrainSettings): TrainingData {
  const { catalogue, split, sequences } = data;
  const { neighbours, weights } = data.table;
  const table = {
    neighbours: new Int32Array(neighbours.length),
    weights: new Float32Array(weights.length),
  };
  const index = indexCatalogue(catalogue, table);
  const casesOf = (shoppers: TrainingData['split']['test']) =>
    shoppers.flatMap((shopper) => toTestCase(shopper, index, T) ?? []);
  return {
    ...data,
    index,
    table,
    examples: toExamples(split.train, sequences, data.neighbours, index, { T, repeats }),
    validation: casesOf(split.validation),
    test: casesOf(split.test),
  };
}
