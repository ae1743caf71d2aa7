import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { easeFloor, easeInverse } from '../../bench/quality/ease.ts';
import { invertInPlace } from '../../bench/quality/inverse.ts';

beforeAll(() => startTraining('cpu'));

describe('invertInPlace', () => {
  test('inverts two by two as worked by hand', async () => {
    // det 4·3 - 2·2 = 8, so the inverse is [3, -2; -2, 4] / 8.
    const matrix = Float32Array.from([4, 2, 2, 3]);

    await invertInPlace(matrix, 2);

    expect(rounded(matrix)).toEqual([0.375, -0.25, -0.25, 0.5]);
  });

  test.each([
    [1, 1],
    [2, 3],
    [4, 2],
    [3, 16],
  ])('gives the identity back, blocks of %i in tiles of %i', async (block, tile) => {
    const n = 11;
    const matrix = positiveDefinite(n);
    const inverse = matrix.slice();

    await invertInPlace(inverse, n, undefined, { block, tile });

    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * inverse[k * n + j]!;
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 4);
      }
    }
  });

  test('reports the columns that are done and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const seen: number[] = [];

    await invertInPlace(positiveDefinite(5), 5, (done) => seen.push(done), { block: 2 });

    expect(seen).toEqual([2, 4, 5]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses what is not positive definite', async () => {
    await expect(invertInPlace(Float32Array.from([1, 2, 2, 1]), 2)).rejects.toThrow('pivot is -3');
  });
});

describe('EASE', () => {
  // X = [1 1 0; 1 1 0; 0 1 1], XᵀX + I = [3 2 0; 2 4 1; 0 1 2], det 3·(8 - 1) - 2·(4 - 0) = 13;
  // P = [7 -4 2; -4 6 -3; 2 -3 8] / 13.
  const sequences = [
    [1, 2],
    [2, 1, 2],
    [3, 2],
  ];

  test('inverts the Gram matrix of the shoppers, each item counted once', async () => {
    const inverse = await easeInverse(sequences, 3, 1);

    expect(rounded(inverse.map((value) => 13 * value))).toEqual([7, -4, 2, -4, 6, -3, 2, -3, 8]);
  });

  test('scores by -P_ij / P_jj, fading by .8 an item, and never an item by itself', async () => {
    const floor = easeFloor(await easeInverse(sequences, 3, 1), 3);

    expect(rounded(floor([1]))).toEqual([0, 0, rounded([4 / 6])[0], -0.25]);
    // Item 2: .8 · 4/6 from item 1. Item 1: 4/7 from item 2. Item 3: .8 · -2/8 + 3/8.
    expect(rounded(floor([1, 2]))).toEqual([0, ...rounded([4 / 7, (0.8 * 4) / 6, 0.175])]);
  });
});

const rounded = (values: ArrayLike<number>): number[] =>
  Array.from(values, (value) => Number(value.toFixed(4)));

/** Mᵀ·M + I of a random M. */
function positiveDefinite(n: number): Float32Array {
  const prng = new Prng(7);
  const random = Float64Array.from({ length: n * n }, () => prng.normal());
  return Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += random[k * n + i]! * random[k * n + j]!;
    return sum;
  });
}
