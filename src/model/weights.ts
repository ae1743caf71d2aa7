import * as tf from '@tensorflow/tfjs-core';
import { InklingError } from '../contract/error.ts';
import { KINDS } from '../contract/interaction.ts';
import type { WeightEntry } from '../contract/manifest.ts';
import { BASIC_ROWS } from '../features/basic.ts';
import { EDGE_KINDS, GAP_BUCKETS, GROUPS } from '../features/model_input.ts';
import type { AttentionWeights, FeedForwardWeights, NormWeights } from './ops.ts';

/** Sizes that fix the shape of every weight. */
export interface ModelShape {
  readonly D: number;
  readonly T: number;
  readonly heads: number;
  readonly blocks: number;
  readonly F: number;
}

/** Trained tensors by name; what weights.bin holds and the optimiser walks over. */
export type WeightMap = ReadonlyMap<string, tf.Tensor>;

export interface BlockWeights {
  readonly attentionNorm: NormWeights;
  readonly attention: AttentionWeights;
  readonly feedForwardNorm: NormWeights;
  readonly feedForward: FeedForwardWeights;
}

export interface Weights {
  readonly position: tf.Tensor2D; // [T, D]; the last row is the newest position
  readonly kind: tf.Tensor2D; // [kinds, D]
  readonly gap: tf.Tensor2D; // [gap buckets, D]
  readonly blocks: readonly BlockWeights[];
  readonly graphQuery: tf.Tensor2D; // [D, D]
  readonly edgeKind: tf.Tensor2D; // [edge kinds, 1] bias
  readonly historyQuery: tf.Tensor2D; // [D, D]
  readonly historyKind: tf.Tensor2D; // [kinds, 1] bias
  readonly historyAge: tf.Tensor2D; // [T, 1] bias; row 0 is the newest interaction
  readonly nu: tf.Tensor1D; // [1] weight of the history's own vectors, 0 = none
  readonly mu: tf.Tensor1D; // [1] weight of the neighbour vector
  readonly basic: tf.Tensor2D; // [basic rows, D]
  readonly groups: readonly tf.Tensor2D[]; // 4 x [D, D]
  readonly gates: tf.Tensor1D; // [4]
  readonly finalNorm: NormWeights;
}

/** Every weight's name and shape, in the order of weights.bin. */
export function weightEntries({ D, T, blocks, F }: ModelShape): WeightEntry[] {
  const norm = (name: string): WeightEntry[] => [
    { name: `${name}.gain`, shape: [D] },
    { name: `${name}.bias`, shape: [D] },
  ];
  const square = (name: string): WeightEntry => ({ name, shape: [D, D] });
  const block = (b: number): WeightEntry[] => [
    ...norm(`block${b}.attentionNorm`),
    ...['query', 'key', 'value', 'output'].map((name) => square(`block${b}.attention.${name}`)),
    ...norm(`block${b}.feedForwardNorm`),
    { name: `block${b}.feedForward.expand`, shape: [D, F] },
    { name: `block${b}.feedForward.expandBias`, shape: [F] },
    { name: `block${b}.feedForward.project`, shape: [F, D] },
    { name: `block${b}.feedForward.projectBias`, shape: [D] },
  ];
  return [
    { name: 'position', shape: [T, D] },
    { name: 'kind', shape: [KINDS.length, D] },
    { name: 'gap', shape: [GAP_BUCKETS, D] },
    ...Array.from({ length: blocks }, (_, b) => block(b)).flat(),
    square('graphQuery'),
    { name: 'edgeKind', shape: [EDGE_KINDS.length, 1] },
    square('historyQuery'),
    { name: 'historyKind', shape: [KINDS.length, 1] },
    { name: 'historyAge', shape: [T, 1] },
    { name: 'nu', shape: [1] },
    { name: 'mu', shape: [1] },
    { name: 'basic', shape: [BASIC_ROWS, D] },
    ...GROUPS.map((group) => square(`group.${group}`)),
    { name: 'gates', shape: [GROUPS.length] },
    ...norm('finalNorm'),
  ];
}

/**
 * The structured view of a map of tensors.
 * @throws InklingError `model-corrupt` when a weight is missing or has another shape.
 */
