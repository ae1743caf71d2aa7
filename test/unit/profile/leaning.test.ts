import { describe, expect, test } from 'vitest';
import type { Card } from '../../../src/contract/catalogue.ts';
import { type Facts, NO_WISHES, type Taste } from '../../../src/contract/wishes.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { leaningOf, leanScores } from '../../../src/profile/leaning.ts';

const PATHS = ['Wear', 'Wear > Women', 'Wear > Men', 'Drinks', 'Drinks > Wine', 'Kids'];
const card = (name: string, tagIndices: number[], more: Partial<Card> = {}): Card => ({
  id: name,
  name,
  brandIndex: -1,
  tagIndices,
  aliases: [],
  inStock: true,
  ...more,
});
const CARDS = [
  card('Blouse', [0, 1], { variant: 'white / M', price: 30 }),
  card('Chinos', [0, 2], { variant: 'XL', price: 60 }),
  card('Red wine', [3, 4], { price: 12 }),
  card('Toy', [5]),
];
const index = indexCatalogue(
  {
    cards: CARDS,
    brands: [],
    tags: PATHS.map((path) => ({ path, depth: path.split(' > ').length })),
  },
  { neighbours: new Int32Array(5), weights: new Float32Array(5) },
);
const leaning = (tastes: Record<string, Taste>, facts: Facts = {}) => leaningOf({ tastes, facts }, index)!;
const keeps = (tastes: Record<string, Taste>, facts: Facts = {}) =>
  CARDS.map((_, i) => leaning(tastes, facts).keep(i + 1));

describe('what a shopper says of an interest', () => {
  test('without a word there is nothing to lean to', () => {
    expect(leaningOf(NO_WISHES, index)).toBeUndefined();
  });

  test('the narrowest category that something was said of decides', () => {
    const { isNever } = leaning({ Wear: 'never', 'Wear > Women': 'right' });

    expect(CARDS.map((_, i) => isNever(i + 1))).toEqual([false, true, false, false]);
  });

  test('"less" takes from an item’s lead, and "right" takes nothing', () => {
    expect(keeps({ Wear: 'less', Drinks: 'right' })).toEqual([0.25, 0.25, 1, 1]);
  });

  // .6 · .25 = .15, .4 · 1.5 = .6; together .75, so .2 and .8.
  test('departments are wanted as much as was said of them', () => {
    const wanted = leaning({ Wear: 'less', Drinks: 'right' }).wanted(
      new Map([
        ['Wear', 0.6],
        ['Drinks', 0.4],
      ]),
    );

    expect([...wanted].map(([path, share]) => [path, Number(share.toFixed(6))])).toEqual([
      ['Wear', 0.2],
      ['Drinks', 0.8],
    ]);
  });

  test('a stated interest is wanted though nothing of it was looked at', () => {
    const wanted = leaning({}, { interests: ['Kids'] }).wanted(new Map([['Wear', 1]]));

    expect(wanted.get('Kids')).toBeCloseTo(0.15 / 1.15);
  });
});

describe('what a shopper states', () => {
  test.each<[string, Facts, number[]]>([
    ['a price band', { minPrice: 20, maxPrice: 40 }, [1, 0.5, 0.5, 1]],
    ['women', { gender: 'women' }, [1, 0.5, 1, 1]],
    ['men', { gender: 'men' }, [0.5, 1, 1, 1]],
    ['neither', { gender: 'other' }, [1, 1, 1, 1]],
    ['under 18', { ageBand: 'under-18' }, [1, 1, 0.5, 1]],
    ['grown up', { ageBand: '30-44' }, [1, 1, 1, 0.5]],
    ['a size', { sizes: ['m'] }, [1, 0.5, 1, 1]],
    ['a size and a price that the same item misses', { sizes: ['M'], maxPrice: 40 }, [1, 0.25, 1, 1]],
  ])('%s lowers what contradicts it, and nothing else', (_, facts, expected) => {
    expect(keeps({}, facts)).toEqual(expected);
  });
});

describe('scores', () => {
  test('an item sinks by its lead over the rest, and what is below is not touched', () => {
    // 200 places are looked at, so with 4 items the floor is the lowest score, 1.
    const scores = Float32Array.from([0, 5, 3, 2, 1]);

    const leant = leanScores(scores, { keep: (item) => (item === 1 ? 0.25 : 1) });

    expect([...leant]).toEqual([0, 2, 3, 2, 1]);
    expect([...scores]).toEqual([0, 5, 3, 2, 1]);
  });
});
