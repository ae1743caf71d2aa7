import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { readSequences } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { differentiate, initialParameters, type Parameters } from '../../../src/training/train_loop.ts';
import { buildTrainingData } from '../../../src/training/training_data.ts';
import { temporaryFile } from './temporary_file.ts';

const shape = { D: 4, T: 8, heads: 2, blocks: 1, F: 4 };
const items: Item[] = Array.from({ length: 10 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 2}`,
  category: ['All'],
}));
const still = { shape, dropout: 0, idDropout: 0, negatives: 0, repeats: false, ownVectors: true };

describe('differentiate', () => {
  let data: ReturnType<typeof buildTrainingData>;
  let parameters: Parameters;
  beforeAll(async () => {
    await startTraining('cpu');
    const log = await readSequences(
      temporaryFile('i0 i1 i2 i3 i4', 'i1 i0 i2 i5 i6', 'i3 i1 i0 i7 i8', 'i2 i9 i0 i1 i3'),
    );
    data = buildTrainingData(items, log, {
      ...DEFAULT_SETTINGS,
      minShoppers: 1,
      protocol: 'leave-one-out',
      shape,
    });
    parameters = initialParameters(still, data.layout, new Prng(5));
  }, 60_000);

  const lossAndGradients = (at: Parameters) =>
    differentiate(data.examples, at, data.layout, still, new Prng(1));

  test.each([
    'ids',
    'attributes',
    'block0.attention.query',
    'graphQuery',
    'historyAge',
    'nu',
    'mu',
    'group.tags',
  ])('finds the slope of %s that finite differences find', async (name) => {
    const { gradients } = await lossAndGradients(parameters);
    const values = parameters.get(name)!;
    const found = gradients.get(name)!;
    // Every item of a small catalogue is a candidate, so every row has a gradient.
    const gradient = 'rows' in found ? found.values : found;
    const steepest = Array.from(gradient, Math.abs).reduce(
      (best, x, i, all) => (x > all[best]! ? i : best),
      0,
    );
    const lossAt = async (shift: number) => {
      const moved = values.slice();
      moved[steepest]! += shift;
      return (await lossAndGradients(new Map([...parameters, [name, moved]]))).loss;
    };
    const h = 1e-2;
    const slope = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);

    expect(gradient[steepest]).not.toBe(0);
    expect(Math.abs(slope - gradient[steepest]!)).toBeLessThan(2e-3 + 0.02 * Math.abs(slope));
  });

  test('leaves no tensor behind', async () => {
    await lossAndGradients(parameters);
    const before = tf.memory().numTensors;
    await lossAndGradients(parameters);

    expect(tf.memory().numTensors).toBe(before);
  });
});
