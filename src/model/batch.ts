import * as tf from '@tensorflow/tfjs-core';
import { BASIC_SLOTS } from '../features/basic.ts';
import { GROUPS, type ModelInput, RELATION_SLOTS } from '../features/model_input.ts';

/** Model inputs of B sequences as tensors. */
export interface Batch {
  readonly B: number;
  readonly T: number;
  readonly M: number;
  readonly items: tf.Tensor2D; // [B, T] int32
  readonly kinds: tf.Tensor2D; // [B, T] int32
  readonly gaps: tf.Tensor2D; // [B, T] int32
  readonly mask: tf.Tensor2D; // [B, T]
  readonly tags: tf.Tensor2D; // [B, T] int32
  readonly tagMask: tf.Tensor2D; // [B, T]
  readonly edges: tf.Tensor3D; // [B, T, M] int32
  readonly edgeKinds: tf.Tensor3D; // [B, T, M] int32
  readonly edgePriors: tf.Tensor3D; // [B, T, M]
  readonly edgeMask: tf.Tensor3D; // [B, T, M]
  readonly basic: tf.Tensor3D; // [B, T, slots] int32
  readonly relations: tf.Tensor2D; // [B, slots] int32
  readonly relationMask: tf.Tensor2D; // [B, slots]
  readonly present: tf.Tensor3D; // [B, T, 4]
}

/** Tensors of inputs that share T and M. The caller disposes them (`tf.dispose` takes the object). */
export function toBatch(inputs: readonly ModelInput[]): Batch {
  const B = inputs.length;
  const { T, M } = inputs[0]!;
  const ints = (pick: (input: ModelInput) => Int32Array) => joinInts(inputs.map(pick));
  const floats = (pick: (input: ModelInput) => Float32Array) => joinFloats(inputs.map(pick));
  const edges = ints((input) => input.edges);
  const tags = ints((input) => input.tags);
  const relations = ints((input) => input.relations);
  return {
    B,
    T,
    M,
    items: tf.tensor2d(
      ints((input) => input.items),
      [B, T],
      'int32',
    ),
    kinds: tf.tensor2d(
      ints((input) => input.kinds),
      [B, T],
      'int32',
    ),
    gaps: tf.tensor2d(
      ints((input) => input.gaps),
      [B, T],
      'int32',
    ),
    mask: tf.tensor2d(
      floats((input) => input.mask),
      [B, T],
    ),
    tags: tf.tensor2d(tags, [B, T], 'int32'),
    tagMask: tf.tensor2d(nonZero(tags), [B, T]),
    edges: tf.tensor3d(edges, [B, T, M], 'int32'),
    edgeKinds: tf.tensor3d(
      ints((input) => input.edgeKinds),
      [B, T, M],
      'int32',
    ),
    edgePriors: tf.tensor3d(
      floats((input) => input.edgePriors),
      [B, T, M],
    ),
    edgeMask: tf.tensor3d(nonZero(edges), [B, T, M]),
    basic: tf.tensor3d(
      ints((input) => input.basic),
      [B, T, BASIC_SLOTS],
      'int32',
    ),
    relations: tf.tensor2d(relations, [B, RELATION_SLOTS], 'int32'),
    relationMask: tf.tensor2d(nonZero(relations), [B, RELATION_SLOTS]),
    present: tf.tensor3d(
      floats((input) => input.present),
      [B, T, GROUPS.length],
    ),
  };
}

const nonZero = (rows: Int32Array): Float32Array => Float32Array.from(rows, (row) => (row === 0 ? 0 : 1));

function joinInts(parts: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
