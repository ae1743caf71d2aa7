import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { graphAttention, historyAttention } from '../../../src/model/ops.ts';
import { expectGradient, seeded } from '../../support/tensors.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const identity = (size: number) => tf.eye(size);
const matrix = (rows: number, columns: number, seed: number) => seeded([rows, columns], seed) as tf.Tensor2D;

describe('graphAttention', () => {
  const centres = tf.zeros([1, 2, 2]) as tf.Tensor3D;

  test('weighs neighbours by their edge weight; an item without edges stays 0', () => {
    const nodes = tf.tensor4d([
      [
        [
          [1, 0],
          [0, 1],
        ],
        [
          [5, 5],
          [5, 5],
        ],
      ],
    ]);
    const prior = tf.tensor3d([
      [
        [Math.log(3), 0],
        [0, 0],
      ],
    ]);
    const mask = tf.tensor3d([
      [
        [1, 1],
        [0, 0],
      ],
    ]);

    const { aggregated } = graphAttention(centres, nodes, prior, mask, identity(2));

    const out = aggregated.arraySync();
    expect(out[0]![0]![0]).toBeCloseTo(0.75, 6);
    expect(out[0]![0]![1]).toBeCloseTo(0.25, 6);
    expect(out[0]![1]).toEqual([0, 0]);
  });

  test('has the gradient of its formula', () => {
    const nodes = seeded([1, 2, 3, 2], 16) as tf.Tensor4D;
    const prior = seeded([1, 2, 3], 17) as tf.Tensor3D;
    const mask = tf.tensor3d([
      [
        [1, 1, 0],
        [1, 1, 1],
      ],
    ]);
    const query = matrix(2, 2, 18);
    const x = seeded([1, 2, 2], 19) as tf.Tensor3D;
    expectGradient((at) => graphAttention(at as tf.Tensor3D, nodes, prior, mask, query).aggregated, x);
    expectGradient((at) => graphAttention(x, at as tf.Tensor4D, prior, mask, query).aggregated, nodes);
    expectGradient((at) => graphAttention(x, nodes, at as tf.Tensor3D, mask, query).aggregated, prior);
  });
});

describe('historyAttention', () => {
  test('shares sum to 1, and an empty history gives exactly 0', () => {
    const shopper = seeded([1, 2, 3], 20) as tf.Tensor3D;
    const history = seeded([1, 3, 3], 21) as tf.Tensor3D;
    const mask = tf.tensor3d([
      [
        [1, 1, 0],
        [0, 0, 0],
      ],
    ]);

    const shares = historyAttention(shopper, history, tf.zeros([1, 2, 3]), mask, identity(3)).arraySync();

    expect(shares[0]![0]!.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    expect(shares[0]![0]![2]).toBe(0);
    expect(shares[0]![1]).toEqual([0, 0, 0]);
  });

  test('has the gradient of its formula', () => {
    const history = seeded([1, 3, 2], 22) as tf.Tensor3D;
    const bias = seeded([1, 2, 3], 23);
    const mask = tf.tensor3d([
      [
        [1, 1, 0],
        [1, 1, 1],
      ],
    ]);
    expectGradient(
      (at) => historyAttention(at as tf.Tensor3D, history, bias, mask, matrix(2, 2, 24)),
      seeded([1, 2, 2], 25),
    );
  });
});
