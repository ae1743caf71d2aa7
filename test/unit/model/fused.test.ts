import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { ModelInput } from '../../../src/features/model_input.ts';
import { passConfig } from '../../../src/model/fused/cpu_pass.ts';
import { PASS } from '../../../src/model/fused/kernel.ts';
import { keptNeighbourhoods } from '../../../src/model/fused/neighbourhoods.ts';
import { InferenceModel } from '../../../src/model/inference.ts';
import { infer } from '../../support/infer.ts';
import { passCases, passGap, TOLERANCE } from '../../support/passes.ts';

vi.mock('../../../src/model/fused/neighbourhoods.ts', { spy: true });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function fusedly<T>(work: () => Promise<T>): Promise<T> {
  tf.registerKernel(passConfig);
  return work().finally(() => tf.unregisterKernel(PASS, 'cpu'));
}

// Every backend's: test/browser/fused.webgpu.spec.ts.
test.each([1, 2])(
  'the fused pass of cpu comes to what the composed one does, with %i blocks',
  async (blocks) => {
    const cases = passCases(blocks);
    const composed = await infer(cases);
    const before = tf.memory().numTensors;

    const fused = await fusedly(() => infer(cases));

    expect(passGap(fused, composed)).toBeLessThan(TOLERANCE);
    expect(tf.memory().numTensors).toBe(before);
    // Barriers: both were not the same pass, and inputs differ by more than is tolerated.
    expect(passGap(fused, composed)).toBeGreaterThan(0);
    expect(passGap([fused[0]!], [composed[1]!])).toBeGreaterThan(TOLERANCE);
  },
);

describe('a neighbourhood of an earlier pass', () => {
  const cases = passCases(1);
  const [whole] = cases.inputs as [ModelInput];
  /** The last position's edges but for one number of the first. */
  const otherwise = (part: 'edges' | 'edgeKinds' | 'edgePriors', value: number): ModelInput => {
    const values = whole[part].slice();
    values[(whole.T - 1) * whole.M] = value;
    return { ...whole, [part]: values };
  };

  test('is made anew where an edge, its kind or its prior is another', async () => {
    const { M, T } = whole;
    const first = (T - 1) * M;
    const inputs = [
      whole,
      otherwise('edges', 1 + (whole.edges[first]! % cases.V)),
      otherwise('edgeKinds', whole.edgeKinds[first] === 1 ? 2 : 1),
      otherwise('edgePriors', whole.edgePriors[first]! + 1),
      whole,
    ];
    const composed = await infer({ ...cases, inputs });

    const fused = await fusedly(() => infer({ ...cases, inputs }));

    expect(passGap(fused, composed)).toBeLessThan(TOLERANCE);
    // Barrier: each change is one that counts.
    for (const i of [1, 2, 3]) expect(passGap([composed[i]!], [composed[0]!])).toBeGreaterThan(TOLERANCE);
    expect(fused[4]).toEqual(fused[0]);
  });

  test('goes when the history that it was of is forgotten', async () => {
    await fusedly(async () => {
      const model = new InferenceModel(cases.weights, cases.entities, cases.V, cases.shape);
      const keptBy = async (): Promise<Map<number, unknown>> => {
        await model.infer(whole);
        return vi.mocked(keptNeighbourhoods).mock.results.at(-1)!.value;
      };
      const first = await keptBy();
      expect(first.size).toBeGreaterThan(0);
      expect(await keptBy()).toBe(first); // or there would be nothing to forget

      model.forget();

      expect(await keptBy()).not.toBe(first);
      model.dispose();
    });
  });

  test('is none of another model', async () => {
    const others = new Map(cases.weights);
    others.set(
      'graphQuery',
      cases.weights.get('graphQuery')!.map((value) => -value),
    );
    const inTurns = async () => {
      const models = [cases.weights, others].map(
        (weights) => new InferenceModel(weights, cases.entities, cases.V, cases.shape),
      );
      const found = [];
      for (const i of [0, 1, 0]) found.push(await models[i]!.infer(whole));
      for (const model of models) model.dispose();
      return found;
    };
    const composed = await inTurns();

    const fused = await fusedly(inTurns);

    expect(passGap(fused, composed)).toBeLessThan(TOLERANCE);
    expect(passGap([composed[0]!], [composed[1]!])).toBeGreaterThan(TOLERANCE);
  });
});

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
