import { describe, expect, test } from 'vitest';
import { parseInteraction, SESSION_GAP_MS } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';

/** 4 departments of 3 leaves of 10 items; five brands to a department. */
const catalogue: Item[] = Array.from({ length: 120 }, (_, i) => {
  const leaf = Math.floor(i / 10);
  const department = Math.floor(leaf / 3);
  return {
    id: `i${i}`,
    name: `Item ${i}`,
    brand: `B${department}-${i % 5}`,
    category: [`Department ${department}`, `Leaf number ${leaf}`],
    price: 5 + ((i * 7) % 10),
  };
});
const departmentOf = new Map(catalogue.map((item) => [item.id, item.category![0]!]));
const simulate = (seed: number, count: number) => simulateShoppers({ seed, count, catalogue });

describe('the generator', () => {
  test('repeats itself for a seed and not for another', () => {
    const draw = (seed: number) => {
      const prng = new Prng(seed);
      return Array.from({ length: 8 }, () => prng.next());
    };

    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('draws by weight: n = 40,000, tolerance 6 standard errors, false alarms under 1e-8', () => {
    const prng = new Prng(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[prng.weighted([1, 0, 3])]!++;

    // 40,000 · 1/4 = 10,000, standard error √(40,000 · 3/16) = 87.
    expect(Math.abs(counts[0]! - 10_000)).toBeLessThan(6 * 87);
    expect(counts[1]).toBe(0);
  });

  test('is standard normal: mean and variance of 40,000 draws within 6 standard errors', () => {
    const prng = new Prng(5);
    const draws = Array.from({ length: 40_000 }, () => prng.normal());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;

    expect(Math.abs(mean)).toBeLessThan(6 / Math.sqrt(40_000));
    expect(Math.abs(variance - 1)).toBeLessThan(6 * Math.sqrt(2 / 40_000));
  });
});

describe('simulated shoppers', () => {
  test('are the same for the same seed, however many are asked for', () => {
    expect(simulate(11, 20)).toEqual(simulate(11, 30).slice(0, 20));
    expect(simulate(12, 20)).not.toEqual(simulate(11, 20));
  });

  test('behave as the contract says: known items, valid fields, oldest first', () => {
    for (const { interactions } of simulate(1, 100)) {
      for (const [i, interaction] of interactions.entries()) {
        expect(parseInteraction(interaction, interaction.at)).toEqual(interaction);
        if (interaction.itemId !== undefined) expect(departmentOf.has(interaction.itemId)).toBe(true);
        if (i > 0) expect(interaction.at).toBeGreaterThanOrEqual(interactions[i - 1]!.at);
      }
    }
  });

  test('come in sessions of 1 to 12 interactions', () => {
    for (const { interactions } of simulate(1, 200)) {
      let length = 0;
      interactions.forEach(({ at }, i) => {
        const isNew = i === 0 || at - interactions[i - 1]!.at >= SESSION_GAP_MS;
        length = isNew ? 1 : length + 1;
        expect(length).toBeLessThanOrEqual(12);
      });
    }
  });

  test('spend most of their time on their true interests', () => {
    let own = 0;
    let all = 0;
    for (const { interactions, truth } of simulate(2, 400)) {
      const departments = new Set(truth.interests.map(({ department }) => department));
      for (const { itemId } of interactions) {
        if (itemId === undefined) continue;
        all++;
        if (departments.has(departmentOf.get(itemId)!)) own++;
      }
    }

    expect(own / all).toBeGreaterThan(0.85);
  });

  test('leave the interest behind that drifted away', () => {
    let stale = 0;
    let later = 0;
    for (const { interactions, truth } of simulate(3, 600)) {
      const { driftAt } = truth;
      if (driftAt === undefined) continue;
      const [gone] = truth.interests.filter(({ when }) => when === 'before');
      const held = truth.interests.filter(({ when }) => when !== 'before');
      if (held.some(({ department }) => department === gone!.department)) continue;
      for (const { at, itemId } of interactions) {
        if (at < driftAt || itemId === undefined) continue;
        later++;
        if (departmentOf.get(itemId) === gone!.department) stale++;
      }
    }

    expect(later).toBeGreaterThan(500);
    expect(stale / later).toBeLessThan(0.1);
  });

  test('shop for others in departments of no interest to themselves', () => {
    const gifts = simulate(4, 400).flatMap(({ interactions, truth }) =>
      truth.giftSessions.map((at) => {
        const first = interactions.find((interaction) => interaction.at === at && interaction.itemId);
        return truth.interests.some(({ department }) => department === departmentOf.get(first?.itemId ?? ''));
      }),
    );

    expect(gifts.length).toBeGreaterThan(30);
    expect(gifts.filter(Boolean)).toEqual([]);
  });

  test('mark accidental views, which are short', () => {
    const slips = simulate(5, 300).flatMap(({ interactions, truth }) =>
      truth.noise.map((i) => interactions[i]!),
    );

    expect(slips.length).toBeGreaterThan(50);
    for (const { kind, dwellMs } of slips) {
      expect(kind).toBe('view');
      expect(dwellMs).toBeLessThan(2_000);
    }
  });

  test('make a long tail: the most viewed tenth of items gets more than a quarter of the views', () => {
    const views = new Map<string, number>();
    for (const { interactions } of simulate(6, 600)) {
      for (const { itemId } of interactions) if (itemId) views.set(itemId, (views.get(itemId) ?? 0) + 1);
    }
    const sorted = [...views.values()].sort((a, b) => b - a);
    const total = sorted.reduce((sum, n) => sum + n, 0);

    expect(sorted.slice(0, 12).reduce((sum, n) => sum + n, 0) / total).toBeGreaterThan(0.25);
  });

  test('refuse an empty catalogue', () => {
    expect(() => simulateShoppers({ seed: 1, count: 1, catalogue: [] })).toThrow('at least one item');
  });
});
