import { describe, expect, it } from 'vitest';
import { CELL_FORMAT, type Cell, parseCell, writeCell } from '../../../src/contract/cell.ts';

const NAMES = {
  brands: ['Acme', 'Roe & Sons'],
  tags: [
    { path: 'Home', depth: 1 },
    { path: 'Home > Lamps', depth: 2 },
  ],
};
const CELL: Cell = {
  cards: [
    {
      index: 65,
      codes: Uint8Array.of(0, 1, 2, 3, 250, 251, 254, 255),
      card: {
        id: 'sku-1',
        name: 'Lamp <b>no. 1</b>',
        brand: 'Roe & Sons',
        category: ['Home', 'Lamps'],
        price: 12.5,
        currency: 'EUR',
        url: '/item/lamp',
        brandIndex: 1,
        tagIndices: [0, 1],
        aliases: ['lamp-1'],
        inStock: false,
      },
    },
    {
      index: 70,
      codes: new Uint8Array(8),
      card: {
        id: 'sku-2',
        name: 'A thing',
        brand: 'Nobody',
        category: ['Oddities'],
        brandIndex: -1,
        tagIndices: [],
        aliases: [],
        inStock: true,
      },
    },
  ],
  neighbours: new Map([[65, [{ index: 70, weight: 0.5 }]]]),
};

const parsed = (text: string) => parseCell(JSON.parse(text), NAMES, 100);

describe('a cell', () => {
  it('comes back as it was written, names of brand and category too', () => {
    expect(parsed(writeCell(CELL))).toEqual(CELL);
  });

  it('names brand and category by their index alone', () => {
    expect(writeCell(CELL)).not.toContain('Roe');
    expect(writeCell(CELL)).not.toContain('Lamps"');
  });

  it.each([
    ['another format', { format: 'other/1', cards: [] }, `cell format is not "${CELL_FORMAT}"`],
    ['no cards', { format: CELL_FORMAT }, 'cell has no array cards'],
    [
      'an index beyond the catalogue',
      card({ index: 101 }),
      'index of card 0 is 101, must be an integer from 1 to 100',
    ],
    ['codes of another length', card({ codes: '00' }), 'codes of a card must be 16 hex digits'],
    ['a card without id', card({ id: '' }), 'card 0 has no id'],
    ['a neighbour beyond the catalogue', neighbours([[101, 0.5]]), 'a neighbour is 101'],
    ['a weight of nothing', neighbours([[2, 0]]), 'weight of a neighbour is 0, must be in (0, 1]'],
    ['neighbours that are no list', neighbours('x'), 'neighbours of an item must be an array'],
  ])('with %s is refused', (_, given, message) => {
    expect(() => parseCell(given, NAMES, 100)).toThrow(message);
  });
});

function card(more: object): object {
  return { format: CELL_FORMAT, cards: [{ index: 1, codes: '0'.repeat(16), id: 'a', name: 'a', ...more }] };
}

function neighbours(list: unknown): object {
  return { format: CELL_FORMAT, cards: [], neighbours: { 1: list } };
}
