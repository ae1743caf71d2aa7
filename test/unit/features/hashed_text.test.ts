import { describe, expect, test } from 'vitest';
import { embedText, tablesOfSeenItems, words } from '../../../src/features/hashed_text.ts';
import { seenItem } from '../../support/builders.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);

describe('words', () => {
  test('lower-cases, drops punctuation and a plural s', () => {
    expect(words('Running-Shoes, size 42!')).toEqual(['running', 'shoe', 'size', '42']);
  });

  test('reads Chinese as pairs of characters', () => {
    expect(words('洗发水')).toEqual(['洗发', '发水']);
  });

  test('has none in an empty text or an emoji', () => {
    expect(words(' 🎁 ')).toEqual([]);
  });
});

describe('embedText', () => {
  test('puts texts that share words near and others at about a right angle', () => {
    const shampoo = embedText('hair care shampoo', 64);

    expect(cosine(shampoo, embedText('shampoo for dry hair', 64))).toBeGreaterThan(0.35);
    // Two unrelated unit vectors of width 64: sd 1/8, so 0.5 is four of them.
    expect(Math.abs(cosine(shampoo, embedText('cordless drill', 64)))).toBeLessThan(0.5);
  });

  test('gives the zero vector to a text without words', () => {
    expect(embedText('!!', 8)).toEqual(new Float32Array(8));
  });
});

test('tablesOfSeenItems lays out padding, items, brands and every category prefix', () => {
  const { catalogue, entities } = tablesOfSeenItems(
    [seenItem('a', { brand: 'Alder', category: ['Home', 'Lamps'] }), seenItem('b', { category: ['Home'] })],
    16,
  );

  expect(catalogue.brands).toEqual(['Alder']);
  expect(catalogue.tags.map((tag) => tag.path)).toEqual(['Home', 'Home > Lamps']);
  expect(catalogue.cards.map((card) => card.tagIndices)).toEqual([[0, 1], [0]]);
  expect(entities).toHaveLength((1 + 2 + 1 + 2) * 16);
  expect([...entities.slice(0, 16)].every((value) => value === 0)).toBe(true);
});
