import { basename } from 'node:path';
import { invalid } from '../contract/error.ts';
import { startTraining } from './backend.ts';
import { writeCard } from './card.ts';
import { showProgress } from './progress_bar.ts';
import { readInteractions, readItems, readSequences } from './readers.ts';
import type { Protocol } from './split.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from './train.ts';
import { writeModelFolder } from './write_folder.ts';

export interface TrainArguments {
  /** Items, JSONL. */
  readonly items: string;
  /** Interactions, JSONL; read instead of sequences, which know neither kinds nor times. */
  readonly interactions?: string;
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
  const source = given.interactions ?? given.sequences;
  if (source === undefined) throw invalid('there is nothing to train on: give --sequences or --interactions');
  const items = await readItems(given.items);
  const logs = given.interactions ? await readInteractions(source) : await readSequences(source);
  const { seed, minShoppers, epochs, protocol, sensitive } = { ...DEFAULT_SETTINGS, ...given };
  await startTraining('wasm');
  const name = basename(given.out);
  const settings = { ...DEFAULT_SETTINGS, name, seed, minShoppers, epochs, protocol, sensitive };
  const report = await train(items, logs, settings, showProgress(process.stderr));
  const command = [
    `inkling train --${given.interactions ? 'interactions' : 'sequences'} ${basename(source)}`,
    `--items ${basename(given.items)} --out ${name} --seed ${seed} --min-shoppers ${minShoppers}`,
  ].join(' ');
  const card = writeCard(report, {
    data: `Trained on ${logs.length} shoppers of ${basename(source)}.`,
    command,
  });
  await writeModelFolder(given.out, { ...report.model, card });
  return report;
}
