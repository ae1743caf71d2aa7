import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../src/contract/interaction.ts';
import { hiddenItems } from '../../../src/profile/rules.ts';
import { interaction } from '../../support/builders.ts';

const rows: Readonly<Record<string, number>> = { a: 1, b: 2, 'b-sku': 2 };

/** Whether the item is hidden after these kinds: without repeats, with repeats. */
function hidden(...kinds: readonly Kind[]): [boolean, boolean] {
  const log = kinds.map((kind) => interaction(kind, 'a'));
  const isHidden = (wantsRepeats: boolean) => hiddenItems(log, (id) => rows[id], wantsRepeats).has(1);
  return [isHidden(false), isHidden(true)];
}

describe('hiddenItems', () => {
  test('what was seen or bought comes back only where repeats are wanted', () => {
    for (const kind of ['view', 'dwell', 'select', 'wishlist', 'like', 'cart_remove', 'complete'] as const)
      expect(hidden(kind), kind).toEqual([true, false]);
    expect(hidden('view', 'cart_add', 'purchase')).toEqual([true, false]);
  });

  test('what lies in the cart does not, until it is bought or taken out', () => {
    expect(hidden('view', 'cart_add', 'view')).toEqual([true, true]);
    expect(hidden('cart_add', 'cart_remove')).toEqual([true, false]);
  });

  test('what was turned down or given back never does, unless it is taken after all', () => {
    expect(hidden('dislike')).toEqual([true, true]);
    expect(hidden('dislike', 'view', 'dwell')).toEqual([true, true]);
    expect(hidden('purchase', 'refund')).toEqual([true, true]);
    expect(hidden('dislike', 'like')).toEqual([true, false]);
    expect(hidden('refund', 'purchase')).toEqual([true, false]);
  });

  test('having stood in a list is not having been seen', () => {
    expect(hidden('impression')).toEqual([false, false]);
    expect(hidden()).toEqual([false, false]);
  });

  test('an item is one item under all its ids; unknown ids and searches hide nothing', () => {
    const log = [
      interaction('cart_add', 'b'),
      interaction('purchase', 'b-sku'),
      interaction('view', 'gone'),
      interaction('search', undefined),
    ];

    expect([...hiddenItems(log, (id) => rows[id], false)]).toEqual([2]);
    expect([...hiddenItems(log, (id) => rows[id], true)]).toEqual([]);
  });
});
