import { basename } from 'node:path';
import { invalid } from '../contract/error.ts';
import { startTraining } from './backend.ts';
import { writeCard } from './card.ts';
import { readFeed } from './feeds/read_feed.ts';
import { Skipped } from './log/skipped.ts';
import { mergeVariants } from './merge_variants.ts';
import { readPrepared } from './prepare/read_prepared.ts';
import { showProgress } from './progress_bar.ts';
import { readInteractions, readSequences, type ShopperLog } from './readers.ts';
import type { Protocol } from './split.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from './train.ts';
import { writeModelFolder } from './write_folder.ts';

export interface TrainArguments {
  /** The shop's feed: JSONL or any other format that `inkling catalogue` reads. */
  readonly items: string;
  /** Interactions; read instead of sequences, which know neither kinds nor times. */
  readonly interactions?: string;
  /** The folder that `inkling prepare` made of the interactions. */
  readonly prepared?: string;
  /** Sequences, one shopper a line. */
  readonly sequences?: string;
  /** The model's folder; written at once, at the end. */
  readonly out: string;
  readonly seed?: number;
  readonly minShoppers?: number;
  readonly epochs?: number;
  readonly protocol?: Protocol;
  readonly sensitive?: readonly string[];
}

/** `inkling train`. @throws InklingError `invalid-argument` */
export async function runTrain(given: TrainArguments): Promise<TrainReport> {
  const feed = await readFeed(given.items, { now: Date.now() });
  for (const note of feed.notes) process.stderr.write(`${given.items}: ${note}\n`);
  const items = mergeVariants(feed.entries);
  const skipped = new Skipped();
  const { option, source, logs } = await readSource(given, skipped);
  for (const line of skipped.text) process.stderr.write(`${line}\n`);
  const { seed, minShoppers, epochs, protocol, sensitive } = { ...DEFAULT_SETTINGS, ...given };
  await startTraining('wasm');
  const name = basename(given.out);
  const settings = { ...DEFAULT_SETTINGS, name, seed, minShoppers, epochs, protocol, sensitive };
  const report = await train(items, logs, settings, showProgress(process.stderr));
  const command = [
    `inkling train --${option} ${basename(source)}`,
    `--items ${basename(given.items)} --out ${name} --seed ${seed} --min-shoppers ${minShoppers}`,
  ].join(' ');
  const card = writeCard(report, {
    data: `Trained on ${logs.length} shoppers of ${basename(source)}.`,
    command,
  });
  await writeModelFolder(given.out, { ...report.model, card });
  return report;
}

interface Source {
  readonly option: 'interactions' | 'prepared' | 'sequences';
  readonly source: string;
  readonly logs: readonly ShopperLog[];
}

async function readSource(
  { interactions, prepared, sequences }: TrainArguments,
  skipped: Skipped,
): Promise<Source> {
  if ([interactions, prepared, sequences].filter((source) => source !== undefined).length !== 1)
    throw invalid('there is not one thing to train on: give --interactions, --prepared or --sequences');
  if (interactions !== undefined)
    return {
      option: 'interactions',
      source: interactions,
      logs: await readInteractions(interactions, skipped),
    };
  if (prepared !== undefined)
    return { option: 'prepared', source: prepared, logs: await readPrepared(prepared) };
  return { option: 'sequences', source: sequences!, logs: await readSequences(sequences!, skipped) };
}
