import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Catalogue } from '../contract/catalogue.ts';
import { invalid } from '../contract/error.ts';
import { startTraining } from './backend.ts';
import { roundingCost, testEvaluationsIn, writeCard } from './card.ts';
import type { CatalogueItem } from './catalogue_model.ts';
import type { CodesOf } from './coded/assign_codes.ts';
import { cutCatalogue, DEFAULT_POOL } from './coded/cut_catalogue.ts';
import { writeCodedFolder } from './coded/write_coded_folder.ts';
import { measureColdItems } from './cold_items.ts';
import { readFeed } from './feeds/read_feed.ts';
import { Skipped } from './log/skipped.ts';
import { mergeVariants } from './merge_variants.ts';
import { readPrepared } from './prepare/read_prepared.ts';
import { readPrevious, shapeOf } from './previous.ts';
import { showProgress } from './progress_bar.ts';
import { bareItems, readInteractions, readSequences, type ShopperLog } from './readers.ts';
import type { Protocol } from './split.ts';
import { DEFAULT_SETTINGS, SESSION_SETTINGS, type TrainReport, train } from './train.ts';
import { writeModelFolder } from './write_folder.ts';

export interface TrainArguments {
  /**
   * The shop's feed: JSONL or any other format that `inkling catalogue` reads. Sessions need none: without it
   * their items are ids alone.
   */
  readonly items?: string;
  /** Interactions; read instead of sequences, which know neither kinds nor times. */
  readonly interactions?: string;
  /** The folder that `inkling prepare` made of the interactions. */
  readonly prepared?: string;
  /** Sequences, one shopper a line. */
  readonly sequences?: string;
  /** Anonymous sessions, one a line, the oldest first. */
  readonly sessions?: string;
  /** The model's folder; written at once, at the end. */
  readonly out: string;
  readonly seed?: number;
  readonly minShoppers?: number;
  readonly epochs?: number;
  readonly protocol?: Protocol;
  readonly sensitive?: readonly string[];
  /** Whether to go on where a run that was killed left its checkpoint; true by default. */
  readonly resume?: boolean;
  /** Folder of a model whose codebook is kept; training goes on from it, in its shape. */
  readonly from?: string;
  /** Also train once more with a tenth of the items hidden, and put on the card how well these are ranked. */
  readonly cold?: boolean;
  /** Of what codes are made, eight bytes an item; without it an item is a vector. */
  readonly codes?: CodesOf;
  /** With codes: items whose cards everyone gets; those of a larger catalogue come with the pages that are visited. */
  readonly pool?: number;
}

