import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { passConfig } from '../../../src/model/fused/cpu_pass.ts';
import { PASS } from '../../../src/model/fused/kernel.ts';
import { InferenceModel } from '../../../src/model/inference.ts';
import { infer } from '../../support/infer.ts';
import { passCases, passGap, TOLERANCE } from '../../support/passes.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// Every backend's: test/browser/fused.webgpu.spec.ts.
test.each([1, 2])(
  'the fused pass of cpu comes to what the composed one does, with %i blocks',
  async (blocks) => {
    const cases = passCases(blocks);
    const composed = await infer(cases);
    const before = tf.memory().numTensors;

    tf.registerKernel(passConfig);
    const fused = await infer(cases).finally(() => tf.unregisterKernel(PASS, 'cpu'));

    expect(passGap(fused, composed)).toBeLessThan(TOLERANCE);
    expect(tf.memory().numTensors).toBe(before);
    // Barriers: both were not the same pass, and inputs differ by more than is tolerated.
    expect(passGap(fused, composed)).toBeGreaterThan(0);
    expect(passGap([fused[0]!], [composed[1]!])).toBeGreaterThan(TOLERANCE);
  },
);

test('weights of another shape are refused, fused or not', () => {
  const { weights, entities, V, shape } = passCases(1);
  const broken = new Map([...weights, ['graphQuery', new Float32Array(3)]]);
  const load = () => new InferenceModel(broken, entities, V, shape);

  expect(load).toThrow();
  tf.registerKernel(passConfig);
  try {
    expect(load).toThrow('weight graphQuery has 3 numbers, must be [64,64]');
  } finally {
    tf.unregisterKernel(PASS, 'cpu');
  }
});
