import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { attention, embed, feedForward, fuse, layerNorm, normalise, score } from '../../../src/model/ops.ts';
import { expectGradient, expectNoLeak, seeded } from '../../support/tensors.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const identity = (size: number) => tf.eye(size);
const matrix = (rows: number, columns: number, seed: number) => seeded([rows, columns], seed) as tf.Tensor2D;
const norm = (D: number) => ({ gain: tf.ones([D]) as tf.Tensor1D, bias: tf.zeros([D]) as tf.Tensor1D });

describe('embed', () => {
  test('takes rows of the table', async () => {
    const table = tf.tensor2d([
      [0, 0],
      [1, 2],
      [3, 4],
    ]);

    expect(await embed(table, tf.tensor2d([[2, 0]], [1, 2], 'int32')).array()).toEqual([
      [
        [3, 4],
        [0, 0],
      ],
    ]);
  });

  test('sends the gradient of a row that is taken twice to that row', () => {
    expectGradient((table) => embed(table as tf.Tensor2D, tf.tensor1d([1, 1, 0], 'int32')), matrix(3, 2, 1));
  });
});

describe('layerNorm', () => {
  test('centres and scales to unit variance, then applies gain and bias', async () => {
    const out = layerNorm(tf.tensor2d([[1, 3]]), {
      gain: tf.tensor1d([2, 2]),
      bias: tf.tensor1d([0, 1]),
    }).arraySync() as number[][];

    // Mean 2, variance 1: (-1, 1), times 2, plus bias.
    expect(out[0]![0]).toBeCloseTo(-2, 4);
    expect(out[0]![1]).toBeCloseTo(3, 4);
  });

  test('has the gradient of its formula', () => {
    const weights = { gain: seeded([4], 3) as tf.Tensor1D, bias: seeded([4], 4) as tf.Tensor1D };
    expectGradient((x) => layerNorm(x, weights), matrix(2, 4, 2));
  });
});

describe('attention', () => {
  const weights = (D: number) => ({
    query: matrix(D, D, 5),
    key: matrix(D, D, 6),
    value: matrix(D, D, 7),
    output: matrix(D, D, 8),
  });

  test('averages the kept values when every logit is equal', () => {
    const x = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
        [8, 8],
      ],
    ]);
    const flat = {
      query: tf.zeros([2, 2]) as tf.Tensor2D,
      key: identity(2),
      value: identity(2),
      output: identity(2),
    };
    const mask = tf.tensor3d([[[1, 1, 0]]]);

    const out = attention(tf.zeros([1, 1, 2]), x, mask, flat, 1).arraySync();

    // The mean of (1, 0) and (0, 1); the masked (8, 8) leaves no trace.
    expect(out).toEqual([[[0.5, 0.5]]]);
  });

  test('weighs by the softmax of q·k / √H', () => {
    const x = tf.tensor3d([
      [
        [Math.log(3), 0],
        [0, 0],
      ],
    ]);
    const w = { query: identity(2), key: identity(2), value: identity(2), output: identity(2) };
    // H = 2, so q = (√2, 0) makes the logits log 3 and 0: weights 3/4 and 1/4.
    const out = attention(tf.tensor3d([[[Math.SQRT2, 0]]]), x, tf.ones([1, 1, 2]), w, 1).arraySync();

    expect(out[0]![0]![0]).toBeCloseTo(0.75 * Math.log(3), 5);
  });

  test('heads do not see each other', () => {
    const w = weights(4);
    const x = seeded([1, 3, 4], 9) as tf.Tensor3D;
    const one = attention(
      x,
      x,
      tf.ones([1, 3, 3]),
      { ...w, query: identity(4), key: identity(4), value: identity(4), output: identity(4) },
      2,
    );
    const changed = tf.concat([tf.slice(x, [0, 0, 0], [1, 3, 2]), tf.zeros([1, 3, 2])], 2) as tf.Tensor3D;
    const two = attention(
      changed,
      changed,
      tf.ones([1, 3, 3]),
      { query: identity(4), key: identity(4), value: identity(4), output: identity(4) },
      2,
    );

    const first = (t: tf.Tensor) => Array.from(tf.slice(t as tf.Tensor3D, [0, 0, 0], [1, 3, 2]).dataSync());
    expect(first(one)).toEqual(first(two));
  });

  test('has the gradient of its formula in inputs and weights', () => {
    const w = weights(4);
    const mask = tf.tensor3d([
      [
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 1],
      ],
    ]);
    const x = seeded([1, 3, 4], 10) as tf.Tensor3D;
    expectGradient((at) => attention(at as tf.Tensor3D, at as tf.Tensor3D, mask, w, 2), x);
    expectGradient((at) => attention(x, x, mask, { ...w, query: at as tf.Tensor2D }, 2), w.query);
    expectGradient((at) => attention(x, x, mask, { ...w, value: at as tf.Tensor2D }, 2), w.value);
  });
});

describe('feedForward', () => {
  test('has the gradient of its formula', () => {
    const w = {
      expand: matrix(3, 5, 11),
      expandBias: seeded([5], 12) as tf.Tensor1D,
      project: matrix(5, 3, 13),
      projectBias: seeded([3], 14) as tf.Tensor1D,
    };
    expectGradient((x) => feedForward(x as tf.Tensor3D, w), seeded([1, 2, 3], 15));
  });
});

describe('fuse', () => {
  const projections = [0, 1, 2, 3].map(() => identity(2));

  test('a group that is absent leaves no trace', () => {
    const groups = [26, 27, 28, 29].map((seed) => seeded([1, 1, 2], seed) as tf.Tensor3D);
    const present = tf.tensor3d([[[0, 1, 0, 0]]]);
    const gates = tf.tensor1d([9, 0, 9, 9]);

    const all = fuse(groups, present, gates, projections, norm(2)).fused.arraySync();
    const alone = fuse(
      [groups[1]!, groups[1]!, groups[1]!, groups[1]!],
      present,
      gates,
      projections,
      norm(2),
    ).fused.arraySync();

    expect(all).toEqual(alone);
  });

  test('has the gradient of its formula in the gates', () => {
    const groups = [30, 31, 32, 33].map((seed) => seeded([1, 2, 3], seed) as tf.Tensor3D);
    const squares = [34, 35, 36, 37].map((seed) => matrix(3, 3, seed));
    const present = tf.ones([1, 2, 4]) as tf.Tensor3D;
    expectGradient(
      (gates) => fuse(groups, present, gates as tf.Tensor1D, squares, norm(3)).fused,
      seeded([4], 38),
    );
  });
});

test('score is the dot product of every pair', () => {
  expect(
    score(
      tf.tensor2d([[1, 2]]),
      tf.tensor2d([
        [3, 4],
        [0, 1],
      ]),
    ).arraySync(),
  ).toEqual([[11, 2]]);
});

test('normalise gives unit length and leaves zero at zero', () => {
  const out = normalise(
    tf.tensor2d([
      [3, 4],
      [0, 0],
    ]),
  ).arraySync() as number[][];

  expect(out[0]![0]).toBeCloseTo(0.6, 5);
  expect(out[1]).toEqual([0, 0]);
});

test('no op leaves a tensor behind inside a tidy', () => {
  const x = seeded([1, 3, 4], 40) as tf.Tensor3D;
  const w = {
    query: matrix(4, 4, 41),
    key: matrix(4, 4, 42),
    value: matrix(4, 4, 43),
    output: matrix(4, 4, 44),
  };
  const mask = tf.ones([1, 3, 3]) as tf.Tensor3D;
  expectNoLeak(() => tf.tidy(() => attention(x, x, mask, w, 2)).dispose());
});
