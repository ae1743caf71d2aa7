import { describe, expect, test } from 'vitest';
import { countNeighbours, leaveOut } from '../../../src/training/neighbours.ts';

const sequence = (...items: number[]) => Int32Array.from(items);
const row = (table: { neighbours: Int32Array; weights: Float32Array }, item: number, M: number) =>
  Array.from({ length: M }, (_, m) => table.neighbours[item * M + m]!);

describe('countNeighbours', () => {
  test('weighs a pair by 1 / gap, its row and its popularity', () => {
    // 1 -> 2 at gap 1 and 1 -> 3 at gap 2; 2 -> 3 at gap 1. Each item occurs once.
    const { table, counts, strongest } = countNeighbours([sequence(1, 2, 3)], { V: 3, M: 2, minShoppers: 1 });

    // Row 1: c = 1 and 1/2, row sum 3/2. Row 2: c = 1, row sum 1, weight 1 · 1^-.3 · 1^-.1 = 1.
    expect(row(table, 1, 2)).toEqual([2, 3]);
    expect(strongest).toBeCloseTo(1, 12);
    expect(counts[1 * 2]).toBeCloseTo(1, 12);
    expect(counts[1 * 2 + 1]).toBeCloseTo(0.5, 12);
    expect(table.weights[1 * 2]).toBeCloseTo(1.5 ** -0.3, 6);
    expect(table.weights[1 * 2 + 1]).toBeCloseTo(0.5 * 1.5 ** -0.3, 6);
    expect(table.weights[2 * 2]).toBeCloseTo(1, 6);
  });

  test('is directed: what comes later has no neighbour that came before', () => {
    const { table } = countNeighbours([sequence(1, 2)], { V: 2, M: 1, minShoppers: 1 });

    expect(row(table, 1, 1)).toEqual([2]);
    expect(row(table, 2, 1)).toEqual([0]);
  });

  test('sees no further than ten positions and never an item beside itself', () => {
    const far = sequence(1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2);
    const { table } = countNeighbours([far], { V: 3, M: 3, minShoppers: 1 });

    expect(row(table, 1, 3)).toEqual([3, 0, 0]);
    expect(row(table, 3, 3)).toEqual([2, 0, 0]);
  });

  test('where repeats are answers an item that comes back is its own neighbour, and can be left out again', () => {
    const back = sequence(1, 2, 1);
    const neighbours = countNeighbours([back, sequence(2, 3)], { V: 3, M: 3, minShoppers: 1, repeats: true });

    // 1 -> 2 at gap 1, 1 -> 1 at gap 2: the stronger first, although 1 occurs twice.
    expect(row(neighbours.table, 1, 3)).toEqual([2, 1, 0]);
    expect(leaveOut(neighbours, back)(1, 1, neighbours.table.weights[1 * 3 + 1]!)).toBe(0);
  });

  test('publishes no entry that rests on fewer distinct shoppers than asked for', () => {
    // 1 -> 2 twice by one shopper and once by another; 1 -> 3 five times by one shopper alone.
    const log = [sequence(1, 2, 1, 2), sequence(1, 2), sequence(1, 3, 1, 3, 1, 3, 1, 3, 1, 3)];

    const two = countNeighbours(log, { V: 3, M: 2, minShoppers: 2 });
    const three = countNeighbours(log, { V: 3, M: 2, minShoppers: 3 });

    expect(row(two.table, 1, 2)).toEqual([2, 0]);
    expect(two.shoppers[1 * 2]).toBe(2);
    expect(row(three.table, 1, 2)).toEqual([0, 0]);
  });

  test('keeps the strongest M', () => {
    const log = [
      sequence(1, 2),
      sequence(1, 2),
      sequence(1, 3),
      sequence(1, 3),
      sequence(1, 3),
      sequence(1, 4),
    ];
    const { table, bars } = countNeighbours(log, { V: 4, M: 2, minShoppers: 1 });

    expect(row(table, 1, 2)).toEqual([3, 2]);
    expect(bars[1]).toBeGreaterThan(0);
    expect(bars[1]).toBeLessThan(table.weights[1 * 2 + 1]!);
  });
});

describe('leaveOut', () => {
  const own = sequence(1, 2, 3);
  const others = [sequence(1, 2), sequence(1, 2, 4), sequence(2, 3), sequence(4, 1)];
  const options = { V: 4, M: 3, minShoppers: 1 };

  test('gives the weights that counting without the shopper gives', () => {
    const all = countNeighbours([own, ...others], options);
    const without = countNeighbours(others, options);
    const weight = leaveOut(all, own);

    for (let item = 1; item <= 4; item++) {
      for (let m = 0; m < 3; m++) {
        const neighbour = all.table.neighbours[item * 3 + m]!;
        if (neighbour === 0) continue;
        const place = row(without.table, item, 3).indexOf(neighbour);
        const expected = place === -1 ? 0 : without.table.weights[item * 3 + place]! * without.strongest;
        const left = weight(item, neighbour, all.table.weights[item * 3 + m]!) * all.strongest;
        expect(left).toBeCloseTo(expected, 5);
      }
    }
  });

  test('does so where a step counts both ways and sequences count differently', () => {
    const shares = Float32Array.from([0.25, 1, 0.5, 0.75, 1]);
    const all = countNeighbours([own, ...others], { ...options, isSymmetric: true, shares });
    const without = countNeighbours(others, { ...options, isSymmetric: true, shares: shares.slice(1) });
    const weight = leaveOut(all, own, 0.25);
    const at = row(all.table, 2, 3).indexOf(1);
    const place = row(without.table, 2, 3).indexOf(1);

    expect(place).toBeGreaterThanOrEqual(0);
    expect(weight(2, 1, all.table.weights[2 * 3 + at]!) * all.strongest).toBeCloseTo(
      without.table.weights[2 * 3 + place]! * without.strongest,
      5,
    );
  });

  test('empties an entry that would rest on too few others', () => {
    // 2 -> 3 rests on this shopper and one more.
    const all = countNeighbours([own, ...others], { ...options, minShoppers: 2 });
    const at = row(all.table, 2, 3).indexOf(3);

    expect(at).toBeGreaterThanOrEqual(0);
    expect(leaveOut(all, own)(2, 3, all.table.weights[2 * 3 + at]!)).toBe(0);
  });

  test('leaves what the shopper had no part in untouched', () => {
    const all = countNeighbours([own, ...others], options);

    expect(leaveOut(all, own)(4, 1, 0.25)).not.toBe(0);
    expect(leaveOut(all, sequence(3))(4, 1, 0.25)).toBe(0.25);
  });
});
