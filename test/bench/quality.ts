import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { ROOT } from '../../scripts/bundle.ts';
import { indexCatalogue } from '../../src/features/catalogue_index.ts';
import { startTraining } from '../../src/training/backend.ts';
import { writeCard } from '../../src/training/card.ts';
import { buildCatalogue } from '../../src/training/catalogue_model.ts';
import { evaluateBlends, evaluateFloor } from '../../src/training/evaluate.ts';
import { itemsOf, toShopper, toTestCase } from '../../src/training/examples.ts';
import {
  type Floor,
  itemKnnFloor,
  markovFloor,
  popularityFloor,
  sequentialRulesFloor,
} from '../../src/training/floors.ts';
import type { ListMetrics, RankingMetrics } from '../../src/training/metrics.ts';
import { showProgress } from '../../src/training/progress_bar.ts';
import { readItems, readSequences } from '../../src/training/readers.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';
import { splitShoppers } from '../../src/training/split.ts';
import { DEFAULT_SETTINGS, type TrainSettings, train } from '../../src/training/train.ts';
import { writeModelFolder } from '../../src/training/write_folder.ts';

/**
 * `npm run bench:quality`: floors and our model on the test split of one data folder (items.jsonl and
 * sequences.txt, leave-one-out), in one run. A trained model is kept under .cache/ by a hash of
 * configuration and data. Prints a table, or with --json one object; fails on nothing.
 */
const USAGE = `npm run bench:quality -- [--data DIR] [--seeds N] [--min-shoppers N] [--epochs N] [--train] [--json]
Without --train only models that are in the cache already are judged.`;
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(ROOT, '../shared/data/beauty') },
    seeds: { type: 'string', default: '1' },
    'min-shoppers': { type: 'string', default: String(DEFAULT_SETTINGS.minShoppers) },
    epochs: { type: 'string', default: String(DEFAULT_SETTINGS.epochs) },
    train: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const CACHE = join(ROOT, '.cache', 'quality');

type Metrics = RankingMetrics & ListMetrics;
const METRICS = ['hr10', 'ndcg10', 'hr20', 'mrr20', 'coverage10', 'diversity10'] as const;
type Row = Record<(typeof METRICS)[number], number>;

const say = (line: string) => void (values.json || console.log(line));

if (values.help) console.log(USAGE);
else if (existsSync(join(values.data, 'sequences.txt')) && existsSync(join(values.data, 'items.jsonl')))
  await run(values.data, Number(values.seeds));
else {
  const reason = `${values.data} holds no sequences.txt and items.jsonl: nothing to measure`;
  console.log(values.json ? JSON.stringify({ data: basename(values.data), absent: reason }) : reason);
}

async function run(data: string, seeds: number): Promise<void> {
  const [items, logs] = await Promise.all([
    readItems(join(data, 'items.jsonl')),
    readSequences(join(data, 'sequences.txt')),
  ]);
  const catalogue = buildCatalogue(items);
  const V = catalogue.cards.length;
  const index = indexCatalogue(catalogue, {
    neighbours: new Int32Array(V + 1),
    weights: new Float32Array(V + 1),
  });
  const shoppers = logs.map((log) => toShopper(log, index)).filter(({ steps }) => steps.length > 1);
  const split = splitShoppers(shoppers, 'leave-one-out', 1);
  const sequences = split.train.map(({ steps }) => itemsOf(steps));
  const cases = split.test.flatMap((shopper) => toTestCase(shopper, index, DEFAULT_SETTINGS.shape.T) ?? []);
  say(`${basename(data)}: ${cases.length} tests, full rank over ${V} items`);

  const occurrences = new Int32Array(V + 1);
  for (const sequence of sequences) for (const item of sequence) occurrences[item]!++;
  const makers: Record<string, () => Floor> = {
    popularity: () => popularityFloor(occurrences),
    'item-kNN': () => itemKnnFloor(sequences, V),
    'Markov-1': () => markovFloor(sequences, V),
    'sequential rules': () => sequentialRulesFloor(sequences, V),
  };
  const floors: Record<string, Row> = {};
  for (const [name, make] of Object.entries(makers)) {
    floors[name] = rowOf(evaluateFloor(cases, index, make()));
    say(`  ${name}: HR@10 ${floors[name].hr10.toFixed(4)}, NDCG@10 ${floors[name].ndcg10.toFixed(4)}`);
  }

  const judged: Judgement[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const found = await modelOf(data, seed, items, logs);
    if (found) judged.push(await judge(found, logs));
    else say(`  no model of seed ${seed} in the cache: add --train`);
  }
  const result = {
    data: basename(data),
    seeds: judged.length,
    minShoppers: Number(values['min-shoppers']),
    modelBytes: judged[0]?.bytes ?? 0,
    floors,
    model: Object.fromEntries(METRICS.map((name) => [name, spread(judged.map(({ model }) => model[name]))])),
    ablation: judged[0]?.ablation ?? [],
    trainSeconds: judged[0]?.seconds ?? 0,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const means = Object.fromEntries(METRICS.map((name) => [name, result.model[name]!.mean]));
    const knockedOut = result.ablation.map(({ name, ...row }) => [name, row] as const);
    console.table({
      ...floors,
      ...(judged.length > 0 ? { model: means } : {}),
      ...Object.fromEntries(knockedOut),
    });
    if (judged.length > 0)
      console.log(
        `model: mean of ${judged.length} seed(s), ${result.modelBytes} bytes as brotli, trained in ${result.trainSeconds} s`,
      );
  }
}

