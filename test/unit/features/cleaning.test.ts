import { describe, expect, test } from 'vitest';
import type { Kind, StoredInteraction } from '../../../src/contract/interaction.ts';
import { flawsOf, withoutFuture } from '../../../src/features/cleaning.ts';
import { toRuns, toSteps } from '../../../src/features/steps.ts';

const indexOf = (id: string) => ({ a: 1, b: 2, c: 3 })[id] ?? Number(id);

/** A history of one session: kind and item, after how many milliseconds, and how long it tells that the item was in view. */
type Line = readonly [kind: Kind, itemId: string, afterMs: number, dwellMs?: number];
function history(...lines: readonly Line[]): StoredInteraction[] {
  let at = 1_000_000;
  return lines.map(([kind, itemId, afterMs, dwellMs], id) => {
    at += afterMs;
    return { id, kind, itemId, at, session: 1_000_000, ...(dwellMs === undefined ? {} : { dwellMs }) };
  });
}
const itemsOf = (lines: readonly StoredInteraction[]) => toSteps(lines, indexOf).map(({ item }) => item);

describe('an accidental click', () => {
  test('in view for less than a second is no step', () => {
    expect(itemsOf(history(['view', 'a', 0], ['view', 'b', 9_000, 999]))).toEqual([1]);
    expect(itemsOf(history(['view', 'a', 0], ['view', 'b', 9_000, 1_000]))).toEqual([1, 2]);
  });

  test('is told by the dwell after the view, too', () => {
    expect(itemsOf(history(['view', 'b', 0], ['dwell', 'b', 700, 700], ['view', 'c', 0]))).toEqual([3]);
  });

  test('is none when looks add up to a second, or one of them does not tell', () => {
    expect(itemsOf(history(['view', 'b', 0, 600], ['view', 'b', 600, 500]))).toEqual([2]);
    expect(itemsOf(history(['view', 'b', 0], ['dwell', 'b', 600, 600], ['view', 'b', 0]))).toEqual([2]);
  });

  test('is none when the item was wanted', () => {
    const bought = history(['view', 'b', 0, 300], ['cart_add', 'b', 300]);

    expect(toSteps(bought, indexOf)).toEqual([expect.objectContaining({ item: 2, kind: 'cart_add' })]);
  });
});

describe('a bounce', () => {
  test('back to the item before within two seconds is no step, and what it parted is one', () => {
    const steps = toSteps(history(['view', 'a', 0], ['view', 'b', 9_000], ['view', 'a', 1_999]), indexOf);

    expect(steps).toEqual([expect.objectContaining({ item: 1, interactionIds: [0, 2] })]);
  });

  test('is none after two seconds, or on to another item', () => {
    expect(itemsOf(history(['view', 'a', 0], ['view', 'b', 9_000], ['view', 'a', 2_000]))).toEqual([1, 2, 1]);
    expect(itemsOf(history(['view', 'a', 0], ['view', 'b', 9_000], ['view', 'c', 1_200]))).toEqual([1, 2, 3]);
  });

  test('goes by the time in view where it is told', () => {
    const parted = (shownMs: number) =>
      itemsOf(history(['view', 'a', 0], ['view', 'b', 9_000, shownMs], ['view', 'a', 60_000]));

    expect(parted(1_999)).toEqual([1]);
    expect(parted(2_000)).toEqual([1, 2, 1]);
  });

  test('is not seen in level times, which do not tell how long it was', () => {
    expect(itemsOf(history(['view', 'a', 0], ['view', 'b', 0], ['view', 'a', 0]))).toEqual([1, 2, 1]);
  });

  test('is none across sessions', () => {
    const lines = history(['view', 'a', 0], ['view', 'b', 9_000], ['view', 'a', 1_000]);
    const other = lines.map((line, i) => (i === 2 ? { ...line, session: line.at } : line));

    expect(itemsOf(other)).toEqual([1, 2, 1]);
  });
});

describe('a session faster than people', () => {
  const walk = (count: number, gapMs: number, kind: Kind = 'view') =>
    history(...Array.from({ length: count }, (_, i): Line => [kind, String(i + 1), gapMs]));

  test('twenty items in less than ten seconds, is left out as a whole', () => {
    expect(itemsOf(walk(30, 526))).toEqual([]);
    expect(itemsOf(walk(20, 527))).toHaveLength(20); // 19 gaps: 10,013 ms
  });

  test('takes no other session with it', () => {
    const later = walk(3, 5_000).map((line) => ({ ...line, at: line.at + 9_000_000, session: 9_000_000 }));

    expect(itemsOf([...walk(30, 100), ...later])).toEqual([1, 2, 3]);
  });

  test('is not one of nineteen items, of a cart that is bought at once, or of level times', () => {
    expect(itemsOf(walk(19, 100))).toHaveLength(19);
    expect(itemsOf(walk(30, 10, 'purchase'))).toHaveLength(30);
    expect(itemsOf(walk(30, 0))).toHaveLength(30);
  });

  test('is named as what it is', () => {
    expect(new Set(flawsOf(toRuns(walk(30, 100), indexOf)))).toEqual(new Set(['inhuman']));
  });
});

test('what a clock told that has since been set right is left out', () => {
  const day = 86_400_000;
  const lines = [{ at: 1 }, { at: 5_000 + day }, { at: 5_001 + day }];

  expect(withoutFuture(lines, 5_000)).toEqual(lines.slice(0, 2));
});
