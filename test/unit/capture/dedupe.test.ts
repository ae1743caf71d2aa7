import { expect, test } from 'vitest';
import { createDedupe } from '../../../src/capture/dedupe.ts';

test('the same kind and item within a second is a double', () => {
  const isDouble = createDedupe();
  isDouble({ kind: 'cart_add', itemId: 'a', at: 1_000 });

  expect(isDouble({ kind: 'cart_add', itemId: 'a', at: 1_999 })).toBe(true);
  expect(isDouble({ kind: 'cart_add', itemId: 'a', at: 2_000 })).toBe(false);
  expect(isDouble({ kind: 'cart_add', itemId: 'b', at: 2_000 })).toBe(false);
  expect(isDouble({ kind: 'view', itemId: 'a', at: 2_000 })).toBe(false);
});

test('two searches with other words are two', () => {
  const isDouble = createDedupe();
  isDouble({ kind: 'search', tokens: ['red'], at: 1_000 });

  expect(isDouble({ kind: 'search', tokens: ['red'], at: 1_100 })).toBe(true);
  expect(isDouble({ kind: 'search', tokens: ['blue'], at: 1_200 })).toBe(false);
});

test('remembers no more than it needs', () => {
  const isDouble = createDedupe();
  isDouble({ kind: 'view', itemId: 'first', at: 0 });
  for (let i = 0; i < 200; i++) isDouble({ kind: 'view', itemId: `item ${i}`, at: 1 });

  expect(isDouble({ kind: 'view', itemId: 'first', at: 2 })).toBe(false);
});
