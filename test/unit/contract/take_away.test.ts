import { describe, expect, test } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import {
  MAX_TAKE_AWAY_CHARS,
  parseTakeAway,
  type TakeAway,
  writeTakeAway,
} from '../../../src/contract/take_away.ts';

const SHOP = 'https://shop.example';
const NOW = 1_800_000_000_000;
const FILE: TakeAway = {
  origin: SHOP,
  takenAt: NOW,
  interactions: [
    { kind: 'view', itemId: 'a', at: NOW - 2, dwellMs: 4_000 },
    { kind: 'purchase', itemId: 'b', at: NOW - 1, value: 2, gift: true },
    { kind: 'search', tokens: ['red', 'shoes'], at: NOW, notMe: true },
  ],
  items: [{ id: 'a', name: '<b>Ä</b> 👟 שלום', category: ['Shoes'], price: 12 }],
  relations: [{ kind: 'follow_brand', target: 'Acme', at: NOW }],
  wishes: { tastes: { Garden: 'never' }, facts: { sizes: ['M'] } },
};
const parse = (text: unknown) => parseTakeAway(text, SHOP, NOW);
const changed = (change: object) => writeTakeAway({ ...FILE, ...change } as TakeAway);

describe('a file of one device', () => {
  test('comes back as it was taken away', () => {
    const { interactions, items, relations, wishes } = FILE;

    const { unreadable, ...brought } = parse(writeTakeAway(FILE));

    expect(brought).toEqual({ interactions, items, relations, wishes });
    expect(unreadable).toBe(0);
  });

  test('brings no field that is none of the store’s, and nothing of ledger, budget or consent', () => {
    const hostile = changed({
      interactions: [{ ...FILE.interactions[0], email: 'a@example.org', id: 7, session: 3 }],
      consent: { record: true, release: true },
      ledger: { entries: [{ seq: 0 }], budget: { since: 0, spends: [] } },
    });

    const brought = parse(hostile);

    expect(brought.interactions).toEqual([FILE.interactions[0]]);
    expect(Object.keys(brought).sort()).toEqual([
      ...['interactions', 'items', 'relations', 'unreadable', 'wishes'],
    ]);
  });

  test('counts rows that are damaged, and brings the others', () => {
    const brought = parse(
      changed({
        interactions: [
          FILE.interactions[0],
          null,
          { kind: 'view', at: NOW },
          { kind: 'view', itemId: 'x' },
          { kind: 'view', itemId: 'x', at: NOW + 1e12 },
        ],
        items: [{ name: 'no id' }, 5],
        relations: [{ kind: 'follow_brand', target: 'Acme', at: 'yesterday' }],
        wishes: { tastes: { Garden: 'perhaps' } },
      }),
    );

    expect(brought.interactions).toEqual([FILE.interactions[0]]);
    expect([brought.items, brought.relations]).toEqual([[], []]);
    expect(brought.wishes).toEqual({ tastes: {}, facts: {} });
    expect(brought.unreadable).toBe(8);
  });

  test('that has more rows than a device keeps brings the latest', () => {
    const rows = Array.from({ length: 6_000 }, (_, i) => ({
      kind: 'view',
      itemId: String(i),
      at: NOW - 6_000 + i,
    }));

    const { interactions } = parse(changed({ interactions: rows }));

    expect([interactions.length, interactions.at(0)!.itemId]).toEqual([5_000, '1000']);
  });

  test.each([
    ['truncated', writeTakeAway(FILE).slice(0, 200), 'not whole'],
    ['no text', 7, 'must be text'],
    ['too long', ' '.repeat(MAX_TAKE_AWAY_CHARS + 1), 'must have at most'],
    ['no object', '[]', 'must be an object'],
    ['of another program', '{"format":"x"}', 'none of Inkling'],
    ['of a newer version', writeTakeAway(FILE).replace('device/1', 'device/2'), 'of another version'],
    ['of another shop', changed({ origin: 'https://other.example' }), 'of another shop'],
    ['with rows that are no list', changed({ interactions: {} }), 'must be an array'],
  ])('%s is refused whole, with a sentence', (_, text, sentence) => {
    expect(() => parse(text)).toThrow(InklingError);
    expect(() => parse(text)).toThrow(sentence);
  });
});
