import { parseArgs } from 'node:util';
import { toShopper, toTestCase } from '../../src/training/examples.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { measureVariety } from '../../src/training/rerank_report.ts';
import { readStrangers, STRANGERS_OPTIONS, STRANGERS_USAGE } from './strangers.ts';

/**
 * `npm run bench:variety`: what variety of the lists costs, over a grid of both weights. Without
 * --sequences the shoppers are simulated ones of the demo shop whom models/demo was not trained on.
 */
const { values } = parseArgs({ options: STRANGERS_OPTIONS });

if (values.help) console.log(`npm run bench:variety -- ${STRANGERS_USAGE}`);
else await run();

async function run(): Promise<void> {
  const given = await readStrangers(values);
  if (!given) return;
  const { name, manifest, index, judged, logs } = given;
  const cases = logs.flatMap((log) => toTestCase(toShopper(log, index), index, manifest.T) ?? []);
  const progress = showCount(process.stderr, 'tests', cases.length);
  const points = await measureVariety(cases, judged, manifest, undefined, progress);
  if (values.json) {
    console.log(JSON.stringify({ model: name, tests: cases.length, points }));
    return;
  }
  const [plain] = points;
  const change = (value: number, from: number) => `${((100 * (value - from)) / from).toFixed(1)} %`;
  console.log(`${name}: ${cases.length} tests, lists of ten; changes against the plain order`);
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
