import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import { type CatalogueIndex, indexCatalogue } from '../../src/features/catalogue_index.ts';
import { startTraining } from '../../src/training/backend.ts';
import { evaluateFloor, judgeBlends } from '../../src/training/evaluate.ts';
import {
  bucketOf,
  inputBefore,
  itemsOf,
  type Shopper,
  type TestCase,
  toShopper,
} from '../../src/training/examples.ts';
import { rulesFloor } from '../../src/training/floors.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { readSequences, type ShopperLog } from '../../src/training/readers.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';
import { simulatedAfterTraining } from './simulated.ts';

/**
 * `npm run bench:cold-start`: how good the lists are after 1, 2, 5 and 10 interactions. The shoppers and
 * their targets are the same each time, only their history is cut to its newest. They must be strangers to the
 * model: without --sequences, simulated ones of the demo shop whom models/demo was not trained on.
 */
const USAGE = 'npm run bench:cold-start [-- --model DIR] [--sequences FILE] [--shoppers N] [--json]';
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(ROOT, 'models/demo') },
    sequences: { type: 'string' },
    shoppers: { type: 'string', default: '4000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const SEEN = [1, 2, 5, 10];
const MOST = Math.max(...SEEN);
const BAR = 40;

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const { manifest, weights, trained } = await readModelFolder(values.model);
  if (!trained) return console.log(`${values.model} has no catalogue of its own to rank: nothing to measure`);
  const logs = values.sequences
    ? await readSequences(values.sequences)
    : simulatedAfterTraining(Number(values.shoppers));
  const index = indexCatalogue(trained.catalogue, trained.neighbours);
  const eligible = eligibleOf(logs, index, manifest.repeats === true);
  if (eligible.length === 0)
    return console.log(`nobody has an item to be predicted after ${MOST} interactions: nothing to measure`);
  await startTraining('wasm');
  const show = showCount(process.stderr, 'tests', eligible.length * SEEN.length);
  let done = 0;
  const points = [];
  for (const seen of SEEN) {
    const cases = eligible.map((one) => cut(one, seen, index, manifest.T, manifest.repeats === true));
    const judged = { learnt: { weights, table: trained.entities }, shape: manifest, index };
    const [judge] = await judgeBlends(cases, judged, [manifest], () => show(++done));
    const rules = evaluateFloor(cases, index, rulesFloor(trained.neighbours, index.V, manifest.neighbours));
    const { hr10, ndcg10 } = judge!.metrics();
    points.push({ seen, hr10, ndcg10, rulesHr10: rules.hr10 });
  }
  if (values.json) {
    console.log(JSON.stringify({ model: basename(values.model), tests: eligible.length, points }));
    return;
  }
  console.log(`${basename(values.model)}: ${eligible.length} shoppers, full rank over ${index.V} items\n`);
  console.log('| interactions seen | HR@10 | | NDCG@10 | HR@10 of the rules |\n|---|---|---|---|---|');
  for (const { seen, hr10, ndcg10, rulesHr10 } of points)
    console.log(
      `| ${seen} | ${hr10.toFixed(4)} | ${'█'.repeat(Math.round(BAR * hr10))} | ${ndcg10.toFixed(4)} | ${rulesHr10.toFixed(4)} |`,
    );
}

interface Eligible {
  readonly shopper: Shopper;
  /** Step that is predicted, after ten at least. */
  readonly at: number;
}

/** Shoppers whose last item (that was new to them, where repeats are no answers) comes after ten steps. */
function eligibleOf(logs: readonly ShopperLog[], index: CatalogueIndex, repeats: boolean): Eligible[] {
  return logs.flatMap((log) => {
    const shopper = toShopper(log, index);
    const items = itemsOf(shopper.steps);
    const at = items.findLastIndex((item, i) => repeats || items.indexOf(item) === i);
    return at >= MOST ? [{ shopper, at }] : [];
  });
}

/** The test with the newest `seen` steps before the target alone; what was seen before is masked either way. */
function cut(
  { shopper, at }: Eligible,
  seen: number,
  index: CatalogueIndex,
  T: number,
  repeats: boolean,
): TestCase {
  const items = itemsOf(shopper.steps);
  const known: Shopper = { ...shopper, relations: [], steps: shopper.steps.slice(at - seen, at) };
  return {
    width: bucketOf(seen, T),
    get input() {
      return inputBefore(known, seen, index, T);
    },
    history: items.slice(at - seen, at),
    target: items[at]!,
    masked: repeats ? new Set() : new Set(items.slice(0, at)),
  };
}
