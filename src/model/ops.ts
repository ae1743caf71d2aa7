import * as tf from '@tensorflow/tfjs-core';

/**
 * The model's operations, each composed of tfjs-core calls that have gradients and run on every
 * backend. Training and inference use the same functions.
 *
 * Dimensions: B sequences, T positions, Q query positions (T, or 1 at inference), D width,
 * K heads, H = D / K head width, F feed-forward width, M edges of an item, R rows of the entity table.
 */

/** Finite: minus infinity turns a row without any kept key into NaN. */
export const MASKED = -1e9;
export const NORM_EPSILON = 1e-6;

export interface NormWeights {
  readonly gain: tf.Tensor1D; // [D]
  readonly bias: tf.Tensor1D; // [D]
}

export interface AttentionWeights {
  readonly query: tf.Tensor2D; // [D, D]
  readonly key: tf.Tensor2D; // [D, D]
  readonly value: tf.Tensor2D; // [D, D]
  readonly output: tf.Tensor2D; // [D, D]
}

export interface FeedForwardWeights {
  readonly expand: tf.Tensor2D; // [D, F]
  readonly expandBias: tf.Tensor1D; // [F]
  readonly project: tf.Tensor2D; // [F, D]
  readonly projectBias: tf.Tensor1D; // [D]
}

/** Rows of a table. @param rows int32, any shape S. @returns S + [D] */
export function embed(table: tf.Tensor2D, rows: tf.Tensor): tf.Tensor {
  return tf.gather(table, rows);
}

/** Layer normalisation over the last axis (Ba, Kiros, Hinton 2016). Any shape ending in D. */
export function layerNorm(x: tf.Tensor, { gain, bias }: NormWeights): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.mul(centred, centred), -1, true);
  const scaled = tf.mul(centred, tf.rsqrt(tf.add(variance, NORM_EPSILON)));
  return tf.add(tf.mul(scaled, gain), bias);
}

/**
 * Multi-head scaled dot-product attention, softmax(Q·Kᵀ / √H)·V (Vaswani et al. 2017, eq. 1).
 *
 * @param queries [B, Q, D]
 * @param keys    [B, T, D]
 * @param mask    [B, Q, T], 1 = keep; a query without any kept key yields a uniform average,
 *                which its own padding mask discards later.
 * @returns [B, Q, D]
 */
export function attention(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  mask: tf.Tensor3D,
  weights: AttentionWeights,
  heads: number,
): tf.Tensor3D {
  const [B, Q, D] = queries.shape;
  const T = keys.shape[1];
  const H = D / heads;
  const q = splitHeads(project(queries, weights.query), heads); // [B, K, Q, H]
  const k = splitHeads(project(keys, weights.key), heads); // [B, K, T, H]
  const v = splitHeads(project(keys, weights.value), heads); // [B, K, T, H]
  const logits = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(H)); // [B, K, Q, T]
  const kept = maskLogits(logits, tf.reshape(mask, [B, 1, Q, T])); // [B, K, Q, T]
  const mixed = tf.matMul(tf.softmax(kept), v); // [B, K, Q, H]
  const merged = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B, Q, D]) as tf.Tensor3D; // [B, Q, D]
  return project(merged, weights.output);
}

/** Two dense layers with a rectifier between, at each position alone. [B, T, D] -> [B, T, D] */
export function feedForward(x: tf.Tensor3D, weights: FeedForwardWeights): tf.Tensor3D {
  const wide = tf.relu(tf.add(project(x, weights.expand), weights.expandBias)) as tf.Tensor3D; // [B, T, F]
  return tf.add(project(wide, weights.project), weights.projectBias);
}

/**
 * One graph-attention step over each history item's edges: H' = AGM(H, A) with learnt weights
 * (Veličković et al. 2018, with the dot product of Vaswani et al. as the score).
 *
 *   e_m = (x·W)·y_m / √D + log(weight_m) + bias[kind_m]      α = softmax over kept m      n = Σ_m α_m · y_m
 *
 * @param centres [B, T, D] the items themselves
 * @param nodes   [B, T, M, D] their neighbours
 * @param prior   [B, T, M] log(weight) + kind bias
 * @param mask    [B, T, M] 1 = keep
 * @returns n [B, T, D], exactly 0 for an item without edges, and α [B, T, M]
 */
