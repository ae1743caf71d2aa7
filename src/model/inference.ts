import * as tf from '@tensorflow/tfjs-core';
import { GROUPS, type ModelInput } from '../features/model_input.ts';
import { toBatch } from './batch.ts';
import { forward } from './forward.ts';
import { type ModelShape, structureWeights, toTensors, type Weights } from './weights.ts';

/** What one pass over a shopper's sequence yields. */
export interface Inference {
  /** u + mu · neighbourhood, not normalised. [D] */
  readonly profile: Float32Array;
  /** What each feature group adds to u before its norm, in gate order. [4, D] */
  readonly parts: Float32Array;
  /** Share of each history item; sums to 1, or all 0 without history. [T] */
  readonly history: Float32Array;
  /** Share of each edge within its item. [T, M] */
  readonly edges: Float32Array;
  /** Dot product of the profile with every item; [0] is the padding row. [V + 1] */
  readonly scores: Float32Array;
}

/** The model on one backend: the entity table and the weights as tensors, kept until `dispose`. */
export class InferenceModel {
  readonly #table: tf.Tensor2D; // [R, D]
  /** Turned: the other way round the wasm backend takes 3.2 ms instead of .08 for 12,000 items. */
  readonly #items: tf.Tensor2D; // [D, V + 1]
  readonly #tensors: ReadonlyMap<string, tf.Tensor>;
  readonly #weights: Weights;
  readonly #shape: ModelShape;

  /**
   * @param entities dequantised table [R, D]: padding, V items, brands, tags
   * @throws InklingError `model-corrupt` when a weight has another shape
   */
  constructor(
    weights: ReadonlyMap<string, Float32Array>,
    entities: Float32Array,
    V: number,
    shape: ModelShape,
  ) {
    this.#shape = shape;
    this.#tensors = toTensors(weights, shape);
    this.#weights = structureWeights(this.#tensors, shape);
    this.#table = tf.tensor2d(entities, [entities.length / shape.D, shape.D]);
    this.#items = tf.tidy(() => tf.transpose(tf.slice(this.#table, [0, 0], [V + 1, shape.D])));
  }

  /** One pass, one read-back. */
  async infer(input: ModelInput): Promise<Inference> {
    const { D } = this.#shape;
    const { T, M } = input;
    const packed = tf.tidy(() => {
      const out = forward(this.#weights, this.#table, toBatch([input]), this.#shape, { queries: 'last' });
      const profile = tf.reshape(out.profile, [1, D]) as tf.Tensor2D;
      const scores = tf.matMul(profile, this.#items); // [1, V + 1]
      return tf.concat([
        tf.reshape(profile, [D]),
        ...out.parts.map((part) => tf.reshape(part, [D])),
        tf.reshape(out.history, [T]),
        tf.reshape(out.edges, [T * M]),
        tf.reshape(scores, [-1]),
      ]);
    });
    const values = (await packed.data()) as Float32Array;
    packed.dispose();
    let at = 0;
    const next = (length = values.length) => {
      const from = at;
      at += length;
      return values.slice(from, at);
    };
    return {
      profile: next(D),
      parts: next(GROUPS.length * D),
      history: next(T),
      edges: next(T * M),
      scores: next(),
    };
  }

  dispose(): void {
    tf.dispose([this.#table, this.#items, ...this.#tensors.values()]);
  }
}
