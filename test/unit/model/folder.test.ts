import { describe, expect, test } from 'vitest';
import {
  decodeEntities,
  decodeNeighbours,
  decodeWeights,
  encodeEntities,
  encodeNeighbours,
  encodeWeights,
} from '../../../src/model/folder.ts';

const entries = [
  { name: 'a', shape: [2, 2] },
  { name: 'b', shape: [1] },
];
const corrupt = expect.objectContaining({ code: 'model-corrupt' });

describe('weights.bin', () => {
  test('round-trips every value', () => {
    const values = new Map([
      ['a', Float32Array.of(1, -2, 3.5, 0)],
      ['b', Float32Array.of(1e-7)],
    ]);

    expect(decodeWeights(encodeWeights(values, entries), entries)).toEqual(values);
  });

  test.each([
    ['a byte too few', new Uint8Array(19)],
    ['a value that is not finite', new Uint8Array(new Float32Array([1, 2, Number.NaN, 4, 5]).buffer)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeWeights(bytes, entries)).toThrow(corrupt);
  });

  test('refuses to write a weight of another size', () => {
    expect(() => encodeWeights(new Map([['a', new Float32Array(3)]]), entries)).toThrow(corrupt);
  });
});

describe('entities.bin', () => {
  test('rounds each row to 1/127 of its largest value; a zero row stays zero', () => {
    const table = Float32Array.of(0, 0, 1, -0.5, 0.001, 0.002);

    const decoded = decodeEntities(encodeEntities(table, 3, 2), 3, 2);

    table.forEach((value, i) => {
      const largest = Math.max(...table.subarray(i - (i % 2), i - (i % 2) + 2).map(Math.abs));
      expect(Math.abs(decoded[i]! - value)).toBeLessThanOrEqual(largest / 254 + 1e-9);
    });
  });

  test('refuses a length that does not fit', () => {
    expect(() => decodeEntities(new Uint8Array(17), 3, 2)).toThrow(corrupt);
  });
});

describe('neighbours.bin', () => {
  const V = 3;
  const M = 2;
  const neighbours = Int32Array.of(0, 0, 2, 3, 1, 0, 0, 0);
  const weights = Float32Array.of(0, 0, 4, 2, 1e-9, 0, 0, 0);

  test('round-trips rows, and weights in parts of the strongest', () => {
    const decoded = decodeNeighbours(encodeNeighbours({ neighbours, weights }, V, M), V, M);

    expect(decoded.neighbours).toEqual(neighbours);
    expect(decoded.weights[2]).toBeCloseTo(1, 5);
    expect(decoded.weights[3]).toBeCloseTo(0.5, 4);
    expect(decoded.weights[4]).toBeGreaterThan(0); // a kept edge never becomes none
  });

  test('refuses a neighbour beyond the items', () => {
    const bytes = encodeNeighbours({ neighbours, weights }, V, M);
    bytes[0] = 9;

    expect(() => decodeNeighbours(bytes, V, M)).toThrow(corrupt);
  });
});
