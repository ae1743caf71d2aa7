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

test('moves the rows that have a gradient as it would move them alone', () => {
  const prng = new Prng(3);
  const start = Float32Array.from({ length: 6 }, () => prng.normal());
  const [table, row] = [start.slice(), start.slice(2, 4)];
  const [ofTable, ofRow] = [new Adam(0.01), new Adam(0.01)];
  for (let step = 0; step < 5; step++) {
    const values = Float32Array.from([prng.normal(), prng.normal()]);
    ofTable.step(new Map([['x', table]]), new Map([['x', { rows: Int32Array.of(1), values }]]));
    ofRow.step(new Map([['x', row]]), new Map([['x', values]]));
  }

  expect([...table]).toEqual([...start.slice(0, 2), ...row, ...start.slice(4)]);
  expect(row[0]).not.toBe(start[2]);
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

test('moves a parameter of another rate as with that rate alone', () => {
  const [own, alone] = [Float32Array.of(1), Float32Array.of(1)];
  const slope = Float32Array.of(0.5);

  new Adam(0.01, { own: 8 }).step(new Map([['own', own]]), new Map([['own', slope]]));
  new Adam(0.08).step(new Map([['alone', alone]]), new Map([['alone', slope]]));

  expect(own[0]).toBeCloseTo(alone[0]!, 6);
  expect(own[0]).toBeLessThan(0.93);
});
