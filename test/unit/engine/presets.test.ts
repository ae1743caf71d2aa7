import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import type { SeenItem } from '../../../src/contract/item.ts';
import type { Preset } from '../../../src/contract/preset.ts';
import { parseRecommendQuery } from '../../../src/contract/recommend_query.ts';
import { prepareModel } from '../../../src/engine/loaded_model.ts';
import { recommendations } from '../../../src/engine/recommend.ts';
import { takeSnapshot } from '../../../src/engine/snapshot.ts';
import type { ModelFolder } from '../../../src/model/load.ts';
import { ARTICLES } from '../../../src/simulate/magazine.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { interaction, NOTHING_OWN } from '../../support/builders.ts';

/** What the demo magazine's front page tells. */
const SEEN: readonly SeenItem[] = ARTICLES.map(({ slug, section, author, en }) => ({
  id: slug,
  name: en[0],
  brand: author,
  category: [section.en],
  preset: 'content',
  seenAt: 1,
}));
const SOAP: SeenItem = { id: 'soap', name: 'Garden soap', category: ['Gardens'], seenAt: 1 };
let base: ModelFolder;

beforeAll(async () => {
  await tf.setBackend('cpu');
  base = await readModelFolder('models/base');
});

async function recommended(
  seen: readonly SeenItem[],
  history: readonly StoredInteraction[],
  preset?: Preset,
): Promise<string[]> {
  const snapshot = await takeSnapshot(
    prepareModel(base, { ...NOTHING_OWN, seen, interactions: history }, preset),
    history,
  );
  return recommendations(snapshot, parseRecommendQuery({ count: 30, diversity: 0 })).map(({ id }) => id);
}
const sectionOf = (id: string | undefined) => ARTICLES.find(({ slug }) => slug === id)?.section.en;

describe('a magazine without a model', () => {
  test('goes on with the section that was read, without what was read', async () => {
    const ids = await recommended(SEEN, [interaction('view', 'hedge-for-birds')]);

    expect(ids.slice(0, 3).map(sectionOf)).toEqual(['Gardens', 'Gardens', 'Gardens']);
    expect(ids).not.toContain('hedge-for-birds');
  });

  test('shows nothing of the shop beside it, and the shop nothing of the magazine', async () => {
    const history = [interaction('view', 'hedge-for-birds')];

    expect(await recommended([...SEEN, SOAP], history)).not.toContain('soap');
    expect(await recommended([...SEEN, SOAP], history, 'shop')).toEqual(['soap']);
  });
});

test('a trained catalogue is what the site is configured to offer, or a shop', async () => {
  const demo = await readModelFolder('models/demo');

  expect(prepareModel(demo, NOTHING_OWN, 'course').index.presetOf(1)).toBe('course');
  expect(prepareModel(demo, NOTHING_OWN).index.presetOf(1)).toBe('shop');
});