export function structureWeights(map: WeightMap, shape: ModelShape): Weights {
  const expected = new Map(weightEntries(shape).map((entry) => [entry.name, entry.shape]));
  const get = <T extends tf.Tensor>(name: string): T => {
    const tensor = map.get(name);
    const wanted = expected.get(name)!;
    if (!tensor) throw new InklingError('model-corrupt', `weight ${name} is missing`);
    if (tensor.shape.join() !== wanted.join()) {
      throw new InklingError(
        'model-corrupt',
        `weight ${name} has shape [${tensor.shape}], must be [${wanted}]`,
      );
    }
    return tensor as T;
  };
  const norm = (name: string): NormWeights => ({ gain: get(`${name}.gain`), bias: get(`${name}.bias`) });
  const block = (b: number): BlockWeights => ({
    attentionNorm: norm(`block${b}.attentionNorm`),
    attention: {
      query: get(`block${b}.attention.query`),
      key: get(`block${b}.attention.key`),
      value: get(`block${b}.attention.value`),
      output: get(`block${b}.attention.output`),
    },
    feedForwardNorm: norm(`block${b}.feedForwardNorm`),
    feedForward: {
      expand: get(`block${b}.feedForward.expand`),
      expandBias: get(`block${b}.feedForward.expandBias`),
      project: get(`block${b}.feedForward.project`),
      projectBias: get(`block${b}.feedForward.projectBias`),
    },
  });
  return {
    position: get('position'),
    kind: get('kind'),
    gap: get('gap'),
    blocks: Array.from({ length: shape.blocks }, (_, b) => block(b)),
    graphQuery: get('graphQuery'),
    edgeKind: get('edgeKind'),
    historyQuery: get('historyQuery'),
    historyKind: get('historyKind'),
    historyAge: get('historyAge'),
    nu: get('nu'),
    mu: get('mu'),
    basic: get('basic'),
    groups: GROUPS.map((group) => get<tf.Tensor2D>(`group.${group}`)),
    gates: get('gates'),
    finalNorm: norm('finalNorm'),
  };
}

/**
 * Weights that already make sense untrained, as plain arrays: uniform attention over the history,
 * fading by .7 an interaction, graph edges by their weight, behaviour alone in the fusion.
 * Training starts here; the base model ships just this.
 *
 * @param noise added to every matrix that would be 0 or an identity; () => 0 for the base model.
 */
export function initialWeights(shape: ModelShape, noise: () => number): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>();
  for (const { name, shape: dims } of weightEntries(shape)) {
    const data = new Float32Array(dims.reduce((size, d) => size * d, 1));
    const leaf = name.slice(name.lastIndexOf('.') + 1);
    if (leaf === 'gain') data.fill(1);
    else if (leaf === 'bias' || leaf.endsWith('Bias')) data.fill(0);
    else if (name === 'historyAge') data.set(data.map((_, age) => age * Math.log(0.7)));
    else if (name === 'gates')
      data.set([-2, 3, 0, -2]); // basic, behaviour, tags, relations
    else if (name === 'nu') data.fill(0);
    else if (name === 'mu') data.fill(1);
    // A class of visitors that training never met stays 0, and so without a say.
    else if (name === 'edgeKind' || name === 'historyKind' || name === 'basic') data.fill(0);
    else {
      const [rows, columns] = dims as [number, number];
      const isIdentity = leaf === 'value' || leaf === 'output' || name.startsWith('group.');
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) data[i * columns + j] = noise() + (isIdentity && i === j ? 1 : 0);
      }
    }
    values.set(name, data);
  }
  return values;
}

/** Tensors of plain arrays, by the entries' shapes. The caller disposes them. */
export function toTensors(
  values: ReadonlyMap<string, Float32Array>,
  shape: ModelShape,
): Map<string, tf.Tensor> {
  return new Map(
    weightEntries(shape).map(({ name, shape: dims }) => [name, tf.tensor(values.get(name)!, [...dims])]),
  );
}

/** Tables that later versions append rows to. */
const APPENDED: ReadonlySet<string> = new Set(['kind', 'edgeKind', 'historyKind', 'basic']);

/**
 * The weights of a model that an earlier version may have trained: rows that its tables lack are 0, and so have no
 * say, as for classes that training never met.
 *
 * @param found names and shapes as the manifest has them
 * @throws InklingError `model-corrupt` when a weight is missing or has another shape
 */
export function alignWeights(
  values: ReadonlyMap<string, Float32Array>,
  found: readonly WeightEntry[],
  shape: ModelShape,
): Map<string, Float32Array> {
  const shapes = new Map(found.map((entry) => [entry.name, entry.shape]));
  return new Map(
    weightEntries(shape).map(({ name, shape: wanted }) => {
      const [rows = 0, ...others] = shapes.get(name) ?? [];
      const isShorter = APPENDED.has(name) && rows > 0 && rows < wanted[0]!;
      if ((rows !== wanted[0] && !isShorter) || others.join() !== wanted.slice(1).join())
        throw new InklingError(
          'model-corrupt',
          `weight ${name} has shape [${shapes.get(name) ?? ''}], must be [${wanted}]`,
        );
      const aligned = new Float32Array(wanted.reduce((size, length) => size * length, 1));
      aligned.set(values.get(name)!);
      return [name, aligned];
    }),
  );
}
