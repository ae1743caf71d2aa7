import * as tf from '@tensorflow/tfjs-core';
import { BASIC_ROWS, BASIC_SLOTS } from '../features/basic.ts';
import { RELATION_SLOTS } from '../features/model_input.ts';
import type { Batch } from './batch.ts';
import { attention, embed, feedForward, fuse, graphAttention, historyAttention, layerNorm } from './ops.ts';
import type { ModelShape, Weights } from './weights.ts';

export interface ForwardOptions {
  /** `last` computes the newest position only (Q = 1), `all` every position (Q = T), for training. */
  readonly queries: 'all' | 'last';
  /** Applied to the embedded sequence and to each sub-layer's output; training only. */
  readonly dropout?: (x: tf.Tensor3D) => tf.Tensor3D;
}

export interface ForwardOutput {
  /** u: the fused encoder output + nu · Σ aᵢ·xᵢ. [B, Q, D] */
  readonly shopper: tf.Tensor3D;
  /** u + mu · Σ aᵢ·nᵢ, not yet normalised: what ranks items, and, normalised, the profile. [B, Q, D] */
  readonly profile: tf.Tensor3D;
  /** What each feature group adds to u before its norm, in gate order: σ(gᵢ)·Wᵢ·Xᵢ. 4 x [B, Q, D] */
  readonly parts: readonly tf.Tensor3D[];
  /** a: how much each history item counts. [B, Q, T] */
  readonly history: tf.Tensor3D;
  /** α: how much each edge counts for its item. [B, T, M] */
  readonly edges: tf.Tensor3D;
}

/** How fast an interest tag fades from one interaction to the next. */
export const TAG_DECAY = 0.8;

/**
 * The whole model: attention over the sequence, fusion of the four feature groups, graph attention over the
 * items' neighbourhoods. Causal: output t depends on positions <= t alone.
 *
 * A second attention a, asked by the fused output, weighs the history's items: with their own vectors, so that
 * part of u lies in the very space in which items are scored (CORE, Hou et al. 2022), and with their
 * neighbourhoods.
 *
 * Dimensions as in ops.ts. Call inside `tf.tidy`.
 *
 * @param table entity table, row 0 zero. [R, D]
 */
export function forward(
  weights: Weights,
  table: tf.Tensor2D,
  batch: Batch,
  shape: ModelShape,
  { queries, dropout = (x) => x }: ForwardOptions,
): ForwardOutput {
  const { B, T, M } = batch;
  const D = shape.D;
  const Q = queries === 'all' ? T : 1;
  const ofQueries = <S extends tf.Tensor3D>(x: S): S => (queries === 'all' ? x : (lastRow(x) as S));

  const items = embed(table, batch.items) as tf.Tensor3D; // [B, T, D]
  const mask = tf.reshape(batch.mask, [B, 1, T]) as tf.Tensor3D; // [B, 1, T]
  const causal = tf.mul(tf.tensor3d(causalMask(T, Q), [1, Q, T]), mask) as tf.Tensor3D; // [B, Q, T]

  const encoded = encode(weights, items, batch, shape, causal, queries, dropout); // [B, Q, D]
  const { fused, parts } = fuse(
    [
      basicGroup(weights, batch, Q),
      encoded,
      tagGroup(table, batch, causal, Q),
      relationGroup(table, batch, Q, D),
    ],
    ofQueries(batch.present),
    weights.gates,
    weights.groups,
    weights.finalNorm,
  ); // [B, Q, D]

  const nodes = embed(table, batch.edges) as tf.Tensor4D; // [B, T, M, D]
  const kindBias = tf.reshape(embed(weights.edgeKind, batch.edgeKinds), [B, T, M]);
  const prior = tf.add(batch.edgePriors, kindBias) as tf.Tensor3D; // [B, T, M]
  const graph = graphAttention(items, nodes, prior, batch.edgeMask, weights.graphQuery);

  const ageBias = tf.reshape(embed(weights.historyAge, tf.tensor1d(ages(T, Q), 'int32')), [1, Q, T]);
  const historyKind = tf.reshape(embed(weights.historyKind, batch.kinds), [B, 1, T]);
  const bias = tf.add(ageBias, historyKind); // [B, Q, T]
  const history = historyAttention(fused, items, bias, causal, weights.historyQuery); // [B, Q, T]
  const own = tf.matMul(history, items); // [B, Q, D]
  const shopper = tf.add(fused, tf.mul(own, weights.nu)) as tf.Tensor3D; // [B, Q, D]
  const neighbourhood = tf.matMul(history, graph.aggregated) as tf.Tensor3D; // [B, Q, D]
  const profile = tf.add(shopper, tf.mul(neighbourhood, weights.mu)) as tf.Tensor3D; // [B, Q, D]
  return { shopper, profile, parts, history, edges: graph.weights };
}

