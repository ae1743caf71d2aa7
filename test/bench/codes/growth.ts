import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { Adam } from '../../../src/training/adam.ts';
import { collectAttributes } from '../../../src/training/attributes.ts';
import { ParameterAverage } from '../../../src/training/average.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { assignByClusters } from '../../../src/training/coded/assign_codes.ts';
import { toExamples, toShopper } from '../../../src/training/examples.ts';
import { countNeighbours } from '../../../src/training/neighbours.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { layOutTable } from '../../../src/training/table.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { differentiate, initialParameters } from '../../../src/training/train_loop.ts';
import { generate } from './generated.ts';

/** What one size costs. */
export interface Growth {
  readonly items: number;
  readonly interactions: number;
  /** Codes of all items from all interactions and attributes. */
  readonly assignSeconds: number;
  /** Resident memory at its highest so far, catalogue and log included. */
  readonly peakMB: number;
  readonly msPerStep: number;
  readonly secondsPer1000Steps: number;
  /** Steps that one pass over all shoppers takes, and its hours. */
  readonly stepsPerEpoch: number;
  readonly hoursPerEpoch: number;
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

  const assigning = performance.now();
  const assigned = assignByClusters({ sequences, attributes: attributes.ofItems, ownIds }, shape.D, SEED);
  const assignSeconds = (performance.now() - assigning) / 1000;

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
  const layout = layOutTable(catalogue, attributes, ownIds, 0, assigned.codes);
  const prng = new Prng(SEED);
  const parameters = initialParameters(DEFAULT_SETTINGS, layout, prng);
  parameters.get('centroids')!.set(assigned.centroids);
  const optimiser = new Adam(DEFAULT_SETTINGS.learningRate);
  const average = new ParameterAverage();
  const alike = examples.filter(({ input }) => input.T === examples[0]!.input.T);
  let timed = 0;
  for (let step = 0; step < steps + WARM_UP; step++) {
    const started = performance.now();
    const batch = Array.from({ length: BATCH }, (_, i) => alike[(step * BATCH + i) % alike.length]!);
    const { gradients } = await differentiate(batch, parameters, layout, DEFAULT_SETTINGS, prng);
    average.follow(parameters, gradients, () => optimiser.step(parameters, gradients));
    if (step >= WARM_UP) timed += performance.now() - started;
  }
  const msPerStep = timed / steps;
  const stepsPerEpoch = Math.ceil(V / BATCH);
  return {
    items: V,
    interactions: given.reduce((sum, sequence) => sum + sequence.length, 0),
    assignSeconds: rounded(assignSeconds),
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    msPerStep: rounded(msPerStep),
    secondsPer1000Steps: rounded(msPerStep),
    stepsPerEpoch,
    hoursPerEpoch: rounded((stepsPerEpoch * msPerStep) / 3_600_000, 3),
  };
}

const DAY_MS = 86_400_000;

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
