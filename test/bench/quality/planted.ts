import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GROUPS, type Group } from '../../../src/features/model_input.ts';
import { weightEntries } from '../../../src/model/weights.ts';
import {
  EFFECTS,
  type Effect,
  type PlantedOptions,
  plantedCatalogue,
  simulatePlanted,
} from '../../../src/simulate/planted_groups.ts';
import { asShipped } from '../../../src/training/as_shipped.ts';
import { closeGroups } from '../../../src/training/close_groups.ts';
import { fitBlend } from '../../../src/training/evaluate.ts';
import { prefixCases, toShopper } from '../../../src/training/examples.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { type ShopperLog, withSessions } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS, type TrainSettings } from '../../../src/training/train.ts';
import { trainLoop } from '../../../src/training/train_loop.ts';
import { buildTrainingData } from '../../../src/training/training_data.ts';
import { CACHE } from './cache.ts';
import type { Output } from './output.ts';
import { type GroupGain, gainOf, gainText, type Run } from './public_groups.ts';
import { shuffleGroups } from './shuffled_groups.ts';

const SEEDS = [1, 2, 3];
const TRAINED = 6_000;
/** By validation the first ones would be best, when a weak group has not been learnt yet and noise has not either. */
const EPOCHS = 12;
const TESTED = 2_000;
/** Of the tested shoppers, the same for the models of all seeds. */
const TEST_SEED = 1_000;

const settingsOf = (seed: number): TrainSettings => ({
  ...DEFAULT_SETTINGS,
  name: 'planted',
  seed,
  shape: { D: 32, T: 12, heads: 2, blocks: 1, F: 32 },
  // A small catalogue has few steps an epoch.
  learningRate: 3e-3,
  positions: 512,
  epochs: EPOCHS,
  patience: EPOCHS,
});

/** What one trained model showed, kept in the cache. */
interface Stored {
  readonly gates: readonly number[];
  readonly whole: readonly number[];
  readonly shuffled: Readonly<Record<Group, readonly number[]>>;
  readonly shares: readonly number[];
  readonly units: readonly number[];
}

/** Every group, planted at no, a small and a large effect, by models of three seeds each. */
export async function measurePlantedGroups(
  { train }: { readonly train: boolean },
  { say }: Output,
): Promise<GroupGain[]> {
  const found: GroupGain[] = [];
  const show = showCount(process.stderr, 'models', GROUPS.length * 3 * SEEDS.length);
  let done = 0;
  for (const group of GROUPS) {
    for (const effect of Object.keys(EFFECTS) as Effect[]) {
      const stored: Stored[] = [];
      for (const seed of SEEDS) {
        const one = await resultOf({ seed, count: TRAINED, group, effect }, train);
        show(++done);
        if (one) stored.push(one);
      }
      if (stored.length < SEEDS.length) {
        say(`  ${group}, ${effect}: no models in the cache, add --train`);
        continue;
      }
      const runs = stored.map(runOf);
      const planted = gainOf(group, runs, stored[0]!.units);
      found.push({ ...planted, planted: effect });
      say(`  planted: ${effect.padEnd(5)} ${gainText(planted)}`);
      const others = GROUPS.filter((other) => other !== group).map((other) =>
        gainOf(other, runs, stored[0]!.units),
      );
      say(
        `    beside it: ${others.map(({ name, gain, gate, share }) => `${name} ${gain.toFixed(4)}, gate ${gate.toFixed(3)}, ${(100 * share).toFixed(1)} %`).join('; ')}`,
      );
    }
  }
  return found;
}

async function resultOf(options: PlantedOptions, mayTrain: boolean): Promise<Stored | undefined> {
  const settings = settingsOf(options.seed);
  const tested = { ...options, seed: TEST_SEED, count: TESTED };
  const key = [
    settings,
    weightEntries(settings.shape),
    simulatePlanted({ ...options, count: 5 }),
    options,
    tested,
  ];
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const path = join(CACHE, `${hash}.planted.json`);
  if (existsSync(path)) return JSON.parse(await readFile(path, 'utf8')) as Stored;
  if (!mayTrain) return undefined;
  const result = await trainAndTest(settings, logsOf(options), logsOf(tested));
  await mkdir(CACHE, { recursive: true });
  await writeFile(`${path}.tmp`, JSON.stringify(result));
  await rename(`${path}.tmp`, path);
  return result;
}

const logsOf = (options: PlantedOptions): ShopperLog[] =>
  simulatePlanted(options).map(({ interactions, context }) => ({
    interactions: withSessions(interactions),
    context,
  }));

async function trainAndTest(
  settings: TrainSettings,
  logs: readonly ShopperLog[],
  tested: readonly ShopperLog[],
): Promise<Stored> {
  const { shape } = settings;
  const data = buildTrainingData(plantedCatalogue(), logs, settings);
  const { index } = data;
  const validation = data.split.validation.flatMap((shopper) => prefixCases(shopper, index, shape.T, true));
  const { learnt } = await trainLoop(
    data.examples,
    data.layout,
    settings,
    async (_, epoch) => epoch, // the last is the best
    () => undefined,
  );
  const closed = await closeGroups(validation, { learnt, shape, index }, settings.seed);
  const shipped = { ...learnt, ...closed.learnt };
  const judged = { learnt: asShipped(shipped, data, shape).rounded, shape, index };
  const { blend } = await fitBlend(validation, judged);
  const shoppers = tested.map((log) => toShopper(log, index));
  const cases = shoppers.map((shopper) => prefixCases(shopper, index, shape.T, true));
  const gains = await shuffleGroups(cases.flat(), judged, blend, GROUPS, settings.seed);
  return {
    gates: [...judged.learnt.weights.get('gates')!],
    whole: [...gains.whole],
    shuffled: Object.fromEntries(
      GROUPS.map((group) => [group, [...gains.shuffled[group]]]),
    ) as unknown as Stored['shuffled'],
    shares: gains.shares,
    units: cases.map(({ length }) => length),
  };
}

const runOf = ({ gates, whole, shuffled, shares }: Stored): Run => ({
  gates: Float32Array.from(gates),
  gains: {
    whole: Float64Array.from(whole),
    shuffled: Object.fromEntries(
      GROUPS.map((group) => [group, Float64Array.from(shuffled[group])]),
    ) as unknown as Run['gains']['shuffled'],
    shares,
  },
});
