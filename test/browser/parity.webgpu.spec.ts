import { join } from 'node:path';
import { MODELS_FOLDER } from '../../scripts/demo.ts';
import { expect, test } from '../support/outgoing.ts';
import { BuiltWorker, evaluateTests, gapOf, simulatedSequences } from '../support/parity.ts';

/** Few: the software adapter takes a second a shopper. */
const SHOPPERS = 10;
const TOLERANCE = 1e-3;

test(`on webgpu the scores of ${SHOPPERS} test shoppers are those of inkling evaluate to a thousandth`, async ({
  page,
  world,
}, info) => {
  test.setTimeout(300_000);
  const folder = join(MODELS_FOLDER, 'demo');
  const sequences = await simulatedSequences(info.outputPath('sequences.txt'));
  const { ids, tests } = await evaluateTests(folder, sequences, SHOPPERS);
  const worker = await BuiltWorker.start(page, world, { backend: 'webgpu', folder, ids });

  let gap = 0;
  for (const { history, scores } of tests) gap = Math.max(gap, gapOf(await worker.scores(history), scores));
  console.log(`webgpu: ${tests.length} shoppers, largest difference of a score ${gap.toExponential(1)}`);

  expect(tests).toHaveLength(SHOPPERS);
  expect(gap).toBeLessThanOrEqual(TOLERANCE);
  expect(gapOf(tests[0]!.scores, tests[1]!.scores)).toBeGreaterThan(TOLERANCE);
});
