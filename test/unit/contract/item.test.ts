import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Item, MAX_CATEGORY_DEPTH, normaliseItem } from '../../../src/contract/item.ts';

test('trims text, collapses spaces and upper-cases the currency', () => {
  expect(
    normaliseItem({
      id: ' a-1 ',
      name: ' Desk \n  lamp ',
      brand: ' Lux ',
      category: ['Home', ' ', 'Lighting'],
      price: 12.5,
      currency: 'eur',
      variant: 'red',
      url: '/lamp',
      image: '/lamp.svg',
    }),
  ).toEqual({
    id: 'a-1',
    name: 'Desk lamp',
    brand: 'Lux',
    category: ['Home', 'Lighting'],
    price: 12.5,
    currency: 'EUR',
    variant: 'red',
    url: '/lamp',
    image: '/lamp.svg',
  });
});

test('an item without an id is none; one without a name goes by its id', () => {
  expect(normaliseItem({ name: 'Lamp' })).toBeUndefined();
  expect(normaliseItem({ id: '   ' })).toBeUndefined();
  expect(normaliseItem({ id: 'a' })).toEqual({ id: 'a', name: 'a' });
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '12' as unknown as number, null as unknown as number])(
  'leaves out the price %s',
  (price) => {
    expect(normaliseItem({ id: 'a', price })).not.toHaveProperty('price');
  },
);

test('bounds every field', () => {
  const long = 'x'.repeat(5_000);
  const item = normaliseItem({
    id: long,
    name: long,
    brand: long,
    category: Array(9).fill(long),
    currency: 'EURO',
    variant: long,
    url: long,
    image: long,
  })!;

  expect(item.category).toHaveLength(MAX_CATEGORY_DEPTH);
  expect(item.currency).toBe('EUR');
  expect(JSON.stringify(item).length).toBeLessThan(4_000);
});

test('what was normalised stays as it is, whatever went in', () => {
  const given = fc.record(
    {
      id: fc.string(),
      name: fc.string(),
      brand: fc.string(),
      category: fc.array(fc.string()),
      price: fc.double(),
      currency: fc.string(),
      variant: fc.string(),
      url: fc.string(),
      image: fc.string(),
      preset: fc.constantFrom('content', 'course', 'news', ''),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(given, (input) => {
      const item = normaliseItem(input as Partial<Item>);
      if (item) expect(normaliseItem(item)).toEqual(item);
    }),
    { numRuns: 2_000 },
  );
});

test('markup of the wrong type is passed over, not thrown at the page', () => {
  const wrong = fc.record(
    {
      id: fc.oneof(fc.constant('a'), fc.anything()),
      name: fc.anything(),
      brand: fc.anything(),
      category: fc.anything(),
      price: fc.anything(),
      currency: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(wrong, (input) => {
      expect(() => normaliseItem(input as Partial<Item>)).not.toThrow();
    }),
    { numRuns: 1_000 },
  );
});

test('a field that holds an e-mail address is left out; a picture for two pixels a dot holds none', () => {
  const item = normaliseItem({
    id: 'a',
    name: 'ask zelda@shop.example',
    brand: 'zelda%40shop.example',
    url: '/by/zelda@shop.example',
    image: 'https://shop.example/soap@2x.jpg',
  });

  expect(item).toEqual({ id: 'a', name: 'a', image: 'https://shop.example/soap@2x.jpg' });
});