interface Judgement {
  readonly model: Row;
  readonly ablation: readonly ({ name: string } & Row)[];
  readonly bytes: number;
  readonly seconds: number;
}

/** The folder of a seed's model: from the cache, or trained now if asked for; undefined otherwise. */
async function modelOf(
  data: string,
  seed: number,
  items: Parameters<typeof train>[0],
  logs: Parameters<typeof train>[1],
): Promise<string | undefined> {
  const settings: TrainSettings = {
    ...DEFAULT_SETTINGS,
    name: basename(data),
    seed,
    minShoppers: Number(values['min-shoppers']),
    epochs: Number(values.epochs),
    protocol: 'leave-one-out',
  };
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const name of ['items.jsonl', 'sequences.txt']) hash.update(await readFile(join(data, name)));
  const folder = join(CACHE, hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  if (!values.train) return undefined;
  await startTraining('wasm');
  const report = await train(items, logs, settings, showProgress(process.stderr));
  const card = writeCard(report, {
    data: `Trained on ${basename(data)}.`,
    command: `npm run bench:quality -- --train --min-shoppers ${settings.minShoppers}`,
  });
  await mkdir(CACHE, { recursive: true });
  await writeModelFolder(folder, { ...report.model, card });
  await logEvaluation(folder, 'at the end of training', report.metrics.model);
  return folder;
}

/** The shipped folder on the test split, whole and with one part after the other knocked out. */
async function judge(path: string, logs: Parameters<typeof train>[1]): Promise<Judgement> {
  const { manifest, weights, trained } = await readModelFolder(path);
  const { catalogue, neighbours, entities } = trained!;
  const index = indexCatalogue(catalogue, neighbours);
  const cases = logs.flatMap((log) => toTestCase(toShopper(log, index), index, manifest.T) ?? []);
  await startTraining('wasm');
  const { lambda, beta } = manifest;
  const learnt = { weights, table: entities };
  const blends = {
    whole: { lambda, beta },
    'without neighbour score': { lambda: 0, beta },
    'without attribute similarity': { lambda, beta: 0 },
    'attention and graph alone': { lambda: 0, beta: 0 },
  };
  const rows = await evaluateBlends(cases, { learnt, shape: manifest, index }, Object.values(blends));
  const ungraphed = { weights: new Map(weights).set('mu', Float32Array.of(0)), table: entities };
  const [noGraph] = await evaluateBlends(cases, { learnt: ungraphed, shape: manifest, index }, [
    { lambda, beta },
  ]);
  await logEvaluation(path, 'bench:quality', rows[0]!);
  const names = Object.keys(blends);
  return {
    model: rowOf(rows[0]!),
    ablation: [
      ...names.slice(1).map((name, i) => ({ name, ...rowOf(rows[i + 1]!) })),
      { name: 'without neighbour vector', ...rowOf(noGraph!) },
    ],
    bytes: await brotliBytes(path),
    seconds: Number(/training time \| (\d+) s/.exec(await readFile(join(path, 'card.md'), 'utf8'))?.[1] ?? 0),
  };
}

/** Every look at the test split is kept: choices are made on validation, and this shows how often it was not alone. */
async function logEvaluation(folder: string, why: string, { hr10, ndcg10 }: Metrics): Promise<void> {
  const line = { at: new Date().toISOString(), model: basename(folder), why, hr10, ndcg10 };
  await appendFile(join(CACHE, 'test-evaluations.jsonl'), `${JSON.stringify(line)}\n`);
}

function rowOf(metrics: Metrics): Row {
  return Object.fromEntries(METRICS.map((name) => [name, Number(metrics[name].toFixed(4))])) as Row;
}

function spread(list: readonly number[]): { mean: number; sd: number } {
  const mean = list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = list.length > 1 ? Math.sqrt(squares / (list.length - 1)) : 0;
  return { mean: Number(mean.toFixed(4)), sd: Number(sd.toFixed(4)) };
}

/** Everything that a page fetches of the folder; the card is for people. */
async function brotliBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name !== 'card.md');
  const sizes = names.map(async (name) => brotliCompressSync(await readFile(join(folder, name))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
