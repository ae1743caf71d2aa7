import { beforeAll, describe, expect, test } from 'vitest';
import { GROUPS } from '../../../src/features/model_input.ts';
import { plantedCatalogue, simulatePlanted } from '../../../src/simulate/planted_groups.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { type Closed, closeGroups, partsOf, withClosed } from '../../../src/training/close_groups.ts';
import { fitBlend, type Judged } from '../../../src/training/evaluate.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { trainLoop } from '../../../src/training/train_loop.ts';
import { buildTrainingData, type TrainingData } from '../../../src/training/training_data.ts';

const settings = {
  ...DEFAULT_SETTINGS,
  epochs: 6,
  learningRate: 5e-3,
  positions: 512,
  shape: { D: 16, T: 12, heads: 2, blocks: 1, F: 16 },
};

/** Half of what these shoppers look at follows from the time zone, nothing from brands that they follow. */
describe('a model of shoppers whose time zone counts', () => {
  let data: TrainingData;
  let judged: Judged;
  let closed: Closed;

  beforeAll(async () => {
    await startTraining('wasm');
    const shoppers = simulatePlanted({ seed: 5, count: 2_000, group: 'basic', effect: 'large' });
    const logs = shoppers.map(({ interactions, context }) => ({
      interactions: withSessions(interactions),
      context,
    }));
    const { shape } = settings;
    data = buildTrainingData(plantedCatalogue(), logs, settings);
    const { learnt } = await trainLoop(
      data.examples,
      data.layout,
      settings,
      async (candidate) =>
        (await fitBlend(data.validation, { learnt: candidate, shape, index: data.index })).ndcg10,
      () => undefined,
    );
    judged = { learnt, shape, index: data.index };
    closed = await closeGroups(data.validation, judged, 1);
  }, 120_000);

  test('keeps that group open and closes the one that is noise', () => {
    expect(closed.worth.basic!.gain).toBeGreaterThan(4 * closed.worth.basic!.standardError);
    expect(closed.groups).toContain('relations');
    expect(closed.groups).not.toContain('basic');
    expect(closed.groups).not.toContain('behaviour');
  });

  test('has nothing of a closed group left in the profile', async () => {
    const relations = GROUPS.indexOf('relations');
    const shut = withClosed(judged.learnt, ['relations']);
    const { D } = judged.shape;
    const lengths = async (learnt: typeof shut) =>
      (await partsOf(data.validation, learnt, judged.shape)).map((parts) =>
        Math.hypot(...parts.subarray(relations * D, (relations + 1) * D)),
      );

    expect(Math.max(...(await lengths(judged.learnt)))).toBeGreaterThan(1e-3);
    expect(Math.max(...(await lengths(shut)))).toBeLessThan(1e-5);
  });
});
