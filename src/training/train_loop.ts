import * as tf from '@tensorflow/tfjs-core';
import { type Batch, toBatch } from '../model/batch.ts';
import { forward } from '../model/forward.ts';
import { score } from '../model/ops.ts';
import { initialWeights, type ModelShape, structureWeights, weightEntries } from '../model/weights.ts';
import { Prng } from '../simulate/prng.ts';
import type { Example } from './examples.ts';
import { softmaxCrossEntropy } from './loss.ts';
import { sampledCrossEntropy } from './sampled_loss.ts';
import { assembleTable, type TableLayout } from './table.ts';

export interface LoopOptions {
  readonly shape: ModelShape;
  readonly seed: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of values dropped from the sequence and from each sub-layer. */
  readonly dropout: number;
  /** Share of items whose id embedding is dropped in a step. */
  readonly idDropout: number;
  /** Epochs without a better validation before the loop stops. */
  readonly patience: number;
}

/** What has been learnt, as plain arrays. */
export interface Learnt {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Entity table. [R, D] */
  readonly table: Float32Array;
}

export interface LoopProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly done: number;
  readonly total: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
}

/** Positions of one step, padding included: large enough to fill the vector units, small enough for the heap. */
const TOKENS = 1024;
const EMBEDDING_SCALE = 0.05;
const MATRIX_SCALE = 0.02;

/**
 * Trains weights and table on the examples and returns those of the best epoch. Deterministic for a
 * seed and backend: order, dropout and initial values come from one generator.
 *
 * The loss has two heads, half each: the encoder alone (u·E) and the full profile (u + mu·n)·E.
 * With the second alone u would become a residual of the neighbourhood.
 *
 * @param validate higher is better; called after each epoch
 */
export async function trainLoop(
  examples: readonly Example[],
  layout: TableLayout,
  options: LoopOptions,
  validate: (learnt: Learnt, epoch: number) => Promise<number>,
  report: (progress: LoopProgress) => void,
): Promise<Learnt> {
  const { shape, epochs, patience } = options;
  const prng = new Prng(options.seed);
  const variables = createVariables(shape, layout, prng);
  const optimiser = tf.train.adam(options.learningRate);
  let best: { score: number; epoch: number; learnt: Learnt } | undefined;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const batches = makeBatches(examples, prng);
      let sum = 0;
      for (const [i, batch] of batches.entries()) {
        sum += await trainStep(batch, variables, layout, options, optimiser, prng);
        report({ epoch, epochs, done: i + 1, total: batches.length, loss: sum / (i + 1) });
      }
      const learnt = await readLearnt(variables, layout);
      const score = await validate(learnt, epoch);
      if (!best || score > best.score) best = { score, epoch, learnt };
      else if (epoch - best.epoch >= patience) break;
    }
    return best?.learnt ?? (await readLearnt(variables, layout));
  } finally {
    optimiser.dispose();
    tf.dispose([...variables.model.values(), variables.ids, variables.attributes]);
  }
}

interface Variables {
  readonly model: ReadonlyMap<string, tf.Variable>;
  readonly ids: tf.Variable<tf.Rank.R2>; // [V, D]
  readonly attributes: tf.Variable<tf.Rank.R2>; // [A + 1, D]
}

function createVariables(shape: ModelShape, { V, A }: TableLayout, prng: Prng): Variables {
  const { D } = shape;
  const variable = (values: Float32Array, dims: readonly number[]) => {
    const source = tf.tensor(values, [...dims]);
    const made = tf.variable(source);
    source.dispose();
    return made;
  };
  const embedding = (rows: number) =>
    variable(
      Float32Array.from({ length: rows * D }, () => EMBEDDING_SCALE * prng.normal()),
      [rows, D],
    ) as tf.Variable<tf.Rank.R2>;
  const initial = initialWeights(shape, () => MATRIX_SCALE * prng.normal());
  const entries = weightEntries(shape).map(
    ({ name, shape: dims }) => [name, variable(initial.get(name)!, dims)] as const,
  );
  return { model: new Map(entries), ids: embedding(V), attributes: embedding(A + 1) };
}

