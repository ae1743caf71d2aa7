import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { Adam } from '../../../src/training/adam.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { ParameterAverage } from '../../../src/training/average.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assignByClusters } from '../../../src/training/coded/assign_codes.ts';
import { productQuantise } from '../../../src/training/coded/product_quantise.ts';
import { type Example, toExamples, toShopper } from '../../../src/training/examples.ts';
import { countNeighbours } from '../../../src/training/neighbours.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { layOutTable, type TableLayout } from '../../../src/training/table.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { differentiate, initialParameters, RATES } from '../../../src/training/train_loop.ts';
import { generate } from './generated.ts';

/** What one size costs. */
export interface Growth {
  readonly items: number;
  readonly interactions: number;
  /** Codes of all items: of components of all interactions and attributes, and of vectors. */
  readonly componentsSeconds: number;
  readonly vectorsSeconds: number;
  /** A step in which centroids are trained, and one in which each item has a vector. */
  readonly codesMsPerStep: number;
  readonly vectorsMsPerStep: number;
  readonly stepsPerEpoch: number;
  /** Hours that so many steps with codes take. */
  readonly hoursPerEpoch: number;
  /** Resident memory at its highest so far, catalogue and log included: before any vector, and in all. */
  readonly peakMB: number;
  readonly peakWithVectorsMB: number;
}

const SEED = 1;
/** Steps that are not timed: kernels and code are compiled in them. */
const WARM_UP = 20;
const { shape, positions } = DEFAULT_SETTINGS;
/** Positions that a sequence of ten takes. */
const WIDTH = 12;
const BATCH = Math.floor(positions / WIDTH);

/**
 * Assigns codes on the whole generated log, then trains `steps` steps as `inkling train --codes` does. Examples and the
 * neighbours that they see are of as many shoppers as these steps read: that is all a step depends on.
 */
export async function measureGrowth(V: number, steps: number): Promise<Growth> {
  const { items, sequences: given } = generate(V, SEED);
  const catalogue = buildCatalogue(items);
  const attributes = collectAttributes(catalogue.cards);
  const M = DEFAULT_SETTINGS.neighbours;
  const empty = { neighbours: new Int32Array((V + 1) * M), weights: new Float32Array((V + 1) * M) };
  const bare = indexCatalogue(catalogue, empty);
  const numbers = Int32Array.from(items, ({ id }) => bare.indexOf(id)!);
  const sequences = given.map((sequence) => sequence.map((item) => numbers[item]!));
  const ownIds = new Uint8Array(V).fill(1);

  const assigning = cpuSeconds();
  const assigned = assignByClusters({ sequences, attributes: attributes.ofItems, ownIds }, shape.D, SEED);
  const componentsSeconds = cpuSeconds() - assigning;

  const read = given.slice(0, (steps + WARM_UP) * BATCH);
  const shoppers = read.map((sequence) =>
    toShopper(
      {
        interactions: withSessions(
          Array.from(sequence, (item, i) => ({
            kind: 'view',
            itemId: items[item]!.id,
            at: (i + 1) * DAY_MS,
          })),
        ),
      },
      bare,
    ),
  );
  const counted = sequences.slice(0, read.length);
  const neighbours = countNeighbours(counted, { V, M, minShoppers: 1 });
  const index = indexCatalogue(catalogue, neighbours.table);
  const examples = toExamples(shoppers, counted, neighbours, index, { T: shape.T, repeats: false });
  const alike = examples.filter(({ input }) => input.T === examples[0]!.input.T);
  const coded = layOutTable(catalogue, attributes, ownIds, 0, assigned.codes);
  const codesMsPerStep = await timeSteps(alike, coded, steps);
  const peakMB = highestMB();

  const vectorsMsPerStep = await timeSteps(alike, layOutTable(catalogue, attributes, ownIds), steps);
  const prng = new Prng(SEED);
  const vectors = Float32Array.from({ length: V * shape.D }, () => prng.next());
  const quantising = cpuSeconds();
  productQuantise(vectors, shape.D, SEED);
  const vectorsSeconds = cpuSeconds() - quantising;
  const stepsPerEpoch = Math.ceil(V / BATCH);
  return {
    items: V,
    interactions: given.reduce((sum, sequence) => sum + sequence.length, 0),
    componentsSeconds: rounded(componentsSeconds),
    vectorsSeconds: rounded(vectorsSeconds),
    codesMsPerStep: rounded(codesMsPerStep),
    vectorsMsPerStep: rounded(vectorsMsPerStep),
    stepsPerEpoch,
    hoursPerEpoch: rounded((stepsPerEpoch * codesMsPerStep) / 3_600_000, 3),
    peakMB,
    peakWithVectorsMB: highestMB(),
  };
}

/** CPU milliseconds of a step, the median. */
async function timeSteps(examples: readonly Example[], layout: TableLayout, steps: number): Promise<number> {
  const prng = new Prng(SEED);
  const parameters = initialParameters(DEFAULT_SETTINGS, layout, prng);
  const optimiser = new Adam(DEFAULT_SETTINGS.learningRate, RATES);
  const average = new ParameterAverage();
  const times: number[] = [];
  for (let step = 0; step < steps + WARM_UP; step++) {
    const started = cpuSeconds();
    const batch = Array.from({ length: BATCH }, (_, i) => examples[(step * BATCH + i) % examples.length]!);
    const { gradients } = await differentiate(batch, parameters, layout, DEFAULT_SETTINGS, prng);
    average.follow(parameters, gradients, () => optimiser.step(parameters, gradients));
    if (step >= WARM_UP) times.push(1000 * (cpuSeconds() - started));
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** CPU time, since the machine has other work; the trainer has one thread beside the collector's. */
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const highestMB = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

const DAY_MS = 86_400_000;

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
