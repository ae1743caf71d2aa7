import { describe, expect, it } from 'vitest';
import { SPLITS } from '../../../../src/model/coded/codes.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { orderForCells } from '../../../../src/training/coded/order.ts';

describe('the order of a large catalogue', () => {
  const prng = new Prng(3);
  const V = 600;
  const codes = Uint8Array.from({ length: V * SPLITS }, () => prng.integer(4));
  const popularity = Array.from({ length: V }, () => prng.integer(1_000));
  const leaves = Array.from({ length: V }, () => prng.integer(5));
  const order = [...orderForCells({ codes, popularity, leaves, pool: 100 })];

  it('holds every item once, the most wanted first', () => {
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: V }, (_, i) => i));
    const least = Math.min(...order.slice(0, 100).map((i) => popularity[i]!));
    expect(Math.max(...order.slice(100).map((i) => popularity[i]!))).toBeLessThanOrEqual(least);
  });

  it('keeps a leaf together, and in it like codes', () => {
    for (const part of [order.slice(0, 100), order.slice(100)]) {
      const turns = part.filter((i, n) => n > 0 && leaves[i] !== leaves[part[n - 1]!]).length;
      expect(turns).toBe(new Set(part.map((i) => leaves[i])).size - 1);
      const first = part.map((i) => 10 * leaves[i]! + codes[i * SPLITS]!);
      expect(first).toEqual([...first].sort((a, b) => a - b));
    }
  });
});
