import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { softmaxCrossEntropy } from '../../../src/training/loss.ts';
import { drawCandidates } from '../../../src/training/sampled_loss.ts';

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(() => startTraining(backend), 60_000);

  test('cross-entropy is the mean of -log of the target shares', async () => {
    // Shares: 1/2, 1/2 and, for logits 0 and log 3, 1/4 and 3/4. Mean of log 2 and log(4/3).
    const logits = tf.tensor2d([
      [1, 1],
      [0, Math.log(3)],
    ]);
    const [loss] = await softmaxCrossEntropy(logits, tf.tensor1d([0, 1], 'int32')).data();

    expect(loss).toBeCloseTo((Math.log(2) + Math.log(4 / 3)) / 2, 5);
  });

  test('its gradient is (shares - onehot) / N, as finite differences find it', async () => {
    const prng = new Prng(1);
    const values = Float32Array.from({ length: 12 }, () => prng.normal());
    const targets = tf.tensor1d([2, 0, 3], 'int32');
    const loss = (x: tf.Tensor) => softmaxCrossEntropy(x as tf.Tensor2D, targets);
    const gradient = await tf
      .grad(loss)(tf.tensor2d(values, [3, 4]))
      .data();

    for (let i = 0; i < values.length; i++) {
      const moved = async (by: number) => {
        const copy = values.slice();
        copy[i]! += by;
        return (await loss(tf.tensor2d(copy, [3, 4])).data())[0]!;
      };
      expect(gradient[i]).toBeCloseTo(((await moved(1e-2)) - (await moved(-1e-2))) / 2e-2, 3);
    }
  });

  test('the gradient of a gather adds up what was gathered twice', async () => {
    const rows = tf.tensor1d([1, 0, 1], 'int32');
    const scale = tf.tensor2d([[1], [10], [100]]);
    const gradient = tf.grad((table: tf.Tensor) => tf.sum(tf.mul(tf.gather(table, rows), scale)))(
      tf.ones([3, 2]),
    );

    expect([...(await gradient.data())]).toEqual([10, 10, 101, 101, 0, 0]);
  });

  test('leaves no tensor behind', () => {
    const logits = tf.ones([2, 3]) as tf.Tensor2D;
    const targets = tf.tensor1d([0, 1], 'int32');
    const before = tf.memory().numTensors;
    softmaxCrossEntropy(logits, targets).dispose();

    expect(tf.memory().numTensors).toBe(before);
  });
});

test('candidates are distinct, hold every target, and count on what the batch repeats', () => {
  const targets = Int32Array.from([5, 5, 9]);
  const { candidates, logExpected, classes } = drawCandidates(targets, 10_000, new Prng(2));

  expect(new Set(candidates).size).toBe(candidates.length);
  expect([...classes].map((c) => candidates[c]! + 1)).toEqual([5, 5, 9]);
  // Item 5 is expected twice from the batch and 768 / 10,000 times from the uniform draw.
  expect(logExpected[classes[0]!]).toBeCloseTo(Math.log(2 + 0.0768), 5);
  expect(logExpected[classes[2]!]).toBeCloseTo(Math.log(1 + 0.0768), 5);
});
