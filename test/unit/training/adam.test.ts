import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { Adam } from '../../../src/training/adam.ts';
import { startTraining } from '../../../src/training/backend.ts';

test('moves as tfjs’s own Adam does', async () => {
  await startTraining('cpu');
  const prng = new Prng(3);
  const start = Float32Array.from({ length: 6 }, () => prng.normal());
  const slopes = Array.from({ length: 20 }, () => Float32Array.from({ length: 6 }, () => prng.normal()));
  const variable = tf.variable(tf.tensor1d(start.slice()), true, 'adam-test') as tf.Variable;
  const theirs = tf.train.adam(0.01);
  const ours = new Adam(0.01);
  const values = start.slice();

  for (const slope of slopes) {
    theirs.applyGradients({ 'adam-test': tf.tensor1d(slope) as unknown as tf.Variable });
    ours.step(new Map([['x', values]]), new Map([['x', slope]]));
  }

  const expected = await variable.data();
  for (let i = 0; i < values.length; i++) expect(values[i]).toBeCloseTo(expected[i]!, 5);
});

test('leaves alone what has no gradient', () => {
  const still = Float32Array.from([1, 2]);
  const moved = Float32Array.from([1, 2]);
  const parameters = new Map([
    ['still', still],
    ['moved', moved],
  ]);

  new Adam(0.1).step(parameters, new Map([['moved', [1, -1]]]));

  expect([...still]).toEqual([1, 2]);
  // The first step of Adam is the learning rate against the slope's sign, whatever its size.
  expect(moved[0]).toBeCloseTo(0.9, 5);
  expect(moved[1]).toBeCloseTo(2.1, 5);
});
