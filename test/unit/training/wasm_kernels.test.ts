import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';

const prng = new Prng(4);
const numbers = (...shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((size, d) => size * d, 1) }, () => prng.normal()),
});
type Numbers = ReturnType<typeof numbers>;
const tensor = ({ shape, values }: Numbers) => tf.tensor(values, shape);
const rows = Int32Array.from([4, 0, 4, 2]);

const products: [string, Numbers, Numbers, boolean, boolean][] = [
  ['plain', numbers(5, 7), numbers(7, 3), false, false],
  ['with the left transposed', numbers(70, 50), numbers(70, 3), true, false],
  ['with the right transposed', numbers(5, 7), numbers(40, 7), false, true],
  ['with both transposed', numbers(7, 5), numbers(3, 7), true, true],
  ['of a batch', numbers(4, 5, 7), numbers(4, 3, 7), false, true],
  ['of a batch and one matrix', numbers(4, 5, 7), numbers(1, 7, 3), false, false],
  ['outer, of a batch', numbers(4, 5, 1), numbers(4, 6, 1), false, true],
  ['outer, transposed', numbers(4, 1, 5), numbers(4, 1, 6), true, false],
];

/** The same on cpu, with tfjs's own kernels, and on wasm, with ours. */
async function onBoth(compute: () => tf.Tensor): Promise<[Float32Array, Float32Array, number]> {
  await startTraining('cpu');
  const expected = (await tf.tidy(compute).data()) as Float32Array;
  await startTraining('wasm');
  const before = tf.memory().numDataBuffers;
  const out = tf.tidy(compute);
  const found = (await out.data()) as Float32Array;
  out.dispose();
  return [expected, found, tf.memory().numDataBuffers - before];
}

function expectClose(expected: Float32Array, found: Float32Array): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(1e-4);
}

test.each(products)('multiplies as tfjs does, %s', async (_, a, b, transposeA, transposeB) => {
  const [expected, found, leaked] = await onBoth(() =>
    tf.matMul(tensor(a), tensor(b), transposeA, transposeB),
  );

  expectClose(expected, found);
  expect(leaked).toBe(0);
});

test('gathers rows of any width as tfjs does, and leaves other gathers to it', async () => {
  const table = numbers(5, 3, 2);
  const indices = () => tf.tensor2d(rows, [2, 2], 'int32');

  expectClose(...firstTwo(await onBoth(() => tf.gather(tensor(table), indices()))));
  expectClose(
    ...firstTwo(await onBoth(() => tf.gather(tensor(numbersOf(table)), tf.tensor1d([1, 0], 'int32'), 1))),
  );
});

test('adds segments as tfjs does', async () => {
  const x = numbers(4, 3);
  const [expected, found] = await onBoth(() =>
    tf.unsortedSegmentSum(tensor(x), tf.tensor1d(rows, 'int32'), 6),
  );

  expectClose(expected, found);
});

const firstTwo = ([expected, found]: [Float32Array, Float32Array, number]): [Float32Array, Float32Array] => [
  expected,
  found,
];
const numbersOf = (table: Numbers): Numbers => ({ shape: [5, 6], values: table.values });
