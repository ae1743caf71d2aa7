import { describe, expect, test } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import { parseFacts, parseWishes } from '../../../src/contract/wishes.ts';

describe('wishes', () => {
  test('what was said comes back as it was said, and unknown fields do not', () => {
    const wishes = {
      tastes: { Garden: 'less', 'Beauty > Hair': 'never', Books: 'right' },
      facts: {
        interests: ['Garden'],
        sizes: ['M', '42'],
        minPrice: 5,
        maxPrice: 80,
        ageBand: '30-44',
        gender: 'women',
        language: 'de',
      },
      learnsFrom: 17,
    };

    const parsed = parseWishes({
      ...wishes,
      mood: 'good',
      facts: { ...wishes.facts, email: 'a@example.org' },
    });

    expect(parsed).toEqual(wishes);
  });

  test('a path that names a member of every object is a path like any other', () => {
    const parsed = parseWishes(JSON.parse('{"tastes":{"__proto__":"less","constructor":"never"}}'));

    expect(Object.getPrototypeOf(parsed.tastes)).toBe(Object.prototype);
    expect(Object.hasOwn(parsed.tastes, 'constructor')).toBe(true);
  });

  test.each([
    ['facts that are a list', () => parseFacts([])],
    ['a taste that is none', () => parseWishes({ tastes: { Garden: 'more' } })],
    ['a band that is none', () => parseFacts({ ageBand: '17' })],
    ['a price below 0', () => parseFacts({ minPrice: -1 })],
    ['a band of prices upside down', () => parseFacts({ minPrice: 9, maxPrice: 8 })],
    ['sizes that are no list', () => parseFacts({ sizes: 'M' })],
    ['a language of 100 characters', () => parseFacts({ language: 'x'.repeat(100) })],
  ])('%s is refused with what was expected', (_, parse) => {
    expect(parse).toThrow(InklingError);
    expect(parse).toThrow(/must be|must not be/);
  });
});