/** One step of the optimiser; resolves with its loss. Leaves no tensor behind. */
async function trainStep(
  examples: readonly Example[],
  variables: Variables,
  layout: TableLayout,
  options: LoopOptions,
  optimiser: tf.Optimizer,
  prng: Prng,
): Promise<number> {
  const batch = toBatch(examples.map(({ input }) => input));
  const { positions, targets } = locateTargets(examples, batch.T);
  const cost = tf.tidy(() => {
    const loss = () => batchLoss(batch, positions, targets, variables, layout, options, prng);
    return optimiser.minimize(loss, true)!;
  });
  const [value] = await cost.data();
  tf.dispose([cost, ...Object.values(batch).filter((part) => part instanceof tf.Tensor)]);
  return value!;
}

function batchLoss(
  batch: Batch,
  positions: Int32Array,
  targets: Int32Array,
  variables: Variables,
  layout: TableLayout,
  { shape, dropout, idDropout }: LoopOptions,
  prng: Prng,
): tf.Scalar {
  const { B, T } = batch;
  const { V } = layout;
  const { D } = shape;
  const keepIds = tf.tensor2d(
    Float32Array.from({ length: V }, () => (prng.chance(idDropout) ? 0 : 1)),
    [V, 1],
  );
  const table = assembleTable(variables.ids, variables.attributes, layout, keepIds); // [R, D]
  const weights = structureWeights(variables.model, shape);
  const out = forward(weights, table, batch, shape, {
    queries: 'all',
    dropout: (x) => dropValues(x, dropout, prng),
  });
  const at = tf.tensor1d(positions, 'int32'); // [N]
  const ofPositions = (x: tf.Tensor) => tf.gather(tf.reshape(x, [B * T, D]), at) as tf.Tensor2D; // [N, D]
  const items = tf.slice(table, [1, 0], [V, D]); // [V, D]
  const cost = (x: tf.Tensor) =>
    V <= FULL_SOFTMAX_ITEMS
      ? softmaxCrossEntropy(
          score(ofPositions(x), items),
          tf.tensor1d(
            targets.map((t) => t - 1),
            'int32',
          ),
        )
      : sampledCrossEntropy(ofPositions(x), items, targets, prng);
  return tf.mul(tf.add(cost(out.shopper), cost(out.profile)), 0.5) as tf.Scalar;
}

/** Above this a softmax over all items costs more than it teaches. */
const FULL_SOFTMAX_ITEMS = 4096;

/** Inverted dropout with a mask from the seeded generator. */
function dropValues(x: tf.Tensor3D, rate: number, prng: Prng): tf.Tensor3D {
  if (rate === 0) return x;
  const kept = 1 / (1 - rate);
  const mask = Float32Array.from({ length: x.size }, () => (prng.chance(rate) ? 0 : kept));
  return tf.mul(x, tf.tensor3d(mask, x.shape));
}

/** Examples of one width together, about TOKENS positions each, in random order. */
function makeBatches(examples: readonly Example[], prng: Prng): Example[][] {
  const byWidth = new Map<number, Example[]>();
  for (const example of prng.shuffle([...examples])) {
    const group = byWidth.get(example.input.T);
    if (group) group.push(example);
    else byWidth.set(example.input.T, [example]);
  }
  const batches: Example[][] = [];
  for (const [width, group] of byWidth) {
    const size = Math.max(1, Math.floor(TOKENS / width));
    for (let i = 0; i < group.length; i += size) batches.push(group.slice(i, i + size));
  }
  return prng.shuffle(batches);
}

/** Positions that have a target, in the flat [B·T], and their targets. */
function locateTargets(
  examples: readonly Example[],
  T: number,
): { positions: Int32Array; targets: Int32Array } {
  const positions: number[] = [];
  const targets: number[] = [];
  examples.forEach((example, b) => {
    example.targets.forEach((target, t) => {
      if (target === 0) return;
      positions.push(b * T + t);
      targets.push(target);
    });
  });
  return { positions: Int32Array.from(positions), targets: Int32Array.from(targets) };
}

async function readLearnt({ model, ids, attributes }: Variables, layout: TableLayout): Promise<Learnt> {
  const table = tf.tidy(() => assembleTable(ids, attributes, layout)); // [R, D]
  const weights = new Map<string, Float32Array>();
  for (const [name, variable] of model) weights.set(name, Float32Array.from(await variable.data()));
  const values = Float32Array.from(await table.data());
  table.dispose();
  return { weights, table: values };
}
