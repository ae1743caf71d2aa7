import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { buildInput } from '../../../src/features/build_input.ts';
import type { ItemGraph, ModelInput } from '../../../src/features/model_input.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { toBatch } from '../../../src/model/batch.ts';
import { forward } from '../../../src/model/forward.ts';
import { initialWeights, structureWeights, toTensors } from '../../../src/model/weights.ts';
import { seeded } from '../../support/tensors.ts';

const V = 9;
const SHAPE = { D: 8, T: 6, heads: 2, blocks: 2, F: 8 };

/** Nine items; brand rows 10-12, tag rows 13-15; two neighbours each. */
const graph: ItemGraph = {
  V,
  M: 2,
  neighbours: Int32Array.from({ length: (V + 1) * 2 }, (_, i) => (i < 2 ? 0 : 1 + ((i * 3) % V))),
  neighbourWeights: Float32Array.from({ length: (V + 1) * 2 }, (_, i) => (i < 2 ? 0 : 1 / (1 + (i % 5)))),
  brandRow: Int32Array.from({ length: V + 1 }, (_, i) => (i === 0 ? 0 : 10 + (i % 3))),
  tagRow: Int32Array.from({ length: V + 1 }, (_, i) => (i === 0 ? 0 : 13 + (i % 3))),
  priceBand: Uint8Array.from({ length: V + 1 }, (_, i) => (i === 0 ? 0 : 1 + (i % 5))),
};

const sequence = (items: number[]) =>
  toSteps(
    items.map(
      (item, i): StoredInteraction => ({
        id: i + 1,
        kind: i % 2 ? 'view' : 'cart_add',
        itemId: String(item),
        at: 1e12 + i * 60_000,
        session: 1,
      }),
    ),
    Number,
  );

let table: tf.Tensor2D;
let weights: ReturnType<typeof structureWeights>;

beforeAll(async () => {
  await tf.setBackend('cpu');
  table = tf.concat([tf.zeros([1, 8]), seeded([15, 8], 1)]) as tf.Tensor2D;
  let draw = 0;
  const values = initialWeights(SHAPE, () => Math.sin(++draw) * 0.3).set('nu', Float32Array.of(2));
  weights = structureWeights(toTensors(values, SHAPE), SHAPE);
});

const run = (input: ModelInput, queries: 'all' | 'last', by = weights) =>
  tf.tidy(() => {
    const out = forward(by, table, toBatch([input]), SHAPE, { queries });
    return {
      shopper: out.shopper.arraySync()[0]!,
      profile: out.profile.arraySync()[0]!,
      history: out.history.arraySync()[0]!,
    };
  });

/** float32 sums in another order differ in the last digits. */
const expectClose = (found: readonly number[], wanted: readonly number[]) => {
  const gap = Math.max(...found.map((value, i) => Math.abs(value - wanted[i]!)));
  expect(found).toHaveLength(wanted.length);
  expect(gap).toBeLessThan(1e-5);
};

describe('forward', () => {
  test('a later item leaves every earlier position equal to the bit', () => {
    const a = run(buildInput(sequence([1, 2, 3, 4, 5, 6]), graph, { T: 6 }), 'all');
    const b = run(buildInput(sequence([1, 2, 3, 4, 9, 8]), graph, { T: 6 }), 'all');

    expect(b.profile.slice(0, 4)).toEqual(a.profile.slice(0, 4));
    expect(b.profile[4]).not.toEqual(a.profile[4]);
  });

  test('the last query alone equals the last of all queries', () => {
    const input = buildInput(sequence([1, 2, 3, 4]), graph, { T: 6 });

    const all = run(input, 'all');
    const last = run(input, 'last');

    expectClose(last.profile[0]!, all.profile[5]!);
    expectClose(last.history[0]!, all.history[5]!);
  });

  test('nu times the weighed mean of the items themselves is a part of u', () => {
    const input = buildInput(sequence([1, 2, 3, 4]), graph, { T: 6 });
    const without = { ...weights, nu: tf.tensor1d([0]) };

    const whole = run(input, 'last');
    const rest = run(input, 'last', without);

    const rows = table.arraySync();
    const mean = rows[0]!.map((_, d) =>
      input.items.reduce((sum, item, t) => sum + whole.history[0]![t]! * rows[item]![d]!, 0),
    );
    const [nu] = weights.nu.arraySync();
    expectClose(
      whole.shopper[0]!,
      rest.shopper[0]!.map((value, d) => value + nu! * mean[d]!),
    );
    expect(rest.history).toEqual(whole.history);
  });

  test('padding changes nothing', () => {
    const tight = run(buildInput(sequence([1, 2, 3]), graph, { T: 3 }), 'last');
    const padded = run(buildInput(sequence([1, 2, 3]), graph, { T: 6 }), 'last');

    expectClose(padded.profile[0]!, tight.profile[0]!);
  });

  test('an empty sequence yields finite numbers and an empty history', () => {
    const { profile, history } = run(buildInput([], graph, { T: 6 }), 'last');

    expect(profile[0]!.every(Number.isFinite)).toBe(true);
    expect(history[0]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('basic information that training never met has no say, nor has what is not known', () => {
    let draw = 0;
    const values = initialWeights(SHAPE, () => Math.sin(++draw) * 0.3);
    // As after a training on a log without context: row 0, prices and visits have moved, the others have not.
    const moved = values.get('basic')!.map((_, i) => (i < 8 * SHAPE.D ? Math.cos(i) : 0));
    const learnt = structureWeights(toTensors(values.set('basic', moved), SHAPE), SHAPE);
    const context = { language: 'zh-CN', device: 'phone', timeZone: 'Asia/Shanghai' } as const;
    const steps = sequence([1, 2, 3]);

    const plain = run(buildInput(steps, graph, { T: 6 }), 'last', learnt);
    expect(run(buildInput(steps, graph, { T: 6, context }), 'last', learnt)).toEqual(plain);
    const unpriced = { ...graph, priceBand: new Uint8Array(V + 1) };
    expect(run(buildInput(steps, unpriced, { T: 6 }), 'last', learnt)).not.toEqual(plain);
  });

  test('a release does not see basic information or relations', () => {
    const steps = sequence([1, 2, 3, 4]);

    const without = run(buildInput(steps, graph, { T: 6, behaviourOnly: true }), 'last');
    const followed = run(buildInput(steps, graph, { T: 6, relations: [10], behaviourOnly: true }), 'last');
    const full = run(buildInput(steps, graph, { T: 6, relations: [10] }), 'last');

    expect(followed.profile).toEqual(without.profile);
    expect(full.profile).not.toEqual(without.profile);
  });

  test('a batch computes each of its sequences as if it were alone', () => {
    const one = buildInput(sequence([1, 2, 3]), graph, { T: 6 });
    const two = buildInput(sequence([7, 8, 9, 1, 2]), graph, { T: 6 });

    const both = tf.tidy(() =>
      forward(weights, table, toBatch([one, two]), SHAPE, { queries: 'last' }).profile.arraySync(),
    );

    expectClose(both[1]![0]!, run(two, 'last').profile[0]!);
  });
});
