import { DEMO_CATALOGUE, generateCatalogue } from '../../src/simulate/catalogue.ts';
import { simulateShoppers } from '../../src/simulate/shoppers.ts';
import { type ShopperLog, withSessions } from '../../src/training/readers.ts';

/** Shoppers of the seed that models/demo was trained on: those after them share its market. */
const TRAINED_ON = { seed: 1, count: 6_000 };

/** Simulated shoppers of the demo shop whom models/demo was not trained on. */
export function simulatedAfterTraining(count: number): ShopperLog[] {
  const { seed, count: first } = TRAINED_ON;
  return simulateShoppers({ seed, count, first, catalogue: generateCatalogue(DEMO_CATALOGUE) }).map(
    ({ interactions }) => ({ interactions: withSessions(interactions) }),
  );
}
