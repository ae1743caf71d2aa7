import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { GROUPS } from '../../../src/features/model_input.ts';
import {
  EFFECTS,
  type Effect,
  plantedCatalogue,
  simulatePlanted,
} from '../../../src/simulate/planted_groups.ts';

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

describe('the simulator of planted groups', () => {
  // It was frozen before the first model was trained on it: who changes it tunes the question to the answer.
  test('gives what it gave when it was frozen', () => {
    const all = GROUPS.flatMap((group) =>
      (Object.keys(EFFECTS) as Effect[]).map((effect) =>
        simulatePlanted({ seed: 1, count: 50, group, effect }),
      ),
    );

    expect(hashOf([plantedCatalogue(), all])).toBe(
      'afa5dda2dbfe90571b3e228d382a82d2b47be87731a05ef71e77fd083ec6b327',
    );
  });

  test('plants as much as it says', () => {
    const shareOf = (effect: Effect) => {
      const shoppers = simulatePlanted({ seed: 2, count: 2_000, group: 'relations', effect });
      let [planted, steps] = [0, 0];
      for (const { interactions } of shoppers) {
        const followed = interactions.flatMap(({ tokens }) => tokens ?? []);
        if (followed.length === 0) continue;
        const views = interactions
          .flatMap(({ itemId }) => (itemId ? [Number(itemId.slice(5))] : []))
          .slice(1);
        steps += views.length;
        planted += views.filter((item) => followed.includes(`Brand ${item % 25}`)).length;
      }
      return planted / steps;
    };
    // One or two of 25 brands come up by chance.
    const chance = shareOf('none');
    expect(chance).toBeGreaterThan(0.04);
    expect(chance).toBeLessThan(0.08);
    for (const effect of ['small', 'large'] as const)
      expect(shareOf(effect)).toBeCloseTo(EFFECTS[effect] + (1 - EFFECTS[effect]) * chance, 1);
  });

  test('draws none twice for one shopper', () => {
    for (const { interactions } of simulatePlanted({
      seed: 3,
      count: 200,
      group: 'behaviour',
      effect: 'large',
    })) {
      const ids = interactions.flatMap(({ itemId }) => itemId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
