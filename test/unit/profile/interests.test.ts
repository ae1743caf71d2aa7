import { describe, expect, test } from 'vitest';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { buildInput } from '../../../src/features/build_input.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { interests, tagCentroids } from '../../../src/profile/interests.ts';
import { createExplainer } from '../../../src/profile/reasons.ts';
import { interaction, SMALL_CATALOGUE } from '../../support/builders.ts';

const D = 2;
const none = { neighbours: new Int32Array(7), weights: new Float32Array(7) };
const index = indexCatalogue(SMALL_CATALOGUE, none);
/** Kitchen items point east, garden items north; the voucher and all brands and tags nowhere. */
const entities = new Float32Array((1 + 6 + 2 + 4) * D);
for (const pan of [1, 2, 3]) entities[pan * D] = 1;
for (const pot of [4, 5]) entities[pot * D + 1] = 1;
const centroids = tagCentroids(index, entities, D);

const tell = (interactions: StoredInteraction[], history: number[], profile: number[]) => {
  const steps = toSteps(interactions, index.indexOf);
  const input = buildInput(steps, index.graph, { T: history.length });
  const shares = Float32Array.from(history);
  const explainer = createExplainer({
    index,
    entities,
    D,
    input,
    steps,
    history: shares,
    lambda: 1,
    beta: 1,
  });
  return interests({
    index,
    centroids,
    profile: Float32Array.from(profile),
    history: shares,
    input,
    explainer,
  });
};

describe('interests', () => {
  const history = [interaction('view', 'pan-1', { id: 1 }), interaction('cart_add', 'pot-1', { id: 2 })];

  test('an interest that the profile no longer points to is still told by its attention', () => {
    const { departments } = tell(history, [0.4, 0.6], [0, 1]);

    expect(departments.map(({ path }) => path)).toEqual(['Garden', 'Kitchen']);
    expect(departments[1]!.share).toBeGreaterThan(0.2);
    expect(departments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
  });

  test('topics are the deepest categories, departments the widest', () => {
    const { topics } = tell(history, [0.4, 0.6], [0, 1]);

    expect(topics.map(({ path, department }) => [path, department])).toEqual([
      ['Garden > Pots', 'Garden'],
      ['Kitchen > Pans', 'Kitchen'],
    ]);
  });

  test('reasons are the interactions behind it, with their shares', () => {
    const { departments } = tell(history, [0.4, 0.6], [0, 1]);

    expect(departments[0]!.reasons).toEqual([
      {
        interactionIds: [2],
        kind: 'cart_add',
        at: history[1]!.at,
        itemId: 'pot-1',
        itemName: 'Clay pot',
        share: 1,
      },
    ]);
  });

  test('a category that nobody touched is never told, however near the profile lies', () => {
    expect(tell([history[0]!], [1], [0, 1]).departments.map(({ path }) => path)).toEqual(['Kitchen']);
  });

  test('an item without a category leads to no interest', () => {
    expect(tell([interaction('view', 'gift')], [1], [1, 0])).toEqual({ departments: [], topics: [] });
  });
});
