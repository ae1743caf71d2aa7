import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';
import type { CatalogueItem } from '../../../src/training/catalogue_model.ts';
import { bareItems, readItems, readSequences, type ShopperLog } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS, SESSION_SETTINGS, type TrainSettings } from '../../../src/training/train.ts';
import { buildTrainingData } from '../../../src/training/training_data.ts';
import type { Subject } from './quality.ts';

export type Common = Pick<TrainSettings, 'minShoppers' | 'epochs' | 'seed'>;

/** Public data of shoppers, leave-one-out; undefined where they are absent. */
export async function readShoppers(
  folder: string = join(ROOT, '../shared/data/beauty'),
  common: Common,
): Promise<Subject | undefined> {
  const [items, sequences] = ['items.jsonl', 'sequences.txt'].map((name) => join(folder, name));
  if (!existsSync(items!) || !existsSync(sequences!)) return undefined;
  const settings = {
    ...DEFAULT_SETTINGS,
    ...common,
    name: basename(folder),
    protocol: 'leave-one-out' as const,
  };
  return subjectOf(await readItems(items!), await readSequences(sequences!), settings, [items!, sequences!]);
}

/** Sessions, the newest `last` of them (0 = all), of which the newest tenth tests; undefined where they are absent. */
export async function readSessions(file: string, last: number, common: Common): Promise<Subject | undefined> {
  if (!existsSync(file)) return undefined;
  const all = await readSequences(file);
  const logs = last > 0 ? all.slice(-last) : all;
  const settings = {
    ...SESSION_SETTINGS,
    ...common,
    name: `${basename(dirname(resolve(file)))}, ${logs.length} sessions`,
  };
  return subjectOf(bareItems(logs), logs, settings, [file]);
}

async function subjectOf(
  items: readonly CatalogueItem[],
  logs: readonly ShopperLog[],
  settings: TrainSettings,
  files: readonly string[],
): Promise<Subject> {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const file of files) hash.update(await readFile(file));
  const data = buildTrainingData(items, logs, settings);
  return { name: settings.name, hash: hash.digest('hex'), settings, data };
}
