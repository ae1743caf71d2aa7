import * as tf from '@tensorflow/tfjs-core';
import { type Batch, toBatch } from '../model/batch.ts';
import { CENTROIDS } from '../model/coded/codes.ts';
import { forward } from '../model/forward.ts';
import { initialWeights, type ModelShape, structureWeights, weightEntries } from '../model/weights.ts';
import { Prng } from '../simulate/prng.ts';
import { activeRows, embeddingGradients, gatherEmbeddings, renumber } from './active_rows.ts';
import { Adam, type Gradient, type Rates } from './adam.ts';
import { ParameterAverage } from './average.ts';
import type { LoopState } from './checkpoint.ts';
import type { Example } from './examples.ts';
import { type Candidates, drawCandidates, twoHeadLoss } from './sampled_loss.ts';
import { assembleTable, spreadGradient, type TableLayout } from './table.ts';

/** What one step needs to know. */
export interface StepOptions {
  readonly shape: ModelShape;
  /** Share of values dropped from the sequence and from each sub-layer. */
  readonly dropout: number;
  /** Share of items whose id embedding is dropped in a step. */
  readonly idDropout: number;
  /** Items drawn beside the batch's own targets, where the catalogue is too large to rank whole. */
  readonly negatives: number;
  /** Whether what a shopper has seen may come next. */
  readonly repeats: boolean;
  /** Whether the history's own vectors are a part of u; otherwise nu stays as it is. */
  readonly ownVectors: boolean;
}

export interface LoopOptions extends StepOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Positions of one step, padding included. */
  readonly positions: number;
  /** Epochs without a better validation before the loop stops. */
  readonly patience: number;
  /** Sets the initial values, in place, to where a previous model ended. */
  readonly warmStart?: ((parameters: Parameters) => void) | undefined;
}

/** What has been learnt, as plain arrays. */
export interface Learnt {
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Entity table. [R, D] */
  readonly table: Float32Array;
}

/** With the attribute embeddings, of which items that come later are made. */
export interface Trained extends Learnt {
  readonly attributes: Float32Array; // [A + 1, D]; row 0 is never used
  readonly centroids?: Float32Array; // [SPLITS, CENTROIDS, D / SPLITS], where items have codes
}

export interface LoopProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly done: number;
  readonly total: number;
  /** Mean loss of the epoch so far. */
  readonly loss: number;
}

const EMBEDDING_SCALE = 0.05;
const MATRIX_SCALE = 0.02;
/**
 * An item's vector is the sum of an embedding of its own and of some ten of its attributes, so that a step moves it by
 * as many times the learning rate. Centroids stand alone. With eight times, though, canary.test.ts found a lone shopper's
 * steps among the nearest vectors; with four they tell no more than vectors of their own do.
 */
export const RATES: Rates = { centroids: 4 };
/** Where nu begins, if it is learnt: about what it ends at. */
const OWN_WEIGHT = 4;

/**
 * Trains weights and table on the examples and returns their moving average as it was at the best epoch, with
 * that epoch's number.
 * Deterministic for a seed and backend: order, dropout and initial values come from one generator.
 *
 * The loss has two heads, half each: the encoder alone (u·E) and the full profile (u + mu·n)·E.
 * With the second alone u would become a residual of the neighbourhood.
 *
 * @param validate   higher is better; called after each epoch
 * @param checkpoint what an earlier run of the same options and examples left, and where this one leaves it
 */
