import { describe, expect, test } from 'vitest';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { topItems } from '../../../src/profile/best_items.ts';
import {
  candidatesOf,
  departmentShares,
  divergence,
  varied,
  varietyOf,
} from '../../../src/profile/variety.ts';
import { generateCatalogue } from '../../../src/simulate/catalogue.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { SMALL_CATALOGUE } from '../../support/builders.ts';

/** 1-3 pans (1 and 2 of one brand), 4-5 pots of one brand, 6 without anything. */
const index = indexCatalogue(SMALL_CATALOGUE, {
  neighbours: new Int32Array(7),
  weights: new Float32Array(7),
});
const ranked = (...scores: readonly (readonly [item: number, score: number])[]) =>
  scores.map(([item, score]) => ({ item, score }));
const itemsOf = (list: readonly { item: number }[]) => list.map(({ item }) => item);

describe('varied', () => {
  const candidates = ranked([1, 10], [2, 9], [3, 8], [4, 4], [5, 0]);
  const nobody = new Map<string, number>();

  test('keeps the order of the scores where variety costs nothing', () => {
    const list = varied(candidates, 4, { diversity: 0, calibration: 0 }, { index, wanted: nobody });

    expect(list).toEqual(candidates.slice(0, 4));
  });

  test('picks by score less likeness to what stands already', () => {
    // Scores as shares of the span: 1, .9, .8, .4, 0. Likeness to item 1: item 2 all (1), item 3
    // 2 ln 2 / (3 ln 2 + ln 3) = .436, pots 0. Weights half: .45 - .5 < 0, .4 - .218 = .182, .2 - 0 = .2.
    const list = varied(candidates, 2, { diversity: 0.5, calibration: 0 }, { index, wanted: nobody });

    expect(itemsOf(list)).toEqual([1, 4]);
  });

  test('follows the departments wanted', () => {
    // Half of each wanted: after a pan, a pot makes q = p and costs 0; a second pan leaves Garden without any.
    const wanted = new Map([
      ['Kitchen', 0.5],
      ['Garden', 0.5],
    ]);
    const list = varied(candidates, 4, { diversity: 0, calibration: 10 }, { index, wanted });

    expect(itemsOf(list)).toEqual([1, 4, 2, 5]);
  });

  test('pins stand first and count for variety', () => {
    const pinned = ranked([5, 0]);
    const wanted = new Map([['Garden', 1]]);
    const list = varied(
      candidates.slice(0, 4),
      3,
      { diversity: 0, calibration: 100 },
      { index, wanted, pinned },
    );

    expect(itemsOf(list)).toEqual([5, 4, 1]);
  });

  test('gives what there is', () => {
    const surroundings = { index, wanted: nobody };

    expect(varied([], 3, varietyOf(0.1), surroundings)).toEqual([]);
    expect(varied(ranked([4, 2]), 3, varietyOf(1), surroundings)).toEqual(ranked([4, 2]));
    expect(itemsOf(varied(ranked([1, 5], [4, 5]), 2, varietyOf(0), surroundings))).toEqual([1, 4]);
  });
});

