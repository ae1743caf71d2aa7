import { describe, expect, test } from 'vitest';
import { toSteps } from '../../../src/features/steps.ts';
import { interaction } from '../../support/builders.ts';

const indexOf = (id: string) => ({ a: 1, b: 2, c: 3 })[id];

describe('toSteps', () => {
  test('folds what happened with one item in a row and keeps the strongest kind', () => {
    const history = [
      interaction('view', 'a', { id: 1 }),
      interaction('cart_add', 'a', { id: 2 }),
      interaction('dwell', 'a', { id: 3 }),
    ];

    const steps = toSteps(history, indexOf);

    expect(steps).toEqual([
      expect.objectContaining({ item: 1, kind: 'cart_add', interactionIds: [1, 2, 3] }),
    ]);
  });

  test('an item looked at again after another is a step of its own', () => {
    const steps = toSteps(
      [interaction('view', 'a'), interaction('view', 'b'), interaction('view', 'a')],
      indexOf,
    );

    expect(steps.map((step) => step.item)).toEqual([1, 2, 1]);
  });

  test('leaves out gifts, what was somebody else’s, unknown items and searches', () => {
    const history = [
      interaction('view', 'a', { gift: true }),
      interaction('view', 'b', { notMe: true }),
      interaction('view', 'unknown'),
      interaction('search', undefined, { tokens: ['pan'] }),
      interaction('view', 'c'),
    ];

    expect(toSteps(history, indexOf).map((step) => step.item)).toEqual([3]);
  });

  test('folds what stands side by side once a rejected item between is gone', () => {
    const history = [
      interaction('view', 'a', { id: 1 }),
      interaction('view', 'b', { id: 2 }),
      interaction('cart_add', 'a', { id: 3 }),
      interaction('dislike', 'b', { id: 4 }),
    ];

    expect(toSteps(history, indexOf)).toEqual([
      expect.objectContaining({ item: 1, kind: 'cart_add', interactionIds: [1, 3] }),
    ]);
  });

  test.each(['dislike', 'cart_remove', 'refund'] as const)(
    '%s takes an item’s earlier steps away, not later ones',
    (kind) => {
      const history = [interaction('view', 'a'), interaction('view', 'b'), interaction(kind, 'a')];

      expect(toSteps(history, indexOf).map((step) => step.item)).toEqual([2]);
      expect(toSteps([...history, interaction('view', 'a')], indexOf).map((step) => step.item)).toEqual([
        2, 1,
      ]);
    },
  );
});