export async function trainLoop(
  examples: readonly Example[],
  layout: TableLayout,
  options: LoopOptions,
  validate: (learnt: Learnt, epoch: number) => Promise<number>,
  report: (progress: LoopProgress) => void,
  checkpoint?: { readonly resumed: LoopState | undefined; save(state: LoopState): Promise<void> },
): Promise<{ readonly learnt: Trained; readonly epoch: number }> {
  const { epochs, patience } = options;
  const prng = new Prng(options.seed);
  const resumed = checkpoint?.resumed;
  const parameters = resumed?.parameters ?? initialParameters(options, layout, prng);
  if (!resumed) options.warmStart?.(parameters);
  const optimiser = new Adam(options.learningRate, RATES);
  const average = new ParameterAverage();
  if (resumed) {
    prng.state = resumed.prng;
    optimiser.state = resumed.optimiser;
    average.restore(resumed.average);
  }
  let best: LoopState['best'] | undefined = resumed?.best;
  const isDone = (epoch: number) => epoch >= epochs || (best && epoch - best.epoch >= patience);
  for (let epoch = 1 + (resumed?.epoch ?? 0); !isDone(epoch - 1); epoch++) {
    const batches = makeBatches(examples, options.positions, prng);
    let sum = 0;
    for (const [i, batch] of batches.entries()) {
      const { loss, gradients } = await differentiate(batch, parameters, layout, options, prng);
      average.follow(parameters, gradients, () => optimiser.step(parameters, gradients));
      sum += loss;
      report({ epoch, epochs, done: i + 1, total: batches.length, loss: sum / (i + 1) });
    }
    const learnt = copyLearnt(average.values(parameters), layout);
    const score = await validate(learnt, epoch);
    if (!best || score > best.score) best = { score, epoch, learnt };
    const { state } = prng;
    await checkpoint?.save({
      epoch,
      prng: state,
      parameters,
      optimiser: optimiser.state,
      average: average.state(parameters),
      best,
    });
  }
  return best!;
}

/** Every trained array by name: those of the model, `ids` [V, D] or, with codes, `centroids`, and `attributes` [A + 1, D]. */
export type Parameters = ReadonlyMap<string, Float32Array>;

export function initialParameters(
  { shape, ownVectors }: Pick<StepOptions, 'shape' | 'ownVectors'>,
  { V, A, codes }: TableLayout,
  prng: Prng,
): Parameters {
  const embedding = (rows: number) => {
    const values = new Float32Array(rows * shape.D);
    for (let i = 0; i < values.length; i++) values[i] = EMBEDDING_SCALE * prng.normal();
    return values;
  };
  const initial = initialWeights(shape, () => MATRIX_SCALE * prng.normal());
  if (ownVectors) initial.set('nu', Float32Array.of(OWN_WEIGHT));
  const items = codes ? (['centroids', embedding(CENTROIDS)] as const) : (['ids', embedding(V)] as const);
  return new Map([...initial, items, ['attributes', embedding(A + 1)]]);
}

/**
 * Loss of a batch and its gradient for every parameter. Leaves no tensor behind.
 *
 * The tape holds the model alone. The entity table enters as a leaf: what it is made of, and the
 * optimiser, are plain loops over arrays.
 */
export async function differentiate(
  examples: readonly Example[],
  parameters: Parameters,
  layout: TableLayout,
  { shape, dropout, idDropout, negatives, repeats, ownVectors }: StepOptions,
  prng: Prng,
): Promise<{ loss: number; gradients: Map<string, Gradient> }> {
  const { V } = layout;
  const entries = weightEntries(shape);
  // Without ids there is nothing to drop, and no step has to walk the whole catalogue.
  const kept = layout.codes
    ? layout.ownIds
    : layout.ownIds.map((isOwn) => (prng.chance(idDropout) ? 0 : isOwn));
  const inputs = examples.map(({ input }) => input);
  const located = locateTargets(examples, inputs[0]!.T);
  const drawn = drawCandidates(located.targets, located.owners, { V, negatives, repeats }, prng);
  const active = activeRows(inputs, drawn.items, layout);
  const candidates = { ...drawn, items: drawn.items.map(active.placeOf) };
  const keepIds = Uint8Array.from({ length: active.layout.V }, (_, i) => kept[active.rows[i + 1]! - 1]!);
  const embeddings = gatherEmbeddings(parameters, active, shape.D);
  const lengths = new Float32Array(active.layout.V + 1);
  const assembled = assembleTable(embeddings, active.layout, keepIds, lengths);
  const batch = toBatch(inputs.map((input) => renumber(input, active)));
  const leaves = [
    tf.tensor2d(assembled, [active.layout.R, shape.D]), // [r, D]
    ...entries.map(({ name, shape: dims }) => tf.tensor(parameters.get(name)!, [...dims])),
  ];
  const { value, grads } = tf.valueAndGrads((...given: tf.Tensor[]) => {
    const [table, ...tensors] = given as [tf.Tensor2D, ...tf.Tensor[]];
    const weights = new Map(entries.map(({ name }, i) => [name, tensors[i]!]));
    const drop = (x: tf.Tensor3D) => dropValues(x, dropout, prng);
    return batchLoss(batch, located.positions, candidates, table, weights, shape, drop);
  })(leaves);
  const [values, ofTable, ...ofWeights] = await Promise.all([value, ...grads].map((each) => each.data()));
  tf.dispose([
    value,
    ...grads,
    ...leaves,
    ...Object.values(batch).filter((part) => part instanceof tf.Tensor),
  ]);
  const ofRows = ofTable as Float32Array;
  const spread = spreadGradient(ofRows, active.layout, keepIds, assembled, lengths);
  return {
    loss: values![0]!,
    gradients: new Map<string, Gradient>([
      ...entries
        .map(({ name }, i) => [name, ofWeights[i]!] as const)
        .filter(([name]) => ownVectors || name !== 'nu'),
      ...embeddingGradients(spread, active),
    ]),
  };
}

