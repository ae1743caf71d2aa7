import { describe, expect, test } from 'vitest';
import {
  decodeEntities,
  decodeNeighbours,
  decodeWeights,
  encodeEntities,
  encodeNeighbours,
  encodeWeights,
} from '../../../src/model/folder.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const entries = [
  { name: 'a', shape: [2, 2] },
  { name: 'b', shape: [1] },
];
const prng = new Prng(3);
const noise = new Map(
  entries.map(({ name, shape }) => [
    name,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => prng.normal()),
  ]),
);
const corrupt = expect.objectContaining({ code: 'model-corrupt' });

describe('weights.bin', () => {
  test('round-trips every value within 1/256 of it, powers of two exactly', () => {
    const exact = Float32Array.of(1, -2, 0.5, 0);
    const rough = Float32Array.of(1 / 3, -123.456, 1e-7, 0.99999);

    const decoded = decodeWeights(
      encodeWeights(
        new Map([
          ['a', exact],
          ['b', rough],
        ]),
        [entries[0]!, { name: 'b', shape: [4] }],
      ),
      [entries[0]!, { name: 'b', shape: [4] }],
    );

    expect(decoded.get('a')).toEqual(exact);
    rough.forEach((value, i) => {
      expect(Math.abs(decoded.get('b')![i]! / value - 1)).toBeLessThanOrEqual(1 / 256);
    });
    expect(decoded.get('b')).not.toEqual(rough);
  });

  test('reads what it wrote as the same again', () => {
    const once = decodeWeights(encodeWeights(noise, entries), entries);

    expect(decodeWeights(encodeWeights(once, entries), entries)).toEqual(once);
  });

  test.each([
    ['a byte too few', new Uint8Array(9)],
    ['a value that is not finite', new Uint8Array(Uint16Array.of(0x3f80, 0, 0x7fc0, 0, 0).buffer)],
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
  const V = 300;
  const M = 3;
  const neighbours = new Int32Array((V + 1) * M);
  const weights = new Float32Array((V + 1) * M);
  neighbours.set([290, 2, 131, 1, 0, 0], M);
  weights.set([4, 2, 1.3, 1e-9, 0, 0], M);
  const bytes = encodeNeighbours({ neighbours, weights }, V, M);

  test('round-trips indices of one byte and of two, strongest first, and weights within 2.2 %', () => {
    const decoded = decodeNeighbours(bytes, V, M);

    expect(decoded.neighbours).toEqual(neighbours);
    expect(decoded.weights.subarray(M, M + 2)).toEqual(Float32Array.of(1, 0.5));
    expect(Math.abs(decoded.weights[M + 2]! / (1.3 / 4) - 1)).toBeLessThan(0.022);
    expect(decoded.weights[2 * M]).toBeGreaterThan(0); // a kept edge never becomes none
    expect(decoded.weights.filter((weight) => weight > 0)).toHaveLength(4);
  });

  test('reads what it wrote as the same again, equal weights by index', () => {
    const prng = new Prng(5);
    const [drawn, drawnWeights] = [new Int32Array((V + 1) * M), new Float32Array((V + 1) * M)];
    for (let item = 1; item <= V; item++) {
      for (let m = 0; m < item % (M + 1); m++) {
        drawn[item * M + m] = 1 + ((item * 7 + 97 * m) % V);
        drawnWeights[item * M + m] = 0.9 ** prng.integer(4);
      }
    }

    const once = decodeNeighbours(encodeNeighbours({ neighbours: drawn, weights: drawnWeights }, V, M), V, M);

    expect(decodeNeighbours(encodeNeighbours(once, V, M), V, M)).toEqual(once);
    for (let item = 1; item <= V; item++) {
      const row = (list: Int32Array) => [...list.subarray(item * M, (item + 1) * M)];
      expect(row(once.neighbours).sort()).toEqual(row(drawn).sort());
      for (let at = item * M + 1; at < (item + 1) * M; at++) {
        const [before, own] = [once.weights[at - 1]!, once.weights[at]!];
        expect(
          before > own || (before === own && once.neighbours[at - 1]! <= once.neighbours[at]!) || own === 0,
        ).toBe(true);
      }
    }
  });

  test.each([
    [
      'an index beyond the items',
      (given: Uint8Array) =>
        given
          .with(V, 2)
          .with(V + 1, 200)
          .with(V + 2, 120),
    ],
    ['the same index twice', (given: Uint8Array) => given.with(V + 1, 0)],
    ['more neighbours than there may be', (given: Uint8Array) => given.with(0, M + 1)],
    ['fewer neighbours than it holds', (given: Uint8Array) => given.with(0, M - 1)],
    ['a byte too few', (given: Uint8Array) => given.slice(0, -1)],
    ['a byte too many', (given: Uint8Array) => Uint8Array.from([...given, 0])],
    ['nothing', () => new Uint8Array()],
  ])('refuses %s', (_, spoil) => {
    expect(() => decodeNeighbours(spoil(bytes), V, M)).toThrow(corrupt);
  });
});
