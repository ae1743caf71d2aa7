import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Prng } from '../../../src/simulate/prng.ts';
import { asShipped } from '../../../src/training/as_shipped.ts';
import { Checkpoint, keyOfTraining } from '../../../src/training/checkpoint.ts';
import { assignByBins, assignByClusters } from '../../../src/training/coded/assign_codes.ts';
import { quantiseRows, withCodes } from '../../../src/training/coded/quantise_rows.ts';
import { fitBlend, judgeBlends } from '../../../src/training/evaluate.ts';
import type { TestCase } from '../../../src/training/examples.ts';
import { JOINT_RATE } from '../../../src/training/learn.ts';
import { showCount, showProgress } from '../../../src/training/progress_bar.ts';
import { EPOCH_TESTS, type TrainSettings } from '../../../src/training/train.ts';
import { type Trained, trainLoop } from '../../../src/training/train_loop.ts';
import type { TrainingData } from '../../../src/training/training_data.ts';
import { CACHE, logLook } from '../quality/cache.ts';
import { type Scored, scoredOf } from '../quality/scored.ts';

/** What is measured: the settings, what is prepared from them, and what names both in the cache. */
export interface Subject {
  readonly name: string;
  readonly hash: string;
  readonly settings: TrainSettings;
  readonly data: TrainingData;
}

/** One model on the validation tests that chose, and on the tests. */
export interface Measured {
  readonly blend: { readonly lambda: number; readonly beta: number };
  readonly validation: Scored['row'];
  /** With the whole blend, and attention alone: the neighbour term hides what codes lose. */
  readonly whole: Scored['row'];
  readonly attention: Scored['row'];
  readonly trainSeconds: number;
}

/** How the items get their vectors. */
export type Way = 'exact' | 'quantised' | 'quantised-tuned' | 'bins' | 'clusters';
export const WAYS: Readonly<Record<Way, string>> = {
  exact: 'exact: a vector an item',
  quantised: 'its rows product-quantised',
  'quantised-tuned': 'its rows product-quantised, then trained on jointly',
  bins: 'codes by bins of the SVD, trained jointly',
  clusters: 'codes by clusters of the SVD, trained jointly',
};

/** A way's figures: from the cache, or measured now where that may be; undefined otherwise. */
export async function measure(subject: Subject, way: Way, mayTrain: boolean): Promise<Measured | undefined> {
  const path = join(CACHE, `${keyOf(subject, way)}.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as Measured;
  if (!mayTrain) return undefined;
  const { learnt, data, seconds } = await learn(subject, way);
  const measured = await judge(subject, data, learnt, way, seconds);
  await writeFile(`${path}.tmp`, JSON.stringify(measured));
  await rename(`${path}.tmp`, path);
  return measured;
}

const keyOf = ({ hash }: Subject, way: Way): string =>
  createHash('sha256').update(`${hash} ${way}`).digest('hex').slice(0, 16);

interface Made {
  readonly learnt: Trained;
  readonly data: TrainingData;
  readonly seconds: number;
}

async function learn(subject: Subject, way: Way): Promise<Made> {
  const { settings, data } = subject;
  const { D } = settings.shape;
  if (way === 'exact') return trainOn(subject, data, way);
  if (way === 'bins' || way === 'clusters') {
    const started = performance.now();
    const assign = way === 'bins' ? assignByBins : assignByClusters;
    const sources = {
      sequences: data.sequences,
      attributes: data.attributes.ofItems,
      ownIds: data.layout.ownIds,
    };
    const assigned = assign(sources, D, settings.seed);
    process.stderr.write(`${way}: codes in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return trainOn(subject, withCodes(data, assigned), way, (parameters) => {
      parameters.get('centroids')!.set(assigned.centroids);
    });
  }
  const exact = await trainOn(subject, data, 'exact');
  const assigned = quantiseRows(exact.learnt.table, data.layout.V, settings);
  const coded = withCodes(data, assigned);
  if (way === 'quantised')
    return {
      learnt: { ...exact.learnt, centroids: assigned.centroids },
      data: coded,
      seconds: exact.seconds,
    };
  const tuned = await trainOn(
    {
      ...subject,
      settings: {
        ...settings,
        learningRate: JOINT_RATE * settings.learningRate,
        epochs: Math.min(settings.epochs, JOINT_EPOCHS),
      },
    },
    coded,
    way,
    (parameters) => {
      for (const [name, values] of exact.learnt.weights) parameters.get(name)!.set(values);
      parameters.get('attributes')!.set(exact.learnt.attributes);
      parameters.get('centroids')!.set(assigned.centroids);
    },
  );
  return { ...tuned, seconds: exact.seconds + tuned.seconds };
}

/** Trains, or takes what an earlier run has left: a checkpoint of a run that came to its end is a model. */
async function trainOn(
  subject: Subject,
  data: TrainingData,
  way: Way,
  warmStart?: (parameters: ReadonlyMap<string, Float32Array>) => void,
): Promise<Made> {
  const { settings } = subject;
  const { shape, seed } = settings;
  const show = showProgress(process.stderr);
  const started = performance.now();
  const judged = new Prng(seed).shuffle([...data.validation]).slice(0, EPOCH_TESTS);
  await mkdir(CACHE, { recursive: true });
  const checkpoint = new Checkpoint(
    join(CACHE, `${keyOf(subject, way)}.checkpoint`),
    // Where a run ends says nothing of what its epochs come to.
    keyOfTraining({ settings: { ...settings, epochs: undefined }, way }, data, judged),
  );
  const resumed = await checkpoint.load();
  const { learnt } = await trainLoop(
    data.examples,
    data.layout,
    { ...settings, warmStart },
    async (candidate, epoch) => {
      const { ndcg10 } = await fitBlend(judged, { learnt: candidate, shape, index: data.index });
      show({ stage: 'validated', epoch, ndcg10, seconds: (performance.now() - started) / 1000 });
      return ndcg10;
    },
    (progress) => show({ stage: 'training', ...progress }),
    { resumed, save: (state) => checkpoint.save(state) },
  );
  return { learnt, data, seconds: checkpoint.secondsBefore + (performance.now() - started) / 1000 };
}

async function judge(
  { name, settings: { shape, seed } }: Subject,
  data: TrainingData,
  learnt: Trained,
  way: Way,
  trainSeconds: number,
): Promise<Measured> {
  const judged = { learnt: asShipped(learnt, data, shape).rounded, shape, index: data.index };
  const sample = (tests: readonly TestCase[], count: number) =>
    new Prng(seed).shuffle([...tests]).slice(0, count);
  const validation = sample(data.validation, EPOCH_TESTS);
  const test = sample(data.test, MAX_TESTS);
  const { blend } = await fitBlend(validation, judged);
  const startedAt = performance.now();
  const [onValidation] = await judgeBlends(validation, judged, [blend]);
  const report = showCount(process.stderr, 'tests', test.length);
  const [whole, attention] = await judgeBlends(test, judged, [blend, { lambda: 0, beta: 0 }], report);
  const [rowOfValidation, rowOfWhole, rowOfAttention] = [onValidation, whole, attention].map(
    (one) => scoredOf(one!, startedAt).row,
  );
  await logLook({ data: name, model: way, why: 'bench:codes' }, rowOfWhole!);
  return {
    blend,
    validation: rowOfValidation!,
    whole: rowOfWhole!,
    attention: rowOfAttention!,
    trainSeconds: Math.round(trainSeconds),
  };
}

/** Validation gains little after these. */
const JOINT_EPOCHS = 3;
/** Tests that the figures are of, a seeded sample, the same for all ways. */
const MAX_TESTS = 10_000;
