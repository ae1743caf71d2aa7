import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import {
  bucketOf,
  itemsOf,
  nextNewItems,
  toExamples,
  toShopper,
  toTestCase,
} from '../../../src/training/examples.ts';
import { countNeighbours } from '../../../src/training/neighbours.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { splitShoppers } from '../../../src/training/split.ts';

const M = 2;
const V = 6;
const items: Item[] = Array.from({ length: V }, (_, i) => ({
  id: `i${i}`,
  name: `Item ${i}`,
  category: ['A'],
}));
const catalogue = buildCatalogue(items);
const shopperOf = (ids: readonly string[], index: ReturnType<typeof indexCatalogue>) =>
  toShopper(
    { interactions: withSessions(ids.map((itemId, i) => ({ kind: 'view', itemId, at: (i + 1) * 10_000 }))) },
    index,
  );

test('the target of a position is the next item that is new by then', () => {
  expect([...nextNewItems(Int32Array.from([1, 2, 1, 3]))]).toEqual([2, 3, 3, 0]);
  expect([...nextNewItems(Int32Array.from([4, 4]))]).toEqual([0, 0]);
});

test('pads to the narrowest width that fits', () => {
  expect([1, 3, 5, 9, 33, 50].map((length) => bucketOf(length, 50))).toEqual([1, 3, 6, 12, 50, 50]);
});

describe('with neighbours', () => {
  const empty = { neighbours: new Int32Array((V + 1) * M), weights: new Float32Array((V + 1) * M) };
  const bare = indexCatalogue(catalogue, empty);
  const shoppers = [
    ['i0', 'i1', 'i2'],
    ['i0', 'i1', 'i3'],
    ['i4', 'i5'],
  ].map((ids) => shopperOf(ids, bare));
  const sequences = shoppers.map(({ steps }) => itemsOf(steps));
  const neighbours = countNeighbours(sequences, { V, M, minShoppers: 1 });
  const index = indexCatalogue(catalogue, neighbours.table);

  test('a training position finds no edge that only its own shopper made', () => {
    const [first, , third] = toExamples(shoppers, sequences, neighbours, index, { T: 8, repeats: false });
    const edgesOf = (input: (typeof first & object)['input'], item: number) => {
      const t = input.items.indexOf(item);
      // Slots of catalogue neighbours come first; a session edge would have kind 2 or more.
      return [...input.edges.subarray(t * input.M, (t + 1) * input.M)].filter(
        (_, m) => input.edgeKinds[t * input.M + m] === 1,
      );
    };
    const [i0, i1] = sequences[0]!;

    // i0 -> i1 was made by two shoppers, so it stays; i1 -> i2 was made by this one alone.
    expect(edgesOf(first!.input, i0!)).toContain(i1);
    expect(edgesOf(first!.input, i1!)).not.toContain(sequences[0]![2]);
    expect(edgesOf(third!.input, sequences[2]![0]!)).toEqual([]);
  });

  test('ends an example where nothing new comes any more', () => {
    const [first] = toExamples(shoppers, sequences, neighbours, index, { T: 8, repeats: false });

    expect([...first!.input.items]).toEqual([sequences[0]![0], sequences[0]![1]]);
    expect([...first!.targets]).toEqual([sequences[0]![1], sequences[0]![2]]);
  });

  test('with repeats, takes what came next, seen before or not', () => {
    const [repeated] = toExamples(
      [shopperOf(['i0', 'i1', 'i0'], index)],
      [new Int32Array()],
      neighbours,
      index,
      {
        T: 8,
        repeats: true,
      },
    );
    const [i0, i1] = repeated!.input.items.filter((item) => item !== 0);

    expect([...repeated!.targets].slice(-2)).toEqual([i1, i0]);
  });

  test('tests the last new item on everything before it', () => {
    const repeated = shopperOf(['i0', 'i1', 'i2', 'i0'], index);
    const test = toTestCase(repeated, index, 8)!;
    const [i0, i1, i2] = itemsOf(repeated.steps);

    expect(test.target).toBe(i2);
    expect([...test.history]).toEqual([i0, i1]);
    expect(toTestCase(shopperOf(['i0'], index), index, 8)).toBeUndefined();
  });

  test('holds out whole shoppers, or the last steps of each', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ ...shoppers[i % 2]!, relations: [i] }));
    const held = splitShoppers(many, 'held-out-shoppers', 1);
    const last = splitShoppers(many, 'leave-one-out', 1);

    expect([held.train.length, held.validation.length, held.test.length]).toEqual([40, 5, 5]);
    expect(new Set([...held.train, ...held.validation, ...held.test]).size).toBe(50);
    const sessions = splitShoppers(many, 'sessions', 1);

    expect(sessions.train).toEqual(many.slice(0, 45));
    expect(sessions.validation).toEqual(many.slice(45));
    expect([last.train, last.validation, last.test].map((part) => part[0]!.steps.length)).toEqual([1, 2, 3]);
  });
});