/** `inkling train`. @throws InklingError `invalid-argument` */
export async function runTrain(given: TrainArguments): Promise<TrainReport> {
  if (given.items === undefined && given.sessions === undefined)
    throw invalid('the catalogue is missing: give --items');
  if (given.pool !== undefined && !given.codes)
    throw invalid('--pool is about items with codes: give --codes, too');
  const catalogue = given.items === undefined ? undefined : await readCatalogue(given.items);
  const skipped = new Skipped();
  const { option, source, logs } = await readSource(given, skipped);
  for (const line of skipped.text) process.stderr.write(`${line}\n`);
  const items = catalogue ?? bareItems(logs);
  const defaults = option === 'sessions' ? SESSION_SETTINGS : DEFAULT_SETTINGS;
  const { seed, minShoppers, epochs, protocol, sensitive, codes } = { ...defaults, ...given };
  const previous = given.from === undefined ? undefined : await readPrevious(given.from);
  await startTraining('wasm');
  const name = basename(resolve(given.out));
  const checkpointFile = join(dirname(resolve(given.out)), `.${name}.checkpoint`);
  const checkpoints = ['', '.joint', '.refit', '.refit.joint'].map((part) => checkpointFile + part);
  if (given.resume === false) for (const file of checkpoints) await rm(file, { force: true });
  const shape = previous ? shapeOf(previous) : defaults.shape;
  const settings = { ...defaults, name, seed, minShoppers, epochs, protocol, sensitive, codes, shape };
  const show = showProgress(process.stderr);
  const report = await train(items, logs, settings, show, {
    checkpointFile,
    ...(previous ? { previous } : {}),
  });
  const cold = given.cold
    ? await measureColdItems(items, logs, settings, showProgress(process.stderr))
    : undefined;
  const command = [
    `inkling train --${option} ${basename(source)}`,
    ...(given.items === undefined ? [] : [`--items ${basename(given.items)}`]),
    `--out ${name} --seed ${seed} --min-shoppers ${minShoppers} --epochs ${epochs}`,
    ...(sensitive.length > 0 ? [`--sensitive ${sensitive.map((label) => `"${label}"`).join(' ')}`] : []),
    ...(given.from === undefined ? [] : [`--from ${basename(given.from)}`]),
    ...(given.cold ? ['--cold'] : []),
    ...(codes ? [`--codes ${codes}`] : []),
    ...(given.pool === undefined ? [] : [`--pool ${given.pool}`]),
  ].join(' ');
  const data = `Trained on ${logs.length} ${option === 'sessions' ? 'sessions' : 'shoppers'} of ${basename(source)}.`;
  const before = await readFile(join(given.out, 'card.md'), 'utf8').catch(() => ''); // the first model
  const card = writeCard(report, {
    data,
    command,
    testEvaluations: testEvaluationsIn(before, data) + (option === 'sessions' ? 0 : 1),
    ...(cold ? { cold } : {}),
  });
  const { learnt, shipped, tests } = report.quantisation;
  process.stderr.write(
    `rounding costs ${(100 * roundingCost(report.quantisation)).toFixed(2)} % of NDCG@10: ${learnt.toFixed(4)} to ${shipped.toFixed(4)}, ${tests} validation tests\n`,
  );
  const model = { ...report.model, card };
  const { pool = DEFAULT_POOL } = given;
  if (codes && model.catalogue.cards.length > pool)
    await writeCodedFolder(given.out, cutCatalogue(model, popularityOf(model.catalogue, logs), pool));
  else await writeModelFolder(given.out, model);
  for (const file of checkpoints) for (const path of [file, `${file}.tmp`]) await rm(path, { force: true });
  return report;
}

/** How often each item came up in the log. [V] */
function popularityOf({ cards }: Catalogue, logs: readonly ShopperLog[]): Float64Array {
  const indices = new Map(cards.map(({ id }, i) => [id, i]));
  const counts = new Float64Array(cards.length);
  for (const { interactions } of logs)
    for (const { itemId } of interactions) {
      const index = itemId === undefined ? undefined : indices.get(itemId);
      if (index !== undefined) counts[index]!++;
    }
  return counts;
}

interface Source {
  readonly option: 'interactions' | 'prepared' | 'sequences' | 'sessions';
  readonly source: string;
  readonly logs: readonly ShopperLog[];
}

async function readSource(
  { interactions, prepared, sequences, sessions }: TrainArguments,
  skipped: Skipped,
): Promise<Source> {
  if ([interactions, prepared, sequences, sessions].filter((source) => source !== undefined).length !== 1)
    throw invalid(
      'there is not one thing to train on: give --interactions, --prepared, --sequences or --sessions',
    );
  if (interactions !== undefined)
    return {
      option: 'interactions',
      source: interactions,
      logs: await readInteractions(interactions, skipped),
    };
  if (prepared !== undefined)
    return { option: 'prepared', source: prepared, logs: await readPrepared(prepared) };
  if (sessions !== undefined)
    return { option: 'sessions', source: sessions, logs: await readSequences(sessions, skipped) };
  return { option: 'sequences', source: sequences!, logs: await readSequences(sequences!, skipped) };
}

async function readCatalogue(file: string): Promise<readonly CatalogueItem[]> {
  const feed = await readFeed(file, { now: Date.now() });
  for (const note of feed.notes) process.stderr.write(`${file}: ${note}\n`);
  return mergeVariants(feed.entries);
}
