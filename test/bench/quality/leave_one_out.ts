import { basename } from 'node:path';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { itemsOf, toShopper, toTestCase } from '../../../src/training/examples.ts';
import {
  itemKnnFloor,
  markovFloor,
  popularityFloor,
  sequentialRulesFloor,
} from '../../../src/training/floors.ts';
import { sessionFloor } from '../../../src/training/session_floor.ts';
import { splitShoppers } from '../../../src/training/split.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import type { ShopperArguments } from './arguments.ts';
import { cachedInverse, easeFloor, MAX_ITEMS } from './ease.ts';
import { type FloorMakers, judgeFloors } from './judge_floors.ts';
import { knockOuts, NOT_IN_THIS_LOG } from './knock_outs.ts';
import { brotliBytes, occurrencesOf, rowsOf } from './measures.ts';
import { type Data, judgeBase, judgeWhole, modelOf, readData, trainSeconds } from './models.ts';
import type { Output } from './output.ts';
import {
  advantages,
  advantageText,
  type Differences,
  differences,
  differencesText,
  METRICS,
  meanOf,
  type Row,
  type Scored,
  spread,
} from './scored.ts';
import { retrained } from './variants.ts';

/** Floors, models of several seeds, and what each part of the model is worth. */
export async function runShoppers(given: ShopperArguments, output: Output): Promise<object> {
  const { seeds, minShoppers } = given;
  const data = await readData(given.data);
  if (!data) {
    const absent = `${given.data} holds no sequences.txt and items.jsonl: nothing to measure`;
    output.say(absent);
    return { data: basename(given.data), absent };
  }
  const floors = await judgeAllFloors(data, output);
  const base = (await judgeBase(data)).row;
  const units = Object.values(floors)[0]!.ranks.map(() => 1);

  const paths: string[] = [];
  const models: Scored[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const path = await modelOf(data, { ...given, seed });
    if (path === undefined) {
      output.say(`  no model of seed ${seed} in the cache: add --train`);
      continue;
    }
    const scored = await judgeWhole(data, path);
    output.say(`  model of seed ${seed}: HR@10 ${scored.row.hr10}, NDCG@10 ${scored.row.ndcg10}`);
    paths.push(path);
    models.push(scored);
  }
  const [first] = models;
  const parts = first
    ? [...(await knockOuts(data, paths[0]!)), ...(given.ablate ? await retrained(data, given, output) : [])]
    : [];
  const ablation = parts.map(([part, scored]) => ({
    name: part,
    ...scored.row,
    loss: differences([first!], scored, ['hr10', 'ndcg10'], units),
  }));
  const above = first ? advantages(models, floors, ['hr10', 'ndcg10'], units) : undefined;
  const means = Object.fromEntries(
    METRICS.map((metric) => [metric, spread(models.map(({ row }) => row[metric]))]),
  );
  const result = {
    data: data.name,
    protocol: 'leave-one-out',
    tests: units.length,
    seeds: models.length,
    minShoppers,
    modelBytes: first ? await brotliBytes(paths[0]!) : 0,
    floors: rowsOf(floors),
    base,
    model: means,
    ...(above ? { advantages: above } : {}),
    ablation,
    ...(first ? { notInThisLog: NOT_IN_THIS_LOG } : {}),
    trainSeconds: Math.round(meanOf(await Promise.all(paths.map(trainSeconds)))),
    evaluationSeconds: Number(meanOf(models.map(({ seconds }) => seconds)).toFixed(1)),
  };
  show(result, output);
  return result;
}

async function judgeAllFloors(data: Data, output: Output): Promise<Record<string, Scored>> {
  const catalogue = buildCatalogue(data.items);
  const V = catalogue.cards.length;
  const index = indexCatalogue(catalogue, {
    neighbours: new Int32Array(V + 1),
    weights: new Float32Array(V + 1),
  });
  const shoppers = data.logs.map((log) => toShopper(log, index)).filter(({ steps }) => steps.length > 1);
  const split = splitShoppers(shoppers, 'leave-one-out', 1);
  const sequences = split.train.map(({ steps }) => itemsOf(steps));
  const cases = split.test.flatMap((shopper) => toTestCase(shopper, index, DEFAULT_SETTINGS.shape.T) ?? []);
  output.say(`${data.name}: ${cases.length} tests, full rank over ${V} items`);
  const makers: FloorMakers = {
    popularity: () => popularityFloor(occurrencesOf(sequences, V)),
    'item-kNN': () => itemKnnFloor(sequences, V),
    'Markov-1': () => markovFloor(sequences, V),
    'sequential rules': () => sequentialRulesFloor(sequences, V),
    'V-SKNN': () => sessionFloor(sequences, { V }),
    ...(V <= MAX_ITEMS ? { EASE: async () => easeFloor(await cachedInverse(sequences, V, output), V) } : {}),
  };
  if (V > MAX_ITEMS) output.say(`  EASE is left out: its inverse would fill ${(4 * V * V) / 1e9} GB`);
  return judgeFloors(data.name, makers, cases, index, output);
}

interface Shown {
  readonly seeds: number;
  readonly floors: Readonly<Record<string, Row>>;
  /** models/base, which learns nothing of the log. */
  readonly base: Row;
  readonly model: Readonly<Record<string, { readonly mean: number; readonly sd: number }>>;
  readonly advantages?: ReturnType<typeof advantages<'hr10' | 'ndcg10'>>;
  readonly ablation: readonly ({ readonly name: string; readonly loss: Differences } & Row)[];
  readonly modelBytes: number;
  readonly trainSeconds: number;
  readonly evaluationSeconds: number;
}

function show(result: Shown, output: Output): void {
  const { seeds, floors, base, model, ablation } = result;
  const column = (part: 'mean' | 'sd') =>
    Object.fromEntries(METRICS.map((metric) => [metric, model[metric]![part]])) as Row;
  const rows = {
    ...floors,
    'models/base': base,
    ...(seeds > 0 ? { model: column('mean') } : {}),
    ...(seeds > 1 ? { 'its deviation': column('sd') } : {}),
    ...Object.fromEntries(ablation.map(({ name, loss: _, ...row }) => [name, row])),
  };
  output.table(rows, METRICS);
  if (!result.advantages) return;
  output.say(
    `model: mean of ${seeds} seed(s), ${result.modelBytes} bytes as brotli, trained in ${result.trainSeconds} s, judged in ${result.evaluationSeconds} s`,
  );
  output.say(`The best floors, 95 %: ${advantageText(result.advantages)}`);
  output.say('What each part is worth, 95 %: the model of the first seed minus');
  for (const { name, loss } of ablation) output.say(`  ${name}: ${differencesText(loss)}`);
  output.say(`  not in this log: ${NOT_IN_THIS_LOG.join(', ')}`);
}
