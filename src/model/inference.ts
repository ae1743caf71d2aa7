import * as tf from '@tensorflow/tfjs-core';
import { type ComposedPass, composedPass } from '#composed-pass';
import { GROUPS, type ModelInput } from '../features/model_input.ts';
import { hasPass, runPass } from './fused/kernel.ts';
import { packInput, packWeights } from './fused/layout.ts';
import { forgetNeighbourhoods } from './fused/neighbourhoods.ts';
import type { ModelShape } from './weights.ts';

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
  /** Of the backend's fused pass; where it has none, as in training, the composed one runs. */
  readonly #packed: tf.Tensor1D | undefined;
  readonly #composed: ComposedPass | undefined;
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
    this.#table = tf.tensor2d(entities, [entities.length / shape.D, shape.D]);
    this.#items = tf.tensor2d(turned(entities, V + 1, shape.D), [shape.D, V + 1]);
    if (hasPass()) this.#packed = tf.tensor1d(packWeights(weights, shape));
    else this.#composed = composedPass(weights, this.#table, this.#items, shape);
  }

  /** One pass, one read-back. */
  async infer(input: ModelInput): Promise<Inference> {
    const { D } = this.#shape;
    const { T, M } = input;
    const packed = this.#packed ? this.#fused(this.#packed, input) : this.#composed!.run(input);
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

  /** Nothing of the histories of earlier passes stays: they may have been deleted. */
  forget(): void {
    forgetNeighbourhoods(this.#table.dataId);
  }

  dispose(): void {
    tf.dispose([this.#table, this.#items]);
    this.#packed?.dispose();
    this.#composed?.dispose();
  }

  #fused(weights: tf.Tensor1D, input: ModelInput): tf.Tensor {
    const { T, M } = input;
    return tf.tidy(() => {
      const words = tf.tensor1d(packInput(input), 'int32');
      const inputs = { words, weights, table: this.#table, turned: this.#items };
      return runPass(inputs, { ...this.#shape, inputT: T, M });
    });
  }
}

/** The first rows of a table as columns. [R, D] -> [D, rows] */
function turned(table: Float32Array, rows: number, D: number): Float32Array {
  const columns = new Float32Array(rows * D);
  for (let row = 0; row < rows; row++)
    for (let d = 0; d < D; d++) columns[d * rows + row] = table[row * D + d]!;
  return columns;
}
