import { describe, expect, test } from 'vitest';
import { BASIC_SLOTS } from '../../../src/features/basic.ts';
import { buildInput, gapBucket } from '../../../src/features/build_input.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { EDGE_KINDS } from '../../../src/features/model_input.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { interaction, MINUTE_MS, SMALL_CATALOGUE, START } from '../../support/builders.ts';

const M = 2;
const neighbours = new Int32Array(7 * M);
const weights = new Float32Array(7 * M);
neighbours.set([2, 3], 1 * M); // pan-1 -> pan-2, pan-3
weights.set([1, 0.5], 1 * M);
const index = indexCatalogue(SMALL_CATALOGUE, { neighbours, weights });
const steps = (...ids: string[]) =>
  toSteps(
    ids.map((id) => interaction('view', id)),
    index.indexOf,
  );

/** The edges of position t as [row, kind, weight]. */
const edgesAt = (input: ReturnType<typeof buildInput>, t: number) =>
  Array.from({ length: input.M }, (_, m) => t * input.M + m)
    .filter((at) => input.edges[at] !== 0)
    .map((at) => [
      input.edges[at],
      EDGE_KINDS[input.edgeKinds[at]!],
      Number(Math.exp(input.edgePriors[at]!).toFixed(3)),
    ]);

describe('buildInput', () => {
  test('pads on the left and cuts the oldest', () => {
    expect([...buildInput(steps('pan-1', 'pot-1'), index.graph, { T: 4 }).items]).toEqual([0, 0, 1, 4]);
    expect([...buildInput(steps('pan-1', 'pot-1', 'pan-2'), index.graph, { T: 2 }).items]).toEqual([4, 2]);
  });

  test('joins an item to its catalogue neighbours and to earlier items of the sequence alone', () => {
    const input = buildInput(steps('pan-1', 'pan-2', 'pan-1'), index.graph, { T: 3 });

    expect(edgesAt(input, 0)).toEqual([
      [2, 'neighbour', 1],
      [3, 'neighbour', 0.5],
    ]);
    expect(edgesAt(input, 1)).toEqual([
      [1, 'previous', 1],
      [1, 'sameBrand', 1],
      [1, 'sameCategory', 1],
    ]);
    expect(edgesAt(input, 2).slice(2)).toEqual([
      [2, 'previous', 1],
      [2, 'sameBrand', 1],
      [2, 'sameCategory', 1],
    ]);
  });

  test('a followed brand is an edge of its items and fills the relations group', () => {
    const alder = index.brandRow('alder');

    const input = buildInput(steps('pan-1'), index.graph, { T: 1, relations: [alder] });

    expect(edgesAt(input, 0).at(-1)).toEqual([alder, 'relation', 1]);
    expect([...input.present]).toEqual([1, 1, 1, 1]);
  });

  test('an item that the shopper relates to is an edge of others of its category, and no group', () => {
    const input = buildInput(steps('pan-1', 'pot-1'), index.graph, { T: 2, relations: [1, 3] });

    expect(edgesAt(input, 0).at(-1)).toEqual([3, 'relation', 0.5]); // not itself, the other pan
    expect(edgesAt(input, 1).map(([, kind]) => kind)).not.toContain('relation');
    expect([...input.present.subarray(0, 4)]).toEqual([1, 1, 1, 0]);
    expect([...input.relations]).not.toContain(3);
  });

  test('a followed brand comes before such items', () => {
    const alder = index.brandRow('alder');

    const input = buildInput(steps('pan-1'), index.graph, { T: 1, relations: [2, alder] });

    expect(edgesAt(input, 0).at(-1)).toEqual([alder, 'relation', 1]);
  });

  test('a release has neither basic information nor relations', () => {
    const input = buildInput(steps('pan-1'), index.graph, {
      T: 1,
      relations: [index.brandRow('Alder'), 2],
      behaviourOnly: true,
    });

    expect([...input.present]).toEqual([0, 1, 1, 0]);
    expect(edgesAt(input, 0).map(([, kind]) => kind)).not.toContain('relation');
  });

  test('training can take a neighbour’s weight back', () => {
    const input = buildInput(steps('pan-1'), index.graph, {
      T: 1,
      neighbourWeight: (_, to, weight) => (to === 2 ? 0 : weight),
    });

    expect(edgesAt(input, 0)).toEqual([[3, 'neighbour', 0.5]]);
  });

  test('price bands are the running mean of what was looked at', () => {
    // Prices 10, 20, 40, 60, 90 are bands 1 to 5: pan-1 is 3, then with pot-1 the mean is 2.
    const input = buildInput(steps('pan-1', 'pot-1'), index.graph, { T: 2 });

    expect([input.basic[0], input.basic[BASIC_SLOTS]]).toEqual([3, 2]);
  });
});

test('gapBucket parts seconds, minutes, hours and days', () => {
  const gaps = [
    undefined,
    0,
    30_000,
    5 * MINUTE_MS,
    20 * MINUTE_MS,
    60 * MINUTE_MS,
    2 * 86_400_000,
    30 * 86_400_000,
  ];

  expect(gaps.map(gapBucket)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(START).toBeGreaterThan(0);
});
