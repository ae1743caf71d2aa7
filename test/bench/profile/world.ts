import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import type { BasicContext } from '../../../src/features/basic.ts';
import type { ModelFolder } from '../../../src/model/load.ts';
import { initialWeights } from '../../../src/model/weights.ts';
import { generateCatalogue } from '../../../src/simulate/catalogue.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { NOTHING_OWN } from '../../support/builders.ts';

/** As models/demo is, but for the number of items. */
const SHAPE = { D: 64, T: 50, heads: 2, blocks: 1, F: 64, neighbours: 16, lambda: 64, beta: 1 } as const;
const SESSION_EVERY = 12;
const DAY_MS = 86_400_000;
/** 2 March 2020, a Monday: so long ago that no update lies ahead of the clock. */
const START = Date.UTC(2020, 2, 2, 9);

/** All that a visit can tell, so that no group of features is empty. */
export const CONTEXT: BasicContext = { language: 'en', device: 'phone', timeZone: 'Europe/Berlin' };

/** A model of V items with seeded random weights: what it costs does not hang on what it has learnt. */
export function randomFolder(V: number, seed: number): ModelFolder {
  const prng = new Prng(seed);
  const { D, neighbours: M } = SHAPE;
  const catalogue = buildCatalogue(generateCatalogue({ seed, count: V }));
  const rows = 1 + V + catalogue.brands.length + catalogue.tags.length;
  const entities = Float32Array.from({ length: rows * D }, (_, i) => (i < D ? 0 : 0.3 * prng.normal()));
  const neighbours = Int32Array.from({ length: (V + 1) * M }, (_, i) => (i < M ? 0 : 1 + prng.integer(V)));
  const shares = Float32Array.from(neighbours, (item) => (item === 0 ? 0 : 0.01 + prng.next()));
  const weights = initialWeights(SHAPE, () => 0.05 * prng.normal());
  // What would begin at 0, or so deep that it says nothing, gets something to say.
  for (const name of ['edgeKind', 'historyKind', 'basic', 'nu', 'gates'])
    weights.set(
      name,
      weights.get(name)!.map(() => 0.5 * prng.normal()),
    );
  const { length: brands } = catalogue.brands;
  const { length: tags } = catalogue.tags;
  return {
    manifest: {
      ...SHAPE,
      name: 'random',
      V,
      brands,
      tags,
      minShoppers: 1,
      seed,
      weights: [],
      files: {} as ModelFolder['manifest']['files'],
    },
    manifestHash: `random ${V} ${seed}`,
    codebookHash: '',
    codebook: { K: 0, D, rows: [] },
    weights,
    trained: { catalogue, entities, neighbours: { neighbours, weights: shares } },
  };
}

export const loadRandom = (V: number, seed: number): LoadedModel =>
  prepareModel(randomFolder(V, seed), NOTHING_OWN);

/** A shopper's history that goes on for ever: looks, carts, returns to what was seen, and two followed brands. */
export function* historyOf({ index }: LoadedModel, seed: number): Generator<StoredInteraction, never> {
  const prng = new Prng(seed);
  const { cards, brands } = index.catalogue;
  let at = START;
  let session = at;
  for (let id = 1; ; id++) {
    if (id % SESSION_EVERY === 0) at = session = at + DAY_MS;
    at += 20_000 + prng.integer(40_000);
    if (id <= 2) {
      yield { id, kind: 'follow', tokens: [brands[id]!], at, session };
      continue;
    }
    const kind = prng.pick(['view', 'view', 'view', 'view', 'select', 'wishlist', 'cart_add'] as const);
    // Half of the walk stays within a few hundred items, so that brands and categories meet again.
    const item = prng.chance(0.5) ? prng.integer(300) : prng.integer(cards.length);
    yield { id, kind, itemId: cards[item]!.id, at, session };
  }
}
