import { join } from 'node:path';
import type { Step } from '../../../src/features/steps.ts';
import { DEMO_CATALOGUE, generateCatalogue } from '../../../src/simulate/catalogue.ts';
import { simulateShoppers, type Truth } from '../../../src/simulate/shoppers.ts';
import { RETENTION_MS } from '../../../src/store/schema.ts';
import { toShopper } from '../../../src/training/examples.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { readIndexedModel } from '../../../src/training/release_profiles.ts';
import { type Population, populate, type Report } from './population.ts';

export interface SimulatedOptions {
  readonly shoppers: number;
  readonly periods: number;
  /** Only shoppers whose main interest is swapped for another on the way. */
  readonly drifting: boolean;
  /** Each seed has shoppers of its own. */
  readonly seed: number;
}

const WEEK_MS = 7 * 86_400_000;
const PERIOD_WEEKS = 4;
const START_AT = Date.UTC(2025, 0, 6);
/** models/demo was trained on the first 6,000 shoppers of this market. */
const MARKET_SEED = 1;
const TRAINED_ON = 6_000;
/** Visits of the shop in a period: 5 in 12 weeks, as in training. */
const SESSIONS_A_PERIOD = 5 / 3;
/** Shoppers simulated at a time, until enough are found. */
const BATCH = 500;

/** Simulated shoppers of the demo shop, none of whom models/demo was trained on. */
export async function simulatedPopulation(
  { shoppers, periods, drifting, seed }: SimulatedOptions,
  report: Report,
): Promise<Population> {
  const model = await readIndexedModel(join(import.meta.dirname, '../../../models/demo'));
  const catalogue = generateCatalogue(DEMO_CATALOGUE);
  const found: { readonly steps: readonly Step[]; readonly truth: Truth }[] = [];
  for (let first = TRAINED_ON + seed * 1_000_000; found.length < shoppers; first += BATCH) {
    const batch = simulateShoppers({
      ...{ seed: MARKET_SEED, catalogue, first, count: BATCH, startAt: START_AT },
      weeks: periods * PERIOD_WEEKS,
      meanSessions: periods * SESSIONS_A_PERIOD,
    });
    for (const { interactions, truth } of batch) {
      const { steps } = toShopper({ interactions: withSessions(interactions) }, model.index);
      const isThere = steps.length > 0 && steps[0]!.at < endOf(0);
      if (isThere && (truth.driftAt !== undefined || !drifting)) found.push({ steps, truth });
    }
  }
  found.length = shoppers;
  const { cards } = model.folder.trained!.catalogue;
  const departments = [...new Set(cards.map((_, i) => model.index.departmentOf(i + 1)))].sort();
  return populate(
    {
      name: `${shoppers} simulated ${drifting ? 'drifting ' : ''}shoppers, models/demo, seed ${seed}`,
      model,
      histories: found.map(({ steps }) => Array.from({ length: periods }, (_, t) => kept(steps, t))),
      attribute: {
        name: 'department of the main interest',
        classes: departments.length,
        values: Int32Array.from(found, ({ truth }) => departments.indexOf(truth.interests[0]!.department)),
      },
      seed,
    },
    report,
  );
}

const endOf = (period: number): number => START_AT + (period + 1) * PERIOD_WEEKS * WEEK_MS;

/** What the database still holds at the end of a period; the last steps however old, so that there is a profile. */
function kept(steps: readonly Step[], period: number): readonly Step[] {
  const past = steps.filter(({ at }) => at < endOf(period));
  const fresh = past.filter(({ at }) => at >= endOf(period) - RETENTION_MS);
  return fresh.length > 0 ? fresh : past.slice(-1);
}