/** Pre-norm transformer over the sequence (Xiong et al. 2020; SASRec, Kang and McAuley 2018). -> [B, Q, D] */
function encode(
  weights: Weights,
  items: tf.Tensor3D,
  batch: Batch,
  shape: ModelShape,
  causal: tf.Tensor3D,
  queries: 'all' | 'last',
  dropout: (x: tf.Tensor3D) => tf.Tensor3D,
): tf.Tensor3D {
  const { B, T } = batch;
  const position = tf.slice(weights.position, [shape.T - T, 0], [T, shape.D]); // [T, D]
  const context = tf.add(embed(weights.kind, batch.kinds), embed(weights.gap, batch.gaps)); // [B, T, D]
  const padding = tf.reshape(batch.mask, [B, T, 1]);
  const sum = tf.add(tf.add(items, context), position); // [B, T, D]
  let x = dropout(tf.mul(sum, padding) as tf.Tensor3D);
  const full = tf.mul(
    tf.tensor3d(causalMask(T, T), [1, T, T]),
    tf.reshape(batch.mask, [B, 1, T]),
  ) as tf.Tensor3D; // [B, T, T]
  weights.blocks.forEach((block, b) => {
    // Nothing reads the older rows of the last block's output, so they are not computed.
    const isLast = b === weights.blocks.length - 1 && queries === 'last';
    const keys = layerNorm(x, block.attentionNorm) as tf.Tensor3D;
    const asked = isLast ? lastRow(keys) : keys;
    const mixed = attention(asked, keys, isLast ? causal : full, block.attention, shape.heads);
    x = tf.add(isLast ? lastRow(x) : x, dropout(mixed)) as tf.Tensor3D;
    const widened = feedForward(layerNorm(x, block.feedForwardNorm) as tf.Tensor3D, block.feedForward);
    x = tf.add(x, dropout(widened)) as tf.Tensor3D;
  });
  return x;
}

/** Basic information: the sum of its rows, as known at each position; row 0, none, has no say. [B, Q, D] */
function basicGroup(weights: Weights, batch: Batch, Q: number): tf.Tensor3D {
  const { B, T } = batch;
  const isKnown = tf.tensor2d(
    Float32Array.from({ length: BASIC_ROWS }, (_, row) => Math.min(1, row)),
    [BASIC_ROWS, 1],
  );
  const table = tf.mul(weights.basic, isKnown) as tf.Tensor2D; // [basic rows, D]
  const rows = Q === 1 ? tf.slice(batch.basic, [0, T - 1, 0], [B, 1, BASIC_SLOTS]) : batch.basic;
  return tf.sum(embed(table, rows), 2) as tf.Tensor3D; // [B, Q, slots, D] -> [B, Q, D]
}

/** Interest tags: the fading mean of the categories looked at. [B, Q, D] */
function tagGroup(table: tf.Tensor2D, batch: Batch, causal: tf.Tensor3D, Q: number): tf.Tensor3D {
  const { B, T } = batch;
  const decay = tf.tensor3d(
    Float32Array.from(ages(T, Q), (age) => TAG_DECAY ** age),
    [1, Q, T],
  );
  const raw = tf.mul(tf.mul(decay, causal), tf.reshape(batch.tagMask, [B, 1, T])); // [B, Q, T]
  const shares = tf.div(raw, tf.add(tf.sum(raw, -1, true), 1e-6)); // [B, Q, T]
  return tf.matMul(shares, embed(table, batch.tags)) as tf.Tensor3D; // [B, Q, D]
}

/** Relations: the mean of the followed brands and sellers. [B, Q, D] */
function relationGroup(table: tf.Tensor2D, batch: Batch, Q: number, D: number): tf.Tensor3D {
  const { B } = batch;
  const weight = tf.reshape(batch.relationMask, [B, 1, RELATION_SLOTS]);
  const shares = tf.div(weight, tf.add(tf.sum(weight, -1, true), 1e-6));
  const mean = tf.matMul(shares, embed(table, batch.relations)); // [B, 1, D]
  return tf.mul(tf.ones([1, Q, 1]), tf.reshape(mean, [B, 1, D])) as tf.Tensor3D; // [B, Q, D]
}

function lastRow(x: tf.Tensor3D): tf.Tensor3D {
  const [B, T, D] = x.shape;
  return tf.slice(x, [0, T - 1, 0], [B, 1, D]); // [B, 1, D]
}

/** 1 where query row q may see position i. [Q, T] */
function causalMask(T: number, Q: number): Float32Array {
  return Float32Array.from({ length: Q * T }, (_, at) => (at % T <= T - Q + Math.floor(at / T) ? 1 : 0));
}

/** How many positions before query row q position i lies; 0 for later ones, which the mask hides. [Q, T] */
function ages(T: number, Q: number): Int32Array {
  return Int32Array.from({ length: Q * T }, (_, at) => Math.max(0, T - Q + Math.floor(at / T) - (at % T)));
}
