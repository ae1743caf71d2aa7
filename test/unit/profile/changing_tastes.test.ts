import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { MODELS_FOLDER } from '../../../scripts/demo.ts';
import { interestsOf } from '../../../src/answers/profile_view.ts';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import type { Interest } from '../../../src/contract/worker_api.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import { takeSnapshot } from '../../../src/engine/snapshot.ts';
import { simulateChangingShoppers } from '../../../src/simulate/changing_tastes.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { NOTHING_OWN } from '../../support/builders.ts';
import { ITEMS } from '../../support/demo_items.ts';

// Two interests in turn, one session for somebody else, a month of nothing, another taste: what the panel shows.

const SHOPPERS = process.env.INKLING_LONG === '1' ? 500 : 50;
/** Interactions within which the new taste must lead. */
const PATIENCE = 5;

let model: LoadedModel;
beforeAll(async () => {
  await startTraining('wasm');
  model = prepareModel(await readModelFolder(join(MODELS_FOLDER, 'demo')), NOTHING_OWN);
});

const departmentsOf = async (rows: readonly StoredInteraction[]): Promise<Interest[]> =>
  interestsOf(await takeSnapshot(model, rows)).departments;

test(`${SHOPPERS} simulated shoppers keep two interests, lose a gift once it is marked, and are followed to a new taste`, async () => {
  const counts = { both: 0, giftBefore: 0, giftAfter: 0, followed: 0 };
  for (const shopper of simulateChangingShoppers({ seed: 5, count: SHOPPERS, catalogue: ITEMS })) {
    const { before, after, truth } = shopper;
    const rows = withSessions([...before, ...after.slice(0, PATIENCE)]);
    const gifts = new Set(shopper.gift.map(({ at }) => at));
    const marked = rows.map((row): StoredInteraction => (gifts.has(row.at) ? { ...row, gift: true } : row));
    const giftIds = new Set(marked.filter(({ gift }) => gift).map(({ id }) => id));
    const isFromGift = ({ reasons }: Interest) =>
      reasons.some(({ interactionIds }) => interactionIds.some((id) => giftIds.has(id)));

    const unmarked = await departmentsOf(rows.slice(0, before.length));
    const corrected = await departmentsOf(marked.slice(0, before.length));
    const strongest = corrected.slice(0, 2).map(({ department }) => department);
    if (truth.interests.every((department) => strongest.includes(department))) counts.both++;
    if (unmarked.some(isFromGift)) counts.giftBefore++;
    if (corrected.some(isFromGift)) counts.giftAfter++;
    const [leading] = await departmentsOf(marked);
    if (leading!.department === truth.next) counts.followed++;
  }
  console.log(
    `${SHOPPERS} shoppers: both interests lead for ${counts.both}; the gift session tells for ${counts.giftBefore}, once marked for ${counts.giftAfter}; the new taste leads after ${PATIENCE} interactions for ${counts.followed}`,
  );

  expect(counts.both).toBeGreaterThanOrEqual(0.9 * SHOPPERS);
  expect(counts.giftAfter).toBe(0);
  expect(counts.followed).toBeGreaterThanOrEqual(0.9 * SHOPPERS);
  // Barrier: what was marked had been told.
  expect(counts.giftBefore).toBeGreaterThan(0.8 * SHOPPERS);
}, 300_000);

test('the same options simulate the same shoppers', () => {
  const options = { seed: 5, count: 3, catalogue: ITEMS };

  expect(simulateChangingShoppers(options)).toEqual(simulateChangingShoppers(options));
  const [one, other] = simulateChangingShoppers(options);
  expect(one).not.toEqual(other);
});
