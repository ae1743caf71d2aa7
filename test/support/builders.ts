import type { Catalogue } from '../../src/contract/catalogue.ts';
import type { Kind, StoredInteraction } from '../../src/contract/interaction.ts';
import type { SeenItem } from '../../src/contract/item.ts';
import type { OwnKnowledge } from '../../src/engine/loaded_model.ts';

export const MINUTE_MS = 60_000;
/** An ordinary Tuesday. */
export const START = Date.UTC(2026, 2, 3, 12);

let nextId = 1;

/** An interaction with an item, one minute after the one built before unless told otherwise. */
export function interaction(
  kind: Kind,
  itemId: string | undefined,
  more: Partial<StoredInteraction> = {},
): StoredInteraction {
  const id = more.id ?? nextId++;
  return {
    id,
    kind,
    at: START + id * MINUTE_MS,
    session: START,
    ...(itemId === undefined ? {} : { itemId }),
    ...more,
  };
}

export const seenItem = (id: string, more: Partial<SeenItem> = {}): SeenItem => ({
  id,
  name: id,
  seenAt: START,
  ...more,
});

/** Six items, two brands, two departments with one leaf each. */
export const SMALL_CATALOGUE: Catalogue = {
  brands: ['Alder', 'Birch'],
  tags: [
    { path: 'Kitchen', depth: 1 },
    { path: 'Kitchen > Pans', depth: 2 },
    { path: 'Garden', depth: 1 },
    { path: 'Garden > Pots', depth: 2 },
  ],
  cards: [
    {
      id: 'pan-1',
      name: 'Iron pan',
      price: 40,
      brandIndex: 0,
      tagIndices: [0, 1],
      aliases: ['p1'],
      inStock: true,
    },
    {
      id: 'pan-2',
      name: 'Steel pan',
      price: 60,
      brandIndex: 0,
      tagIndices: [0, 1],
      aliases: [],
      inStock: true,
    },
    {
      id: 'pan-3',
      name: 'Copper pan',
      price: 90,
      brandIndex: 1,
      tagIndices: [0, 1],
      aliases: [],
      inStock: false,
    },
    {
      id: 'pot-1',
      name: 'Clay pot',
      price: 10,
      brandIndex: 1,
      tagIndices: [2, 3],
      aliases: [],
      inStock: true,
    },
    {
      id: 'pot-2',
      name: 'Glazed pot',
      price: 20,
      brandIndex: 1,
      tagIndices: [2, 3],
      aliases: [],
      inStock: true,
    },
    { id: 'gift', name: 'Voucher', brandIndex: -1, tagIndices: [], aliases: [], inStock: true },
  ],
};

/** A device that knows nothing beside the model. */
export const NOTHING_OWN: OwnKnowledge = { seen: [], interactions: [], tags: new Map() };
