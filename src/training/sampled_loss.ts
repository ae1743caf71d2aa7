import * as tf from '@tensorflow/tfjs-core';
import { score } from '../model/ops.ts';
import type { Prng } from '../simulate/prng.ts';
import { softmaxCrossEntropy } from './loss.ts';

/** Up to here every item is a candidate: a sample would cost about as much and teach less. */
const ALL_CANDIDATES = 4096;
/** Finite: minus infinity has no gradient. */
const EXCLUDED = -1e9;

export interface CandidateOptions {
  /** Items are 1..V. */
  readonly V: number;
  /** Items drawn beside the targets, where V is too large to rank whole. */
  readonly negatives: number;
  /** Whether what a shopper has seen may come next: its other targets are negatives then. */
  readonly repeats: boolean;
}

/** What a step ranks, and for which head. */
export interface Candidates {
  /** Distinct item indices, 1-based. [C] */
  readonly items: Int32Array;
  /** Added to the logits: -log of how often a candidate is expected, or exclusion. [N, C] */
  readonly corrections: Float32Array;
  /** Place of each position's target among the candidates. [N] */
  readonly classes: Int32Array;
  /** 1 where the encoder alone must find the target, 0 where the whole profile must. [N] */
  readonly isEncoders: Float32Array;
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
export function drawCandidates(
  targets: Int32Array,
  owners: Int32Array,
  { V, negatives, repeats }: CandidateOptions,
  prng: Prng,
): Candidates {
  const uniform = negatives / V;
  const counts = new Map<number, number>();
  for (const target of targets) counts.set(target, (counts.get(target) ?? 0) + 1);
  if (V <= ALL_CANDIDATES) {
    for (let item = 1; item <= V; item++) if (!counts.has(item)) counts.set(item, 0);
  } else {
    for (let i = 0; i < negatives; i++) {
      const item = 1 + prng.integer(V);
      if (!counts.has(item)) counts.set(item, 0);
    }
  }
  const items = Int32Array.from(counts.keys());
  const places = new Map([...items].map((item, c) => [item, c]));
  const classes = targets.map((target) => places.get(target)!);
  const isEncoders = Float32Array.from(targets, () => (prng.chance(0.5) ? 1 : 0));
  // Where every item is a candidate nothing was drawn, so nothing is to be corrected.
  const logExpected = Float32Array.from(items, (item) =>
    V <= ALL_CANDIDATES ? 0 : Math.log(counts.get(item)! + uniform),
  );
  return {
    items,
    corrections: correct(logExpected, classes, repeats ? undefined : owners),
    classes,
    isEncoders,
  };
}

/**
 * Mean cross-entropy of the targets, each for one of two heads by the toss of a coin: half the cost of
 * both for all, and the same loss on average.
 *
 * @param encoder u. [N, D]
 * @param profile u + mu · n. [N, D]
 * @param table   entity table. [R, D]
 */
export function twoHeadLoss(
  [encoder, profile]: readonly [encoder: tf.Tensor2D, profile: tf.Tensor2D],
  table: tf.Tensor2D,
  { items, corrections, classes, isEncoders }: Candidates,
): tf.Scalar {
  const N = classes.length;
  const C = items.length;
  const isEncoder = tf.tensor2d(isEncoders, [N, 1]);
  const shoppers = tf.add(profile, tf.mul(isEncoder, tf.sub(encoder, profile))) as tf.Tensor2D; // [N, D]
  const rows = tf.gather(table, tf.tensor1d(items, 'int32')) as tf.Tensor2D; // [C, D]
  const logits = tf.add(score(shoppers, rows), tf.tensor2d(corrections, [N, C])) as tf.Tensor2D; // [N, C]
  return softmaxCrossEntropy(logits, tf.tensor1d(classes, 'int32'));
}

function correct(
  logExpected: Float32Array,
  classes: Int32Array,
  owners: Int32Array | undefined,
): Float32Array {
  const N = classes.length;
  const C = logExpected.length;
  const corrections = new Float32Array(N * C);
  const ownClasses = new Map<number, Set<number>>();
  for (let n = 0; owners && n < N; n++) {
    const own = ownClasses.get(owners[n]!);
    if (own) own.add(classes[n]!);
    else ownClasses.set(owners[n]!, new Set([classes[n]!]));
  }
  const base = logExpected.map((x) => -x);
  for (let n = 0; n < N; n++) {
    corrections.set(base, n * C);
    if (!owners) continue;
    for (const other of ownClasses.get(owners[n]!)!)
      if (other !== classes[n]) corrections[n * C + other] = EXCLUDED;
  }
  return corrections;
}
