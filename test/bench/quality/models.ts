import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';
import { type CatalogueIndex, indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { indexLexicon, tablesOfSeenItems } from '../../../src/features/hashed_text.ts';
import { weightEntries } from '../../../src/model/weights.ts';
import type { Blend } from '../../../src/profile/rank.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { writeCard } from '../../../src/training/card.ts';
import type { CatalogueItem } from '../../../src/training/catalogue_model.ts';
import { type Judged, judgeBlends } from '../../../src/training/evaluate.ts';
import { type TestCase, toShopper, toTestCase } from '../../../src/training/examples.ts';
import { showCount, showProgress } from '../../../src/training/progress_bar.ts';
import { readItems, readSequences, type ShopperLog } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { DEFAULT_SETTINGS, type TrainSettings, train } from '../../../src/training/train.ts';
import { writeModelFolder } from '../../../src/training/write_folder.ts';
import type { ShopperArguments } from './arguments.ts';
import { CACHE, logLook, looksAt } from './cache.ts';
import { rowOf, type Scored, scoredOf } from './scored.ts';

/** One data folder, read. */
export interface Data {
  readonly name: string;
  readonly folder: string;
  readonly items: readonly CatalogueItem[];
  readonly logs: readonly ShopperLog[];
}

/** Reads a data folder and starts the backend; undefined where a file is absent. */
export async function readData(folder: string): Promise<Data | undefined> {
  const [sequences, items] = ['sequences.txt', 'items.jsonl'].map((name) => join(folder, name));
  if (![sequences, items].every((file) => existsSync(file!))) return undefined;
  await startTraining('wasm');
  return {
    name: basename(folder),
    folder,
    logs: await readSequences(sequences!),
    items: await readItems(items!),
  };
}

export type ModelArguments = Pick<ShopperArguments, 'minShoppers' | 'epochs' | 'train'> & { seed: number };

/** The folder of a seed's model: from the cache, or trained now if asked for; undefined otherwise. */
export async function modelOf(data: Data, given: ModelArguments): Promise<string | undefined> {
  const settings = settingsOf(data, given);
  const hash = await hashOf(data, settings);
  const folder = join(CACHE, hash);
  if (existsSync(folder)) return folder;
  if (!given.train) return undefined;
  await mkdir(CACHE, { recursive: true });
  const checkpointFile = join(CACHE, `.${hash}.checkpoint`);
  const report = await train(data.items, data.logs, settings, showProgress(process.stderr), {
    checkpointFile,
  });
  await logLook({ data: data.name, model: hash, why: 'at the end of training' }, rowOf(report.metrics.model));
  const card = writeCard(report, {
    data: `Trained on ${data.name}.`,
    command: `npm run bench:quality -- --train --min-shoppers ${settings.minShoppers}`,
    testEvaluations: await looksAt(data.name),
  });
  await writeModelFolder(folder, { ...report.model, card });
  for (const path of [checkpointFile, `${checkpointFile}.tmp`]) await rm(path, { force: true });
  return folder;
}

export const settingsOf = ({ name }: Data, { seed, minShoppers, epochs }: ModelArguments): TrainSettings => ({
  ...DEFAULT_SETTINGS,
  name,
  seed,
  minShoppers,
  epochs,
  protocol: 'leave-one-out',
});

/** Names what is trained: configuration, the weights that there are, and the bytes of the data. */
export async function hashOf({ folder }: Data, settings: TrainSettings): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([settings, weightEntries(settings.shape)]));
  for (const name of ['items.jsonl', 'sequences.txt']) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** The shipped folder on the test split. */
export async function judgeWhole(data: Data, path: string): Promise<Scored> {
  const { manifest, weights, trained } = await readModelFolder(path);
  const { catalogue, neighbours, entities } = trained!;
  const index = indexCatalogue(catalogue, neighbours);
  const scored = await judgeOn(
    data,
    { learnt: { weights, table: entities }, shape: manifest, index },
    manifest,
  );
  await logLook({ data: data.name, model: basename(path), why: 'bench:quality' }, scored.row);
  return scored;
}

async function judgeOn(data: Data, judged: Judged, blend: Blend): Promise<Scored> {
  const cases = casesOf(data, judged.index, judged.shape.T);
  const startedAt = performance.now();
  const report = showCount(process.stderr, 'tests', cases.length);
  const [judge] = await judgeBlends(cases, judged, [blend], report);
  return scoredOf(judge!, startedAt);
}

const BASE = join(ROOT, 'models', 'base');

/** models/base on the same tests: it has learnt nothing of these items or shoppers, and knows words and categories. */
export async function judgeBase(data: Data): Promise<Scored> {
  const { manifest, weights, lexicon, codebook } = await readModelFolder(BASE);
  const seen = data.items.map((item) => ({ ...item, seenAt: 0 }));
  const { catalogue, entities } = tablesOfSeenItems(
    seen,
    manifest.D,
    lexicon && indexLexicon(lexicon, codebook),
  );
  const size = (catalogue.cards.length + 1) * manifest.neighbours;
  const index = indexCatalogue(catalogue, {
    neighbours: new Int32Array(size),
    weights: new Float32Array(size),
  });
  return judgeOn(data, { learnt: { weights, table: entities }, shape: manifest, index }, manifest);
}

/** The test of every shopper who has one, in the order of the log. */
export const casesOf = ({ logs }: Data, index: CatalogueIndex, T: number): TestCase[] =>
  logs.flatMap((log) => toTestCase(toShopper(log, index), index, T) ?? []);

/** As its card says. */
export async function trainSeconds(folder: string): Promise<number> {
  return Number(/training time \| (\d+) s/.exec(await readFile(join(folder, 'card.md'), 'utf8'))?.[1] ?? 0);
}
