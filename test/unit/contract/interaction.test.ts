import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { InklingError } from '../../../src/contract/error.ts';
import { isKind, KINDS, kindIndex, parseInteraction } from '../../../src/contract/interaction.ts';

const NOW = 1_700_000_000_000;
const invalid = expect.objectContaining({ name: 'InklingError', code: 'invalid-argument' });

test('fills in the time and keeps the fields it knows', () => {
  const given = {
    kind: 'rate',
    itemId: ' a ',
    value: 4,
    dwellMs: 12.6,
    tokens: ['Lux'],
    email: 'x@example.com',
  };

  expect(parseInteraction(given, NOW)).toEqual({
    kind: 'rate',
    itemId: 'a',
    at: NOW,
    value: 4,
    dwellMs: 13,
    tokens: ['Lux'],
  });
});

test('"17" and 17 are one item', () => {
  expect(parseInteraction({ kind: 'view', itemId: 17 }, NOW)).toEqual(
    parseInteraction({ kind: 'view', itemId: '17' }, NOW),
  );
});

test('trims, bounds and counts tokens', () => {
  const tokens = ['  a ', '', 7, null, 'b'.repeat(100), ...Array(20).fill('c')];
  const parsed = parseInteraction({ kind: 'search', tokens }, NOW);

  expect(parsed.tokens).toHaveLength(16);
  expect(parsed.tokens?.slice(0, 3)).toEqual(['a', 'b'.repeat(64), 'c']);
  expect(parseInteraction({ kind: 'search', tokens: [] }, NOW)).not.toHaveProperty('tokens');
});

test('a token is not cut in a space', () => {
  const tokens = [`${'a'.repeat(63)} b`];

  expect(parseInteraction({ kind: 'search', tokens }, NOW).tokens).toEqual(['a'.repeat(63)]);
});

test.each(['search', 'filter', 'cart_view', 'checkout', 'follow', 'unfollow'])('%s needs no item', (kind) => {
  expect(parseInteraction({ kind }, NOW)).toEqual({ kind, at: NOW });
});

describe('refuses', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['text', 'view'],
    ['an array', []],
    ['no kind', { itemId: 'a' }],
    ['an unknown kind', { kind: 'click', itemId: 'a' }],
    ['a kind of the prototype', { kind: 'toString', itemId: 'a' }],
    ['a view of nothing', { kind: 'view' }],
    ['a blank item id', { kind: 'view', itemId: '  ' }],
    ['an item id of 257 characters', { kind: 'view', itemId: 'x'.repeat(257) }],
    ['item id NaN', { kind: 'view', itemId: Number.NaN }],
    ['an infinite item id', { kind: 'view', itemId: Number.POSITIVE_INFINITY }],
    ['an item id that is an object', { kind: 'view', itemId: {} }],
    ['time 0', { kind: 'search', at: 0 }],
    ['a time that rounds to 0', { kind: 'search', at: 0.4 }],
    ['a negative time', { kind: 'search', at: -1 }],
    ['a time beyond dates', { kind: 'search', at: 8.64e15 }],
    ['a time more than a day ahead', { kind: 'search', at: NOW + DAY_MS + 1 }],
    ['time NaN', { kind: 'search', at: Number.NaN }],
    ['a time that is text', { kind: 'search', at: '2024-01-01' }],
    ['negative dwell', { kind: 'dwell', itemId: 'a', dwellMs: -1 }],
    ['infinite value', { kind: 'rate', itemId: 'a', value: Number.POSITIVE_INFINITY }],
    ['tokens that are text', { kind: 'search', tokens: 'lamp' }],
  ])('%s', (_name, input) => {
    expect(() => parseInteraction(input, NOW)).toThrow(invalid);
  });

  test('never naming what was in it', () => {
    const secret = 'secret-sku-17'.repeat(30);
    for (const input of [{ kind: secret }, { kind: 'view', itemId: secret }, { kind: 'search', at: secret }])
      expect(() => parseInteraction(input, NOW)).toThrow(/^(?!.*secret-sku)/);
  });
});

test('whatever comes in, what comes out is clean and parses to itself', () => {
  const given = fc.record(
    {
      kind: fc.constantFrom(...KINDS),
      itemId: fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.anything()),
      at: fc.oneof(fc.double(), fc.integer({ min: 1, max: NOW }), fc.anything()),
      dwellMs: fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.anything()),
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.anything()),
      tokens: fc.oneof(fc.array(fc.string()), fc.anything()),
      extra: fc.anything(),
    },
    { requiredKeys: ['kind'] },
  );
  fc.assert(
    fc.property(given, (input) => {
      try {
        const parsed = parseInteraction(input, NOW);
        expect(parseInteraction(parsed, NOW)).toEqual(parsed);
        expect(parsed).not.toHaveProperty('extra');
        expect(structuredClone(parsed)).toEqual(parsed);
      } catch (error) {
        if (!(error instanceof InklingError)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('kinds have the index of their place, which the model learnt', () => {
  expect(KINDS.map(kindIndex)).toEqual(KINDS.map((_, i) => i));
  expect(KINDS.slice(0, 2)).toEqual(['impression', 'view']);
  expect(KINDS).toHaveLength(23);
  expect(new Set(KINDS).size).toBe(KINDS.length);
  expect([isKind('view'), isKind('constructor'), isKind(undefined)]).toEqual([true, false, false]);
});
