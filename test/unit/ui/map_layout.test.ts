import { expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { layOut, nearestTo, placeLabels, widthOf } from '../../../src/ui/map_layout.ts';

const SIZE = 236;

/** Left, right and middle of each label, px, when the map has this side. */
const boxesAt = (side: number, places: readonly { x: number; y: number }[], texts: readonly string[]) =>
  places.map(({ x, y }, i) => {
    const middle = ((x + 100) / 200) * side;
    const half = (14 + widthOf(texts[i]!)) / 2;
    return { left: middle - half, right: middle + half, y: ((100 - y) / 200) * side };
  });

test('labels lie on no other and reach over no edge, on this map and on every larger one', () => {
  const texts = ['You', '28 November', 'Sports & Outdoors', '护发与造型', ...Array(10).fill('Books & Paper')];
  const draw = new Prng(3);
  for (let round = 0; round < 50; round++) {
    // All of them want to stand near one place, now and then beyond the edge.
    const [cx, cy] = [draw.next() * 200 - 100, draw.next() * 200 - 100];
    const wishes = texts.map((text) => ({ text, x: cx + draw.next() * 20, y: cy + draw.next() * 20 }));
    const places = placeLabels(wishes, SIZE);

    for (const side of [SIZE, 300, 439]) {
      const boxes = boxesAt(side, places, texts);
      for (const [i, a] of boxes.entries()) {
        expect(a.left).toBeGreaterThan(-0.01);
        expect(a.right).toBeLessThan(side + 0.01);
        expect(a.y).toBeGreaterThan(0);
        expect(a.y).toBeLessThan(side);
        for (const b of boxes.slice(i + 1))
          expect(Math.abs(a.y - b.y) > 14.9 || a.right <= b.left + 0.01 || b.right <= a.left + 0.01).toBe(
            true,
          );
      }
    }
  }
});

test('a label with room stands where it wants to, within half a line', () => {
  const [place] = placeLabels([{ text: 'Home', x: 10, y: -20 }], SIZE);

  expect(place!.x).toBeCloseTo(10, 6);
  expect(Math.abs(place!.y + 20)).toBeLessThan(6.7);
});

test('distances keep their proportions, and everything lies within', () => {
  const laid = layOut({
    departments: ['Pets', ''],
    items: [
      { name: 'a', department: 0, x: 0.5, y: 0 },
      { name: 'b', department: 0, x: 0, y: 0.25 },
      { name: 'c', department: 1, x: -0.1, y: 0 },
    ],
    path: [{ at: 1, x: -0.1, y: 0 }],
    explained: 0.2,
  });

  expect(laid.groups[0]!.items.map(({ x, y }) => [x, y])).toEqual([
    [94, 0],
    [0, 47],
  ]);
  expect(laid.groups[0]!.centre).toEqual({ x: 47, y: 23.5 });
  // "Everything else" is no place to be near to.
  expect(nearestTo(laid.path[0]!, laid.groups)?.name).toBe('Pets');
});
