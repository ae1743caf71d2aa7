import { describe, expect, test } from 'vitest';
import { DEFAULT_DIVERSITY, parseRecommendQuery } from '../../../src/contract/recommend_query.ts';

describe('parseRecommendQuery', () => {
  test('fills what is not given', () => {
    expect(parseRecommendQuery({ count: 5 })).toEqual({
      count: 5,
      exclude: [],
      pin: [],
      includeSeen: false,
      diversity: DEFAULT_DIVERSITY,
      filter: { minPrice: 0, maxPrice: Infinity },
    });
  });

  test('keeps what is given, numeric ids as text, and drops what was not asked for', () => {
    const given = {
      count: 1,
      exclude: [17],
      pin: ['a'],
      includeSeen: true,
      diversity: 0,
      filter: { minPrice: 5, maxPrice: 9, colour: 'red' },
      other: 1,
    };

    expect(parseRecommendQuery(given)).toEqual({
      count: 1,
      exclude: ['17'],
      pin: ['a'],
      includeSeen: true,
      diversity: 0,
      filter: { minPrice: 5, maxPrice: 9 },
    });
  });

  test.each([
    [{ count: 0 }, 'count is 0'],
    [{ count: 201 }, 'count is 201'],
    [{ count: 5, diversity: 1.1 }, 'diversity is 1.1, must be from 0 to 1'],
    [{ count: 5, diversity: Number.NaN }, 'diversity is NaN'],
    [{ count: 5, exclude: 'a' }, 'exclude is string'],
    [{ count: 5, filter: 'cheap' }, 'filter is string'],
    [{ count: 5, filter: { maxPrice: '9' } }, 'maxPrice is string'],
    [null, 'query is null'],
  ])('refuses %j', (query, message) => {
    expect(() => parseRecommendQuery(query)).toThrow(message);
  });
});
