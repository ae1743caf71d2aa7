import { basename, join } from 'node:path';
import { ROOT } from '../../scripts/bundle.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import { type CatalogueIndex, indexCatalogue } from '../../src/features/catalogue_index.ts';
import type { TrainedTables } from '../../src/model/load.ts';
import { DEMO_CATALOGUE, generateCatalogue } from '../../src/simulate/catalogue.ts';
import { simulateShoppers } from '../../src/simulate/shoppers.ts';
import { startTraining } from '../../src/training/backend.ts';
import type { Judged } from '../../src/training/evaluate.ts';
import { readSequences, type ShopperLog, withSessions } from '../../src/training/readers.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';

/** For parseArgs: a model, and shoppers whom it was not trained on. */
export const STRANGERS_OPTIONS = {
  model: { type: 'string', default: join(ROOT, 'models/demo') },
  sequences: { type: 'string' },
  shoppers: { type: 'string', default: '2000' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;
export const STRANGERS_USAGE = '[--model DIR] [--sequences FILE] [--shoppers N] [--json]';

export interface Strangers {
  readonly name: string;
  readonly manifest: Manifest;
  readonly trained: TrainedTables;
  readonly index: CatalogueIndex;
  readonly judged: Judged;
  readonly logs: readonly ShopperLog[];
}

/** Shoppers of the seed that models/demo was trained on: those after them share its market. */
const TRAINED_ON = { seed: 1, count: 6_000 };

/**
 * The model with the shoppers of a file, or else simulated ones of the demo shop; starts the backend.
 * Says so and gives undefined when the model has no catalogue of its own.
 */
export async function readStrangers(given: {
  readonly model: string;
  readonly sequences?: string | undefined;
  readonly shoppers: string;
}): Promise<Strangers | undefined> {
  const { manifest, weights, trained } = await readModelFolder(given.model);
  if (!trained) {
    console.log(`${given.model} has no catalogue of its own to rank: nothing to measure`);
    return undefined;
  }
  const logs = given.sequences ? await readSequences(given.sequences) : simulated(Number(given.shoppers));
  const index = indexCatalogue(trained.catalogue, trained.neighbours);
  await startTraining('wasm');
  const judged = { learnt: { weights, table: trained.entities }, shape: manifest, index };
  return { name: basename(given.model), manifest, trained, index, judged, logs };
}

function simulated(count: number): ShopperLog[] {
  const { seed, count: first } = TRAINED_ON;
  return simulateShoppers({ seed, count, first, catalogue: generateCatalogue(DEMO_CATALOGUE) }).map(
    ({ interactions }) => ({ interactions: withSessions(interactions) }),
  );
}
