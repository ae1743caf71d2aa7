import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { addLocalEdges, LOCAL_NEIGHBOURS, localGraph } from '../../../src/features/local_graph.ts';
import { interaction, SMALL_CATALOGUE, START, seenItem } from '../../support/builders.ts';

const all = () => true;
const NOW = START + DAY_MS;
const visit = (at: number, ...ids: string[]) =>
  ids.map((itemId) => interaction('view', itemId, { session: at, at }));
/** A row with weights to two digits. */
const rowOf = (graph: ReturnType<typeof localGraph>, id: string) =>
  graph.get(id)?.map(([to, weight]) => [to, Number(weight.toFixed(2))]);

describe('what a shopper’s own visits join', () => {
  test('are items of one session, the nearer the more, both ways', () => {
    const graph = localGraph(visit(NOW, 'a', 'b', 'b', 'c'), [], NOW, all);

    // Distances 1, 1 and 2: sums 1 and .5, each over one more than itself.
    expect(rowOf(graph, 'a')).toEqual([
      ['b', 0.5],
      ['c', 0.33],
    ]);
    expect(rowOf(graph, 'c')).toEqual([
      ['b', 0.5],
      ['a', 0.33],
    ]);
  });

  test('are not items of two sessions, gifts, somebody else’s, or what was turned down', () => {
    const graph = localGraph(
      [
        ...visit(NOW - DAY_MS, 'a'),
        ...visit(NOW, 'b'),
        interaction('view', 'c', { session: NOW, gift: true }),
        interaction('view', 'd', { session: NOW, notMe: true }),
        interaction('dislike', 'e', { session: NOW }),
        interaction('impression', 'f', { session: NOW }),
      ],
      [],
      NOW,
      all,
    );

    expect(graph.size).toBe(0);
  });

  test('fade to half in thirty days', () => {
    const graph = localGraph(visit(NOW - 30 * DAY_MS, 'a', 'b'), [], NOW, all);

    expect(rowOf(graph, 'a')).toEqual([['b', 0.33]]); // .5 / 1.5
  });

  test('are items that one page showed, less than what was looked at, and not those of an index', () => {
    const page = ['a', 'b', 'c'].map((id) => seenItem(id, { seenAt: NOW }));
    const index = Array.from({ length: 61 }, (_, i) => seenItem(`i${i}`, { seenAt: NOW - 1 }));
    const graph = localGraph([], [...page, ...index], NOW, all);

    expect([...graph.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(rowOf(graph, 'a')).toEqual([
      ['b', 0.2],
      ['c', 0.2],
    ]); // .5 / 2, over one more than that
  });

  test('are told of wanted items alone, the strongest eight', () => {
    const session = visit(NOW, ...Array.from({ length: 12 }, (_, i) => `i${i}`));
    const graph = localGraph(session, [], NOW, (id) => id === 'i6');

    expect([...graph.keys()]).toEqual(['i6']);
    expect(graph.get('i6')).toHaveLength(LOCAL_NEIGHBOURS);
  });
});

test('local neighbours are written for new items, and the model’s own rows stay', () => {
  const M = 2;
  const neighbours = new Int32Array(7 * M);
  neighbours.set([2, 3], M);
  const index = indexCatalogue(SMALL_CATALOGUE, { neighbours, weights: new Float32Array(7 * M).fill(1) });
  const local = new Map([
    ['pan-1', [['pot-1', 0.5]] as const],
    [
      'pot-2',
      [
        ['unknown', 0.9],
        ['pan-1', 0.5],
        ['pot-1', 0.4],
        ['pan-3', 0.3],
      ] as const,
    ],
  ]);

  addLocalEdges(index, 5, local);

  expect([...neighbours.subarray(M, 2 * M)]).toEqual([2, 3]);
  expect([...neighbours.subarray(5 * M, 6 * M)]).toEqual([1, 4]);
  expect([...index.graph.neighbourWeights.subarray(5 * M, 6 * M)]).toEqual([0.5, Math.fround(0.4)]);
});