function batchLoss(
  batch: Batch,
  positions: Int32Array,
  candidates: Candidates,
  table: tf.Tensor2D,
  weights: ReadonlyMap<string, tf.Tensor>,
  shape: ModelShape,
  dropout: (x: tf.Tensor3D) => tf.Tensor3D,
): tf.Scalar {
  const { B, T } = batch;
  const structured = structureWeights(weights, shape);
  const out = forward(structured, table, batch, shape, { queries: 'all', dropout });
  const at = tf.tensor1d(positions, 'int32'); // [N]
  const ofPositions = (x: tf.Tensor) => tf.gather(tf.reshape(x, [B * T, shape.D]), at) as tf.Tensor2D; // [N, D]
  return twoHeadLoss([ofPositions(out.shopper), ofPositions(out.profile)], table, candidates);
}

/** Inverted dropout with a mask from the seeded generator. */
function dropValues(x: tf.Tensor3D, rate: number, prng: Prng): tf.Tensor3D {
  if (rate === 0) return x;
  const kept = 1 / (1 - rate);
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i++) mask[i] = prng.chance(rate) ? 0 : kept;
  return tf.mul(x, tf.tensor3d(mask, x.shape));
}

/** Examples of one width together, about `positions` positions each, in random order; each with the chance of its share. */
function makeBatches(examples: readonly Example[], positions: number, prng: Prng): Example[][] {
  const byWidth = new Map<number, Example[]>();
  const drawn = examples.filter(({ share }) => share >= 1 || prng.chance(share));
  for (const example of prng.shuffle(drawn)) {
    const group = byWidth.get(example.input.T);
    if (group) group.push(example);
    else byWidth.set(example.input.T, [example]);
  }
  const batches: Example[][] = [];
  for (const [width, group] of byWidth) {
    const size = Math.max(1, Math.floor(positions / width));
    for (let i = 0; i < group.length; i += size) batches.push(group.slice(i, i + size));
  }
  return prng.shuffle(batches);
}

/** Positions that have a target, in the flat [B·T], their targets, and which example each belongs to. */
function locateTargets(
  examples: readonly Example[],
  T: number,
): { positions: Int32Array; targets: Int32Array; owners: Int32Array } {
  const positions: number[] = [];
  const targets: number[] = [];
  const owners: number[] = [];
  examples.forEach((example, b) => {
    example.targets.forEach((target, t) => {
      if (target === 0) return;
      positions.push(b * T + t);
      targets.push(target);
      owners.push(b);
    });
  });
  return {
    positions: Int32Array.from(positions),
    targets: Int32Array.from(targets),
    owners: Int32Array.from(owners),
  };
}

/** What has been learnt so far; training goes on changing its own arrays. */
function copyLearnt(parameters: Parameters, layout: TableLayout): Trained {
  const weights = new Map([...parameters].map(([name, values]) => [name, values.slice()]));
  const taken = (name: string) => {
    const values = weights.get(name);
    weights.delete(name);
    return values;
  };
  const attributes = taken('attributes')!;
  const centroids = taken('centroids');
  const ids = taken('ids') ?? new Float32Array();
  const made = { attributes, ...(centroids ? { centroids } : {}) };
  return { weights, table: assembleTable({ ids, ...made }, layout), ...made };
}
