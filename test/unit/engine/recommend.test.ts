import { describe, expect, test } from 'vitest';
import type { Kind } from '../../../src/contract/interaction.ts';
import { parseRecommendQuery } from '../../../src/contract/recommend_query.ts';
import type { RecommendQuery } from '../../../src/contract/worker_api.ts';
import { recommendations } from '../../../src/engine/recommend.ts';
import type { Snapshot } from '../../../src/engine/snapshot.ts';
import { buildInput } from '../../../src/features/build_input.ts';
import { type CatalogueIndex, indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { interaction, SMALL_CATALOGUE } from '../../support/builders.ts';

const index = indexCatalogue(SMALL_CATALOGUE, {
  neighbours: new Int32Array(7),
  weights: new Float32Array(7),
});

/** What is recommended, by score alone, when items score 6, 5, 4, 3, 2, 1 in the catalogue's order. */
function recommended(
  query: Partial<RecommendQuery>,
  seen: readonly (readonly [Kind, string])[] = [['view', 'gift']],
  repeats?: boolean,
  over: Partial<CatalogueIndex> = {},
): string[] {
  const interactions = seen.map(([kind, id]) => interaction(kind, id));
  const steps = toSteps(interactions, index.indexOf);
  const snapshot = {
    model: { index: { ...index, ...over }, folder: { manifest: { lambda: 0, beta: 0, repeats } } },
    interactions,
    steps,
    input: buildInput(steps, index.graph, { T: 4 }),
    inference: { history: new Float32Array(4), scores: Float32Array.of(9, 6, 5, 4, 3, 2, 1) },
    explainer: { ofItem: () => [] },
  } as unknown as Snapshot;
  const parsed = parseRecommendQuery({ count: 6, diversity: 0, ...query });
  return recommendations(snapshot, parsed).map(({ id }) => id);
}

describe('recommendations', () => {
  test('are the best by score, without what is sold out and what was seen', () => {
    expect(recommended({})).toEqual(['pan-1', 'pan-2', 'pot-1', 'pot-2']);
    expect(recommended({ count: 2 })).toEqual(['pan-1', 'pan-2']);
  });

  test('leave out what the page excludes, by any of its ids', () => {
    expect(recommended({ exclude: ['p1', 'pot-2', 'unknown'] })).toEqual(['pan-2', 'pot-1']);
  });

  test('put pins first, in their order and once, whatever they cost and whether they were seen', () => {
    const filter = { maxPrice: 50 };

    expect(recommended({ pin: ['pot-2', 'gift', 'pan-2', 'pot-2'], filter })).toEqual([
      'pot-2',
      'gift',
      'pan-2',
      'pan-1',
      'pot-1',
    ]);
    expect(recommended({ pin: ['pot-2', 'pot-1'], count: 1 })).toEqual(['pot-2']);
  });

  test('pin nothing that is excluded, sold out, turned down, in the cart or unknown', () => {
    const pin = ['pan-3', 'pot-1', 'pot-2', 'pan-1', 'none'];
    const seen = [
      ['view', 'gift'],
      ['dislike', 'pot-1'],
      ['cart_add', 'pot-2'],
    ] as const;

    expect(recommended({ pin, exclude: ['pan-1'] }, seen)).toEqual(['pan-2']);
  });

  test('stay within the band of prices; an unknown price lies in none', () => {
    const seen = [['view', 'pan-1']] as const;

    expect(recommended({}, seen)).toContain('gift');
    expect(recommended({ filter: { minPrice: 20 } }, seen)).toEqual(['pan-2', 'pot-2']);
    expect(recommended({ filter: { maxPrice: 20 } }, seen)).toEqual(['pot-1', 'pot-2']);
    expect(recommended({ filter: { minPrice: 11, maxPrice: 19 } }, seen)).toEqual([]);
  });

  test('repeat what was seen or bought when the page or the model says so', () => {
    const seen = [
      ['view', 'pan-1'],
      ['purchase', 'pot-1'],
    ] as const;

    expect(recommended({}, seen)).toEqual(['pan-2', 'pot-2', 'gift']);
    expect(recommended({ includeSeen: true }, seen)).toEqual(['pan-1', 'pan-2', 'pot-1', 'pot-2', 'gift']);
    expect(recommended({}, seen, true)).toEqual(['pan-1', 'pan-2', 'pot-1', 'pot-2', 'gift']);
  });

  test('are what the site offers: a shop with a blog shows no posts, and a blog with a shop no products', () => {
    const isPost = (item: number) => (item % 2 === 0 ? 'content' : 'shop');
    const seen = [['view', 'gift']] as const;

    expect(recommended({}, seen, false, { presetOf: isPost })).toEqual(['pan-1', 'pot-2']);
    expect(recommended({}, seen, false, { presetOf: isPost, preset: 'content' })).toEqual(['pan-2', 'pot-1']);
    expect(recommended({ pin: ['pan-2'] }, seen, false, { presetOf: isPost })[0]).toBe('pan-2');
  });

  test('are varied unless the page wants the scores alone', () => {
    expect(recommended({ count: 2, diversity: 0.5 })).toEqual(['pan-1', 'pot-1']);
  });

  test('are none without behaviour, pins or not', () => {
    expect(recommended({ pin: ['pan-1'] }, [])).toEqual([]);
  });
});
