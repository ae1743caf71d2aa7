import { expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { clusterItems } from '../../../src/training/item_clusters.ts';
import { typicalTerms } from '../../../src/training/typical_terms.ts';

/** Sixteen groups of ten: names share an adjective with everybody and a noun with their group. */
const NOUNS = 'lamp rug vase bed shirt boot hat coat game doll ball train pan knife plate kettle'.split(' ');
const prng = new Prng(4);
const items: Item[] = NOUNS.flatMap((noun, g) =>
  Array.from({ length: 10 }, (_, i) => ({
    id: `${noun}${i}`,
    name: `${prng.pick(['Blue', 'Old', 'Tall', 'Soft'])} ${noun}${i % 3 === 0 ? 's' : ''}`,
    brand: `Maker ${g % 3}`,
  })),
);
const M = 2;
const noNeighbours = {
  neighbours: new Int32Array((items.length + 1) * M),
  weights: new Float32Array((items.length + 1) * M),
};
const groupOf = (i: number) => Math.floor(i / 10);

/** Share of items whose cluster's most frequent group is theirs. */
function purity(names: readonly (string | undefined)[]): number {
  const groups = new Map<string, number[]>();
  names.forEach((name, i) => {
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), groupOf(i)]);
  });
  const most = [...groups.values()].map((list) =>
    Math.max(...NOUNS.map((_, g) => list.filter((x) => x === g).length)),
  );
  return most.reduce((sum, count) => sum + count, 0) / names.length;
}

test('names clusters by a word of their items, never by a maker', () => {
  const names = clusterItems(items, noNeighbours, 1);

  // Seven clusters for sixteen groups: each is named by nouns, or an adjective, of its members.
  const distinct = [...new Set(names.flatMap((name) => name ?? []))];
  expect(names.filter((name) => name !== undefined).length).toBeGreaterThan(0.8 * items.length);
  expect(distinct.length).toBeGreaterThan(3);
  for (const name of distinct) expect(name).toMatch(/^[A-Za-z]+( & [A-Za-z]+)*$/);
  expect(distinct.join()).not.toContain('Maker');
});

test('joins what shoppers look at together, where words say nothing', () => {
  const codes = items.map(({ id }, i) => ({
    id,
    name: `Item ${String.fromCharCode(97 + (i % 7)).repeat(3)}`,
  }));
  // Four large groups of items, each item joined to the next two of its group.
  const neighbours = new Int32Array((items.length + 1) * M);
  const weights = new Float32Array((items.length + 1) * M).fill(1);
  const size = items.length / 4;
  const large = (i: number) => Math.floor(i / size);
  items.forEach((_, i) => {
    const next = (step: number) => large(i) * size + ((i + step) % size) + 1;
    neighbours.set([next(1), next(7)], (i + 1) * M);
  });

  const alone = clusterItems(codes, noNeighbours, 1);
  const joined = clusterItems(codes, { neighbours, weights }, 1);

  // Two neighbours on a shelf share a cluster more often than words alone would have it.
  const together = (names: readonly (string | undefined)[]) =>
    names.filter((name, i) => name !== undefined && name === names[neighbours[(i + 1) * M]! - 1]).length;
  expect(together(joined)).toBeGreaterThan(2 * together(alone));
});

test('makes none where names share no word: ids that stand for names', () => {
  const bare = items.map((_, i): Item => ({ id: `d-${i}`, name: `d-${i}` }));

  expect(new Set(clusterItems(bare, noNeighbours, 1))).toEqual(new Set([undefined]));
});

test('is the same for the same seed, and makes no clusters of a few items', () => {
  expect(clusterItems(items, noNeighbours, 2)).toEqual(clusterItems(items, noNeighbours, 2));
  expect(
    clusterItems(
      items.slice(0, 63),
      { neighbours: new Int32Array(64 * M), weights: new Float32Array(64 * M) },
      1,
    ),
  ).toEqual(Array.from({ length: 63 }, () => undefined));
  expect(purity(clusterItems(items, noNeighbours, 2))).toBeGreaterThan(purity(items.map(() => 'all')));
});

const named = (...names: readonly string[]): Item[] => names.map((name) => ({ id: name, name }));

test('finds what is typical, in its most common spelling', () => {
  const names = typicalTerms([
    named('Blue Lamp', 'Old Lamps', 'The Lamp', 'Lamp 40'),
    named('Blue Tea', 'Green tea', 'Old Tea', 'Tea and Rum'),
  ]);

  expect(names).toEqual(['Lamp', 'Tea']);
});

test('names Chinese groups by words of a dictionary, not by halves of them', () => {
  const [name] = typicalTerms([
    named('滋养洗发水', '柔顺洗发水', '蓝色洗发水'),
    named('蓝色台灯', '复古台灯', '小号台灯'),
  ]);

  expect(name).toBe('洗发水');
});

test('leaves brands out and keeps names apart', () => {
  const items = (brand: string) =>
    [1, 2, 3].map((n) => ({ id: `${brand}${n}`, name: `${brand} Cream`, brand }));

  const names = typicalTerms([items('Alder'), items('Birch')]);

  expect(names[0]).toBe('Cream');
  expect(new Set(names).size).toBe(2);
  expect(names.join()).not.toMatch(/Alder|Birch/);
});
