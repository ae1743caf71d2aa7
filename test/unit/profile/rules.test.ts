import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../src/contract/interaction.ts';
import type { Preset } from '../../../src/contract/preset.ts';
import { hiddenItems } from '../../../src/profile/rules.ts';
import { interaction } from '../../support/builders.ts';

const rows: Readonly<Record<string, number>> = { a: 1, b: 2, 'b-sku': 2 };

const indexOf = (preset: Preset) => ({ indexOf: (id: string) => rows[id], presetOf: () => preset });

/** Whether an item of a preset is hidden after these kinds: without repeats, with repeats. */
const hiddenIn =
  (preset: Preset) =>
  (...kinds: readonly Kind[]): [boolean, boolean] => {
    const log = kinds.map((kind) => interaction(kind, 'a'));
    const isHidden = (wantsRepeats: boolean) => hiddenItems(log, indexOf(preset), wantsRepeats).has(1);
    return [isHidden(false), isHidden(true)];
  };

const hidden = hiddenIn('shop');

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

    expect([...hiddenItems(log, indexOf('shop'), false)]).toEqual([2]);
    expect([...hiddenItems(log, indexOf('shop'), true)]).toEqual([]);
  });

  test('an article that was read comes back only where repeats are wanted', () => {
    const read = hiddenIn('content');

    expect(read('view')).toEqual([true, false]);
    expect(read('view', 'like', 'share')).toEqual([true, false]);
    expect(read('dislike')).toEqual([true, true]);
  });

  test('a course is hidden by what is done to it, not by looking at it', () => {
    const course = hiddenIn('course');

    for (const kind of ['view', 'dwell', 'select', 'wishlist', 'like', 'share'] as const)
      expect(course(kind), kind).toEqual([false, false]);
    expect(course('dislike')).toEqual([true, true]);
  });

  test('a course that was begun or paid for comes back only where repeats are wanted', () => {
    const course = hiddenIn('course');

    expect(course('view', 'start')).toEqual([true, false]);
    expect(course('cart_add', 'purchase')).toEqual([true, false]);
    expect(course('start', 'like', 'view')).toEqual([true, false]);
  });

  test('a finished course never comes back, whatever is done to it afterwards', () => {
    const course = hiddenIn('course');

    expect(course('start', 'complete')).toEqual([true, true]);
    expect(course('complete', 'view', 'like', 'start')).toEqual([true, true]);
    expect(course('complete', 'dislike', 'like')).toEqual([true, true]);
  });
});
