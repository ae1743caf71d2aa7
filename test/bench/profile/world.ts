import { randomFolder } from '../../../scripts/generated_model.ts';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import type { BasicContext } from '../../../src/features/basic.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { NOTHING_OWN } from '../../support/builders.ts';

const SESSION_EVERY = 12;
const DAY_MS = 86_400_000;
/** 2 March 2020, a Monday: so long ago that no update lies ahead of the clock. */
const START = Date.UTC(2020, 2, 2, 9);

/** All that a visit can tell, so that no group of features is empty. */
export const CONTEXT: BasicContext = { language: 'en', device: 'phone', timeZone: 'Europe/Berlin' };

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
