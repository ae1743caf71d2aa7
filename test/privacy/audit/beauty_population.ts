import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '../../../src/features/steps.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { toShopper } from '../../../src/training/examples.ts';
import { readSequences } from '../../../src/training/readers.ts';
import { readIndexedModel } from '../../../src/training/release_profiles.ts';
import { type Population, populate, type Report } from './population.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SEQUENCES = join(ROOT, '../shared/data/beauty/sequences.txt');
/** Where `npm run bench:quality -- --train` keeps its models. */
const MODELS = join(ROOT, '.cache/quality');

export interface BeautyOptions {
  readonly shoppers: number;
  readonly periods: number;
  readonly seed: number;
}

/**
 * Shoppers of Amazon Beauty, where its file stands beside this folder and a model of it is in the cache;
 * undefined elsewhere. The file has an order but no times: a period is one more item, the last period has all.
 */
export async function beautyPopulation(
  { shoppers, periods, seed }: BeautyOptions,
  report: Report,
): Promise<Population | undefined> {
  const path = existsSync(SEQUENCES) ? await findModel() : undefined;
  if (path === undefined) return undefined;
  const model = await readIndexedModel(path);
  const histories: (readonly Step[])[][] = [];
  for (const log of new Prng(seed).shuffle(await readSequences(SEQUENCES))) {
    const { steps } = toShopper(log, model.index);
    if (histories.length === shoppers) break;
    if (steps.length > periods)
      histories.push(
        Array.from({ length: periods }, (_, t) => steps.slice(0, steps.length - periods + 1 + t)),
      );
  }
  const { cards } = model.folder.trained!.catalogue;
  const categories = [...new Set(cards.map((_, i) => model.index.departmentOf(i + 1)))].sort();
  const categoryOf = ({ item }: Step) => categories.indexOf(model.index.departmentOf(item));
  return populate(
    {
      name: `${histories.length} shoppers of Amazon Beauty, a model trained on them, seed ${seed}`,
      model,
      histories,
      attribute: {
        name: 'category of the last item',
        classes: categories.length,
        values: Int32Array.from(histories, (list) => categoryOf(list.at(-1)!.at(-1)!)),
      },
      seed,
    },
    report,
  );
}

/** The first model of the cache that was trained on Beauty. */
async function findModel(): Promise<string | undefined> {
  for (const name of existsSync(MODELS) ? (await readdir(MODELS)).sort() : []) {
    const card = await readFile(join(MODELS, name, 'card.md'), 'utf8').catch(() => '');
    if (/^# beauty$/m.test(card)) return join(MODELS, name);
  }
  return undefined;
}
