import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import { indexCatalogue } from '../../src/features/catalogue_index.ts';
import { startTraining } from '../../src/training/backend.ts';
import { toShopper, toTestCase } from '../../src/training/examples.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { readSequences } from '../../src/training/readers.ts';
import { measureVariety } from '../../src/training/rerank_report.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';
import { simulatedAfterTraining } from './simulated.ts';

/**
 * `npm run bench:variety`: what variety of the lists costs, over a grid of both weights. Without
 * --sequences the shoppers are simulated ones of the demo shop whom models/demo was not trained on.
 */
const USAGE = 'npm run bench:variety -- [--model DIR] [--sequences FILE] [--shoppers N] [--json]';
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(ROOT, 'models/demo') },
    sequences: { type: 'string' },
    shoppers: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const { manifest, weights, trained } = await readModelFolder(values.model);
  if (!trained) return console.log(`${values.model} has no catalogue of its own to rank: nothing to measure`);
  const logs = values.sequences
    ? await readSequences(values.sequences)
    : simulatedAfterTraining(Number(values.shoppers));
  const index = indexCatalogue(trained.catalogue, trained.neighbours);
  const cases = logs.flatMap((log) => toTestCase(toShopper(log, index), index, manifest.T) ?? []);
  await startTraining('wasm');
  const judged = { learnt: { weights, table: trained.entities }, shape: manifest, index };
  const progress = showCount(process.stderr, 'tests', cases.length);
  const points = await measureVariety(cases, judged, manifest, undefined, progress);
  if (values.json) {
    console.log(JSON.stringify({ model: basename(values.model), tests: cases.length, points }));
    return;
  }
  const [plain] = points;
  const change = (value: number, from: number) => `${((100 * (value - from)) / from).toFixed(1)} %`;
  console.log(
    `${basename(values.model)}: ${cases.length} tests, lists of ten; changes against the plain order`,
  );
  console.table(
    points.map((point) => ({
      diversity: point.diversity,
      calibration: point.calibration,
      'NDCG@10': point.ndcg10.toFixed(4),
      'of it': change(point.ndcg10, plain!.ndcg10),
      'unlike attributes': change(point.diversity10, plain!.diversity10),
      'unlike paths': change(point.pathDiversity10, plain!.pathDiversity10),
      'departments off': change(point.divergence10, plain!.divergence10),
    })),
  );
}