export function graphAttention(
  centres: tf.Tensor3D,
  nodes: tf.Tensor4D,
  prior: tf.Tensor3D,
  mask: tf.Tensor3D,
  query: tf.Tensor2D,
): { aggregated: tf.Tensor3D; weights: tf.Tensor3D } {
  const [B, T, M, D] = nodes.shape;
  const flatNodes = tf.reshape(nodes, [B * T, M, D]) as tf.Tensor3D; // [B·T, M, D]
  const asked = tf.reshape(project(centres, query), [B * T, D, 1]); // [B·T, D, 1]
  const content = tf.reshape(tf.matMul(flatNodes, asked), [B, T, M]); // [B·T, M, 1] -> [B, T, M]
  const logits = tf.add(tf.mul(content, 1 / Math.sqrt(D)), prior); // [B, T, M]
  // Softmax leaves a row without edges uniform; the mask makes it exactly 0.
  const weights = tf.mul(tf.softmax(maskLogits(logits, mask)), mask) as tf.Tensor3D; // [B, T, M]
  const aggregated = tf.matMul(tf.reshape(weights, [B * T, 1, M]), flatNodes); // [B·T, 1, D]
  return { aggregated: tf.reshape(aggregated, [B, T, D]) as tf.Tensor3D, weights };
}

/**
 * How much each history item counts for the shopper now: a_i = softmax_i((shopper·W)·x_i / √D + bias_i).
 *
 * @param shopper [B, Q, D] the fused encoder output
 * @param history [B, T, D] x
 * @param bias    broadcastable to [B, Q, T]: age and kind
 * @param mask    [B, Q, T] 1 = keep
 * @returns a [B, Q, T], rows sum to 1 or, without history, are exactly 0
 */
export function historyAttention(
  shopper: tf.Tensor3D,
  history: tf.Tensor3D,
  bias: tf.Tensor,
  mask: tf.Tensor3D,
  query: tf.Tensor2D,
): tf.Tensor3D {
  const D = shopper.shape[2];
  const content = tf.matMul(project(shopper, query), history, false, true); // [B, Q, T]
  const logits = tf.add(tf.mul(content, 1 / Math.sqrt(D)), bias); // [B, Q, T]
  return tf.mul(tf.softmax(maskLogits(logits, mask)), mask);
}

/**
 * U = f(Σᵢ σ(gᵢ)·Wᵢ·Xᵢ) over the feature groups, f = layer norm.
 *
 * @param groups  each [B, Q, D]: basic, behaviour, tags, relations
 * @param present [B, Q, 4]; 0 shuts a group out: no data, or not to be released
 * @param gates   [4] before the sigmoid
 * @returns U [B, Q, D], and each σ(gᵢ)·Wᵢ·Xᵢ [B, Q, D]
 */
export function fuse(
  groups: readonly tf.Tensor3D[],
  present: tf.Tensor3D,
  gates: tf.Tensor1D,
  projections: readonly tf.Tensor2D[],
  norm: NormWeights,
): { fused: tf.Tensor3D; parts: tf.Tensor3D[] } {
  const [B, Q] = present.shape;
  const open = tf.mul(tf.sigmoid(gates), present); // [B, Q, 4]
  const parts = groups.map((group, i) => {
    const gate = tf.slice(open, [0, 0, i], [B, Q, 1]); // [B, Q, 1]
    return tf.mul(project(group, projections[i]!), gate) as tf.Tensor3D; // [B, Q, D]
  });
  const sum = parts.reduce((total, part) => tf.add(total, part) as tf.Tensor3D);
  return { fused: layerNorm(sum, norm) as tf.Tensor3D, parts };
}

/** Dot product of each shopper with each candidate. [N, D] · [C, D]ᵀ -> [N, C] */
export function score(shoppers: tf.Tensor2D, candidates: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(shoppers, candidates, false, true);
}

/** x / ‖x‖ over the last axis; a zero vector stays zero. */
export function normalise(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.mul(x, x), -1, true), NORM_EPSILON)));
}

/** x·W over the last axis. A flat 2-D product: batched matMul would copy W for each of B. */
export function project(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor3D {
  const [B, T, D] = x.shape;
  return tf.reshape(tf.matMul(tf.reshape(x, [B * T, D]), weight), [B, T, weight.shape[1]]);
}

function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [B, T, D] = x.shape;
  return tf.transpose(tf.reshape(x, [B, T, heads, D / heads]) as tf.Tensor4D, [0, 2, 1, 3]); // [B, K, T, H]
}

/** Keeps logits where mask is 1 and pushes the others to minus a billion. */
function maskLogits(logits: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(logits, mask), tf.mul(tf.sub(mask, 1), -MASKED));
}
