import { join } from 'node:path';
import { Command } from 'commander';
import { DEMO_CATALOGUE, generateCatalogue } from '../src/simulate/catalogue.ts';
import { simulateShoppers } from '../src/simulate/shoppers.ts';
import { startTraining } from '../src/training/backend.ts';
import { writeCard } from '../src/training/card.ts';
import { showProgress } from '../src/training/progress_bar.ts';
import { withSessions } from '../src/training/readers.ts';
import { DEFAULT_SETTINGS, train } from '../src/training/train.ts';
import { writeModelFolder } from '../src/training/write_folder.ts';
import { DEMO_NAMES_ZH } from './demo_names_zh.ts';

/**
 * `npm run train:demo`: trains the committed models/demo on simulated shoppers of the demo shop.
 * About ten minutes on two cores; `npm start` never does this.
 */
const { shoppers, epochs, seed, minShoppers, out } = new Command()
  .option('--shoppers <n>', 'simulated shoppers', Number, 6_000)
  .option('--epochs <n>', 'at most', Number, 12)
  .option('--seed <n>', 'of shoppers and training', Number, 1)
  .option('--min-shoppers <n>', 'distinct shoppers behind a neighbour entry', Number, 5)
  .option('--out <folder>', 'where to', join(import.meta.dirname, '..', 'models', 'demo'))
  .parse()
  .opts<{ shoppers: number; epochs: number; seed: number; minShoppers: number; out: string }>();

const catalogue = generateCatalogue(DEMO_CATALOGUE);
const logs = simulateShoppers({ seed, count: shoppers, catalogue }).map(({ interactions }) => ({
  interactions: withSessions(interactions),
}));
await startTraining('wasm');
const settings = {
  ...DEFAULT_SETTINGS,
  name: 'demo',
  seed,
  minShoppers,
  epochs,
  // A small catalogue has few steps an epoch: larger ones reach the same loss in a third of the time.
  learningRate: 3e-3,
  // No release may stand for a pregnancy or a newborn.
  sensitive: ['Baby'],
  translation: DEMO_NAMES_ZH,
};
const report = await train(catalogue, logs, settings, showProgress(process.stderr));
const card = writeCard(report, {
  data: `Trained on ${shoppers} simulated shoppers of the demo shop's seeded catalogue (src/simulate, seed ${seed}). No person's behaviour is in it.`,
  command: `npm run train:demo -- --shoppers ${shoppers} --epochs ${epochs} --seed ${seed} --min-shoppers ${minShoppers}`,
});
await writeModelFolder(out, { ...report.model, card }, 'remove');
console.log(card);
