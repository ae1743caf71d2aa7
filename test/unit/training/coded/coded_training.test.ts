import { beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../../src/contract/item.ts';
import { reconstruct, SPLITS } from '../../../../src/model/coded/codes.ts';
import { decodeEntities } from '../../../../src/model/folder.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { simulateShoppers } from '../../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../../src/training/backend.ts';
import { readSequences, withSessions } from '../../../../src/training/readers.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from '../../../../src/training/train.ts';
import { differentiate, initialParameters, type Parameters } from '../../../../src/training/train_loop.ts';
import { buildTrainingData } from '../../../../src/training/training_data.ts';
import { temporaryFile } from '../temporary_file.ts';

/** 4 departments of 2 leaves of 8 items. */
const catalogue: Item[] = Array.from({ length: 64 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 8}`,
  category: [`Department ${Math.floor(i / 16)}`, `Leaf ${Math.floor(i / 8)}`],
}));

describe('a step with codes', () => {
  const shape = { D: 8, T: 8, heads: 2, blocks: 1, F: 4 };
  const still = { shape, dropout: 0, idDropout: 0, negatives: 0, repeats: false, ownVectors: true };
  let data: ReturnType<typeof buildTrainingData>;
  let parameters: Parameters;
  beforeAll(async () => {
    await startTraining('cpu');
    const log = await readSequences(
      temporaryFile('i0 i1 i2 i3 i4', 'i1 i0 i2 i5 i6', 'i3 i1 i0 i7 i8', 'i2 i9 i0 i1 i3'),
    );
    const prepared = buildTrainingData(catalogue.slice(0, 10), log, {
      ...DEFAULT_SETTINGS,
      minShoppers: 1,
      protocol: 'leave-one-out',
      shape,
      codes: 'components',
    });
    // Items that nobody had would move no centroid, and the slope would be of more than the gradient.
    data = { ...prepared, layout: { ...prepared.layout, ownIds: new Uint8Array(10).fill(1) } };
    parameters = initialParameters(still, data.layout, new Prng(5));
  }, 60_000);

  const lossAndGradients = (at: Parameters) =>
    differentiate(data.examples, at, data.layout, still, new Prng(1));

  test.each(['centroids', 'attributes'])(
    'finds the slope of %s that finite differences find',
    async (name) => {
      const { gradients } = await lossAndGradients(parameters);
      const found = gradients.get(name)!;
      const gradient = 'rows' in found ? found.values : Float32Array.from(found);
      const steepest = gradient.reduce(
        (best, x, i) => (Math.abs(x) > Math.abs(gradient[best]!) ? i : best),
        0,
      );
      const at = 'rows' in found ? found.rows[Math.floor(steepest / 8)]! * 8 + (steepest % 8) : steepest;
      const lossAt = async (shift: number) => {
        const moved = parameters.get(name)!.slice();
        moved[at]! += shift;
        return (await lossAndGradients(new Map([...parameters, [name, moved]]))).loss;
      };
      const h = 1e-2;
      const slope = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);

      expect(gradient[steepest]).not.toBe(0);
      expect(Math.abs(slope - gradient[steepest]!)).toBeLessThan(2e-3 + 0.02 * Math.abs(slope));
    },
  );

  test('has no embedding of each item', () => {
    expect([...parameters.keys()]).not.toContain('ids');
    expect(parameters.get('centroids')).toHaveLength(256 * 8);
  });
});

describe.each(['vectors', 'components'] as const)('training with codes of %s', (codes) => {
  const settings = {
    ...DEFAULT_SETTINGS,
    name: 'tiny',
    epochs: 6,
    learningRate: 5e-3,
    shape: { D: 16, T: 24, heads: 2, blocks: 1, F: 16 },
    codes,
  };
  const logs = simulateShoppers({ seed: 1, count: 200, catalogue }).map(({ interactions }) => ({
    interactions: withSessions(interactions),
  }));
  let report: TrainReport;
  beforeAll(async () => {
    await startTraining('wasm');
    report = await train(catalogue, logs, settings, () => {});
  }, 60_000);

  test('beats popularity, by attention alone too', () => {
    const { model, attention, popularity } = report.metrics;

    expect(model.ndcg10).toBeGreaterThan(popularity.ndcg10);
    expect(attention.ndcg10).toBeGreaterThan(popularity.ndcg10);
  });

  test('hands over the codes, and entities that they stand for', () => {
    const { codes: made, entities, shape, catalogue: written } = report.model;
    const R = 1 + written.cards.length + written.brands.length + written.tags.length;
    const table = decodeEntities(entities, R, shape.D);
    const vector = new Float32Array(shape.D);

    expect(made!.codes).toHaveLength(64 * SPLITS);
    for (const item of [1, 30, 64]) {
      reconstruct(made!.centroids, made!.codes.subarray((item - 1) * SPLITS, item * SPLITS), vector);
      const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      vector.forEach((value, d) => {
        // int8 of a scale a row.
        expect(Math.abs(table[item * shape.D + d]! - value)).toBeLessThanOrEqual(largest / 127);
      });
    }
  });

  test('comes to the same bytes again from the same seed', async () => {
    const again = await train(catalogue, logs, { ...settings, epochs: 1 }, () => {});
    const once = await train(catalogue, logs, { ...settings, epochs: 1 }, () => {});

    expect(again.model.codes).toEqual(once.model.codes);
    expect(again.model.entities).toEqual(once.model.entities);
  }, 60_000);
});
