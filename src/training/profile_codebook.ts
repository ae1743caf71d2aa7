import type { Codebook } from '../contract/codebook.ts';
import { buildInput } from '../features/build_input.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelShape } from '../model/weights.ts';
import { normaliseInPlace } from '../profile/interests.ts';
import { clusterProfiles, toCodebook } from './codebook.ts';
import { attendEach } from './evaluate.ts';
import { type Attendable, bucketOf, itemsOf, type Shopper } from './examples.ts';
import { nameRows, type Translation } from './row_names.ts';
import type { Learnt } from './train_loop.ts';

export interface CodebookSettings {
  readonly shape: ModelShape;
  readonly seed: number;
  /** Category names that no codebook row may rest on. */
  readonly sensitive: readonly string[];
  /** Names of tags in Chinese. */
  readonly translation: Translation;
}

const K = 16;
/** Fewer would let single shoppers move a row. */
export const MIN_PROFILES = 25 * K;

/**
 * The codebook over profiles as a release would see them: behaviour alone, and without the sensitive
 * categories.
 */
export async function buildCodebook(
  shoppers: readonly Shopper[],
  learnt: Learnt,
  index: CatalogueIndex,
  { shape, seed, sensitive, translation }: CodebookSettings,
): Promise<{ codebook: Codebook; rowShares: number[] }> {
  const hidden = new Set(sensitive.map((name) => name.toLowerCase()));
  const isOpen = (item: number) =>
    !(index.card(item).category ?? []).some((name) => hidden.has(name.toLowerCase()));
  const steps = shoppers
    .map((shopper) => shopper.steps.filter(({ item }) => isOpen(item)))
    .filter((list) => list.length > 0);
  const sequences = steps.map((list): Attendable => {
    const width = bucketOf(Math.min(list.length, shape.T), shape.T);
    return {
      width,
      get input() {
        return buildInput(list, index.graph, { T: width, behaviourOnly: true });
      },
    };
  });
  const profiles: Float32Array[] = new Array(steps.length);
  await attendEach(sequences, learnt, 0, shape, ({ profile }, _input, place) => {
    profiles[place] = normaliseInPlace(profile.slice());
  });
  const clusters = clusterProfiles(profiles, { K, D: shape.D, seed });
  const names = nameRows(clusters, steps.map(itemsOf), index, translation);
  return {
    codebook: toCodebook(clusters, names),
    rowShares: clusters.map(({ members }) => members.length / profiles.length),
  };
}
