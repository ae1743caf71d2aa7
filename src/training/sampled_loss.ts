import * as tf from '@tensorflow/tfjs-core';
import { score } from '../model/ops.ts';
import type { Prng } from '../simulate/prng.ts';
import { softmaxCrossEntropy } from './loss.ts';

const UNIFORM_NEGATIVES = 768;
/** Up to here every item is a candidate: a sample would cost about as much and teach less. */
const ALL_CANDIDATES = 4096;
/** Finite: minus infinity has no gradient. */
const EXCLUDED = -1e9;

/** What a step ranks: the same for both heads. */
export interface Candidates {
  /** Distinct item indices, 1-based. [C] */
  readonly items: Int32Array;
  /** Added to the logits: -log of how often a candidate is expected, or exclusion. [N, C] */
  readonly corrections: Float32Array;
  /** Place of each position's target among the candidates. [N] */
  readonly classes: Int32Array;
}

/**
 * Softmax over the targets of the batch and uniformly drawn items, or over all of a small catalogue.
 * The logits are corrected by -log of how often a candidate is expected (Bengio and Senécal 2008), since
 * popular items come up as other positions' targets more often; a shopper's own other targets are no
 * negatives.
 *
 * @param targets [N] item indices
 * @param owners  [N] whose position it is, any number a shopper
 */
export function drawCandidates(targets: Int32Array, owners: Int32Array, V: number, prng: Prng): Candidates {
  const uniform = UNIFORM_NEGATIVES / V;
  const counts = new Map<number, number>();
  for (const target of targets) counts.set(target, (counts.get(target) ?? 0) + 1);
  if (V <= ALL_CANDIDATES) {
    for (let item = 1; item <= V; item++) if (!counts.has(item)) counts.set(item, 0);
  } else {
    for (let i = 0; i < UNIFORM_NEGATIVES; i++) {
      const item = 1 + prng.integer(V);
      if (!counts.has(item)) counts.set(item, 0);
    }
  }
  const items = Int32Array.from(counts.keys());
  const places = new Map([...items].map((item, c) => [item, c]));
  const classes = targets.map((target) => places.get(target)!);
  // Where every item is a candidate nothing was drawn, so nothing is to be corrected.
  const logExpected = Float32Array.from(items, (item) =>
    V <= ALL_CANDIDATES ? 0 : Math.log(counts.get(item)! + uniform),
  );
  return { items, corrections: correct(logExpected, classes, owners), classes };
}

/**
 * Mean cross-entropy of the targets for two heads of shoppers, half each.
 *
 * @param heads each [N, D]
 * @param table entity table. [R, D]
 */
export function twoHeadLoss(
  heads: readonly [tf.Tensor2D, tf.Tensor2D],
  table: tf.Tensor2D,
  { items, corrections, classes }: Candidates,
): tf.Scalar {
  const N = classes.length;
  const C = items.length;
  const rows = tf.gather(table, tf.tensor1d(items, 'int32')) as tf.Tensor2D; // [C, D]
  const logits = tf.reshape(score(tf.concat([...heads]) as tf.Tensor2D, rows), [2, N, C]); // [2N, C]
  const corrected = tf.add(logits, tf.tensor3d(corrections, [1, N, C])); // [2, N, C]
  const both = tf.tensor1d(classes, 'int32');
  return softmaxCrossEntropy(
    tf.reshape(corrected, [2 * N, C]) as tf.Tensor2D,
    tf.concat([both, both]) as tf.Tensor1D,
  );
}

function correct(logExpected: Float32Array, classes: Int32Array, owners: Int32Array): Float32Array {
  const N = classes.length;
  const C = logExpected.length;
  const corrections = new Float32Array(N * C);
  const ownClasses = new Map<number, Set<number>>();
  for (let n = 0; n < N; n++) {
    const own = ownClasses.get(owners[n]!);
    if (own) own.add(classes[n]!);
    else ownClasses.set(owners[n]!, new Set([classes[n]!]));
  }
  const base = logExpected.map((x) => -x);
  for (let n = 0; n < N; n++) {
    corrections.set(base, n * C);
    for (const other of ownClasses.get(owners[n]!)!)
      if (other !== classes[n]) corrections[n * C + other] = EXCLUDED;
  }
  return corrections;
}
