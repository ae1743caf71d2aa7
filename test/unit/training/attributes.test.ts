import { expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { collectAttributes, hashText } from '../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';

const mug = (n: number, brand: string): Item => ({
  id: `m${n}`,
  name: 'Blue mug',
  brand,
  category: ['Kitchen', 'Mugs'],
});

test('keeps attributes that enough items share', () => {
  const items = [mug(1, 'Kiln'), mug(2, 'Kiln'), mug(3, 'Loam')];
  const { names, ofItems, indexOf } = collectAttributes(items, 2);

  const word = (text: string) => `word:${hashText(text) % 4096}`;
  expect([...names].sort()).toEqual(
    [
      'brand:Kiln',
      'category:Kitchen',
      'category:Kitchen > Mugs',
      'brand+leaf:Kiln:Kitchen > Mugs',
      word('blue'),
      word('mug'),
    ].sort(),
  );
  expect(ofItems.map((own) => own.length)).toEqual([6, 6, 4]);
  expect(indexOf('brand:Loam')).toBeUndefined();
});

test('counts a word once an item, whatever its case', () => {
  const { names } = collectAttributes([{ id: 'a', name: 'Tea TEA tea' }], 2);

  expect(names).toEqual([]);
});

test('hashes as FNV-1a does', () => {
  // The published vector of the 32-bit FNV-1a of "a".
  expect(hashText('a')).toBe(0xe40c292c);
});

test('orders cards by the hash of their ids, whatever order they came in', () => {
  const items = [mug(1, 'Kiln'), mug(2, 'Loam'), mug(3, 'Kiln')];
  const catalogue = buildCatalogue(items);

  expect(buildCatalogue([...items].reverse())).toEqual(catalogue);
  expect(catalogue.brands).toEqual(['Kiln', 'Loam']);
  expect(catalogue.tags).toEqual([
    { path: 'Kitchen', depth: 1 },
    { path: 'Kitchen > Mugs', depth: 2 },
  ]);
  for (const card of catalogue.cards) {
    expect(catalogue.brands[card.brandIndex]).toBe(card.brand);
    expect(card.tagIndices).toEqual([0, 1]);
  }
});

test('takes an id once', () => {
  expect(buildCatalogue([mug(1, 'Kiln'), mug(1, 'Loam')]).cards).toHaveLength(1);
});
