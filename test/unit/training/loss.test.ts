import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { softmaxCrossEntropy } from '../../../src/training/loss.ts';
import { drawCandidates, twoHeadLoss } from '../../../src/training/sampled_loss.ts';

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

describe('candidates', () => {
  const targets = Int32Array.from([5, 5, 9]);
  const owners = Int32Array.from([0, 1, 1]);
  const options = { V: 10_000, negatives: 768, repeats: false };

  test('are distinct, hold every target, and count on what the batch repeats', () => {
    const { items, corrections, classes } = drawCandidates(targets, owners, options, new Prng(2));

    expect(new Set(items).size).toBe(items.length);
    expect([...classes].map((c) => items[c]!)).toEqual([5, 5, 9]);
    // Item 5 is expected twice from the batch and 768 / 10,000 times from the uniform draw.
    expect(-corrections[classes[0]!]!).toBeCloseTo(Math.log(2 + 0.0768), 5);
    expect(-corrections[classes[2]!]!).toBeCloseTo(Math.log(1 + 0.0768), 5);
  });

  test('leave out what else the same shopper chose', () => {
    const { items, corrections, classes } = drawCandidates(targets, owners, options, new Prng(2));
    const correction = (n: number, target: number) => corrections[n * items.length + classes[target]!]!;

    expect(correction(1, 2)).toBeLessThan(-1e8);
    expect(correction(2, 1)).toBeLessThan(-1e8);
    expect(correction(0, 2)).toBeGreaterThan(-10);
    expect(correction(1, 1)).toBeGreaterThan(-10);
  });

  test('hold what else the same shopper chose where repeats may come next', () => {
    const { items, corrections, classes } = drawCandidates(
      targets,
      owners,
      { ...options, repeats: true },
      new Prng(2),
    );

    expect(corrections[items.length + classes[2]!]!).toBeGreaterThan(-10);
  });

  test('are all items of a small catalogue, uncorrected', () => {
    const { items, corrections } = drawCandidates(
      targets,
      Int32Array.from([0, 1, 2]),
      { ...options, V: 20 },
      new Prng(2),
    );

    expect([...items].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(corrections.every((x) => x === 0)).toBe(true);
  });
});

test('asks one of the two heads for each position, and both about as often', async () => {
  await startTraining('cpu');
  const table = tf.tensor2d([[0], [1], [-1]]);
  const [sure, unsure] = [2, 0];
  const N = 1000;
  const options = { V: 2, negatives: 0, repeats: true };
  const candidates = drawCandidates(new Int32Array(N).fill(1), new Int32Array(N), options, new Prng(1));
  const encoders = candidates.isEncoders.reduce((sum, x) => sum + x, 0);

  const [loss] = await twoHeadLoss(
    [tf.fill([N, 1], sure), tf.fill([N, 1], unsure)],
    table,
    candidates,
  ).data();

  // Logits 2 and -2 give log(1 + e^-4), logits 0 and 0 give log 2. Seeded: 500 +- 16 encoders.
  expect(Math.abs(encoders - N / 2)).toBeLessThan(60);
  expect(loss).toBeCloseTo((encoders * Math.log(1 + Math.exp(-4)) + (N - encoders) * Math.log(2)) / N, 4);
});
