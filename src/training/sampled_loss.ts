import * as tf from '@tensorflow/tfjs-core';
import { score } from '../model/ops.ts';
import type { Prng } from '../simulate/prng.ts';
import { softmaxCrossEntropy } from './loss.ts';

const UNIFORM_NEGATIVES = 768;

/**
 * Sampled softmax for large catalogues: the targets of the batch and uniformly drawn items are the
 * candidates of every position. The logits are corrected by -log of how often a candidate is expected
 * (Bengio and Senécal 2008), since popular items come up as other positions' targets more often.
 *
 * @param shoppers [N, D]
 * @param items    [V, D], row of item i at i - 1
 * @param targets  [N], 1-based
 */
export function sampledCrossEntropy(
  shoppers: tf.Tensor2D,
  items: tf.Tensor2D,
  targets: Int32Array,
  prng: Prng,
): tf.Scalar {
  const { candidates, logExpected, classes } = drawCandidates(targets, items.shape[0], prng);
  const rows = tf.gather(items, tf.tensor1d(candidates, 'int32')) as tf.Tensor2D; // [C, D]
  const logits = score(shoppers, rows); // [N, C]
  const corrected = tf.sub(logits, tf.tensor1d(logExpected)) as tf.Tensor2D; // [N, C]
  return softmaxCrossEntropy(corrected, tf.tensor1d(classes, 'int32'));
}

/** Distinct candidates (0-based items), the logarithm of their expected number, and each target's class. */
export function drawCandidates(
  targets: Int32Array,
  V: number,
  prng: Prng,
): { candidates: Int32Array; logExpected: Float32Array; classes: Int32Array } {
  const uniform = UNIFORM_NEGATIVES / V;
  const counts = new Map<number, number>();
  for (const target of targets) counts.set(target - 1, (counts.get(target - 1) ?? 0) + 1);
  for (let i = 0; i < UNIFORM_NEGATIVES; i++) {
    const item = prng.integer(V);
    if (!counts.has(item)) counts.set(item, 0);
  }
  const candidates = Int32Array.from(counts.keys());
  const places = new Map([...candidates].map((item, c) => [item, c]));
  return {
    candidates,
    logExpected: Float32Array.from(candidates, (item) => Math.log(counts.get(item)! + uniform)),
    classes: targets.map((target) => places.get(target - 1)!),
  };
}