describe('candidatesOf', () => {
  const catalogue = buildCatalogue(
    Array.from({ length: 40 }, (_, i) => ({
      id: `i${i}`,
      name: `Thing ${i}`,
      category: [i < 37 ? 'Kitchen' : 'Garden'],
    })),
  );
  const { cards } = catalogue;
  const large = indexCatalogue(catalogue, {
    neighbours: new Int32Array(41),
    weights: new Float32Array(41),
  });
  const isGarden = (item: number) => large.departmentOf(item) === 'Garden';
  // Whatever is of Garden scores lower than all of Kitchen.
  const scores = Float32Array.from({ length: 41 }, (_, item) =>
    item === 0 ? 0 : item + (isGarden(item) ? 0 : 100),
  );
  const gardenAmong = (wanted: number, keep: (item: number) => boolean = () => true) =>
    itemsOf(candidatesOf(scores, 2, { index: large, wanted: new Map([['Garden', wanted]]) }, keep)).filter(
      isGarden,
    );
  const garden = cards.flatMap((_, i) => (isGarden(i + 1) ? [i + 1] : []));

  test('are the best items, and the best of a department that deserves a place', () => {
    expect(gardenAmong(0.3)).toEqual([garden.at(-1)]);
    expect(gardenAmong(0.6)).toEqual([garden.at(-1), garden.at(-2)]);
    expect(gardenAmong(0.2)).toEqual([]);
  });

  test('are kept to the rules, department or not', () => {
    expect(gardenAmong(0.3, (item) => item !== garden.at(-1))).toEqual([garden.at(-2)]);
  });

  test('are found in one walk as they are by a walk for each department', () => {
    const prng = new Prng(1);
    const some = indexCatalogue(buildCatalogue(generateCatalogue({ seed: 1, count: 300 })), {
      neighbours: new Int32Array(301),
      weights: new Float32Array(301),
    });
    const names = [...new Set(some.catalogue.cards.map((_, i) => some.departmentOf(i + 1)))];
    for (let round = 0; round < 20; round++) {
      const noise = Float32Array.from({ length: 301 }, () => prng.integer(100));
      const shares = new Map(names.map((name) => [name, prng.next() / 4]));
      const keep = (item: number) => item % 5 !== round % 5;
      const walked = [...shares].flatMap(([name, share]) =>
        share * 4 < 0.5
          ? []
          : topItems(noise, Math.ceil(share * 4), (item) => some.departmentOf(item) === name && keep(item)),
      );
      const best = topItems(noise, 28, keep);

      const found = candidatesOf(noise, 4, { index: some, wanted: shares }, keep);

      expect(found.slice(0, 28)).toEqual(best);
      expect(new Set(itemsOf(found))).toEqual(new Set([...itemsOf(best), ...itemsOf(walked)]));
      expect(found).toHaveLength(new Set(itemsOf(found)).size);
    }
  });

  test('leave the order of the scores where variety costs nothing, and a place to the smaller interest where not', () => {
    const wanted = new Map([
      ['Kitchen', 0.5],
      ['Garden', 0.5],
    ]);
    const surroundings = { index: large, wanted };
    const candidates = candidatesOf(scores, 2, surroundings, () => true);

    expect(varied(candidates, 2, varietyOf(0), surroundings)).toEqual(candidates.slice(0, 2));
    const calibrated = varied(candidates, 2, { diversity: 0, calibration: 10 }, surroundings);
    expect(itemsOf(calibrated).filter(isGarden)).toEqual([garden.at(-1)]);
  });
});

describe('divergence', () => {
  const wanted = new Map([
    ['Kitchen', 0.75],
    ['Garden', 0.25],
  ]);

  test('is nothing where the list has what is wanted, or nothing is wanted', () => {
    const counts = new Map([
      ['Kitchen', 3],
      ['Garden', 1],
    ]);

    expect(divergence(wanted, counts, 4)).toBeCloseTo(0, 12);
    expect(divergence(new Map(), counts, 4)).toBe(0);
  });

  test('is the Kullback-Leibler divergence, smoothed by a hundredth', () => {
    // q = (1, 0): .75 ln(.75 / (.99 + .0075)) + .25 ln(.25 / .0025) = -.2139 + 1.1513
    expect(divergence(wanted, new Map([['Kitchen', 2]]), 2)).toBeCloseTo(0.9374, 4);
    expect(divergence(wanted, new Map([['Kitchen', 1]]), 2, 'Kitchen')).toBeCloseTo(0.9374, 4);
  });
});

describe('departmentShares', () => {
  test('adds up the attention by department, without padding and items of none', () => {
    const shares = departmentShares(
      { items: Int32Array.of(0, 1, 4, 2, 6) },
      [0.3, 0.1, 0.2, 0.1, 0.3],
      index,
    );

    expect([...shares.keys()].sort()).toEqual(['Garden', 'Kitchen']);
    expect(shares.get('Kitchen')).toBeCloseTo(0.5, 9);
    expect(shares.get('Garden')).toBeCloseTo(0.5, 9);
  });

  test('is empty without attention', () => {
    expect(departmentShares({ items: Int32Array.of(1, 2) }, [0, 0], index).size).toBe(0);
  });
});
