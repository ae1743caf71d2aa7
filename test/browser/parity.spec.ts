import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODELS_FOLDER } from '../../scripts/demo.ts';
import { expect, test } from '../support/outgoing.ts';
import { BuiltWorker, bestOf, evaluateTests, gapOf, simulatedSequences } from '../support/parity.ts';

// What a shopper is shown is what `inkling evaluate` judged.

const SHOPPERS = 200;
const ROOT = join(import.meta.dirname, '../..');
const BEAUTY = join(ROOT, '../shared/data/beauty/sequences.txt');

for (const [name, folder, sequencesOf] of [
  ['models/demo', join(MODELS_FOLDER, 'demo'), simulatedSequences],
  ['a model of Amazon Beauty', beautyModel(), async () => BEAUTY],
] as const) {
  test(`the worker ranks ${SHOPPERS} test shoppers with ${name} as inkling evaluate does`, async ({
    page,
    world,
  }, info) => {
    test.setTimeout(600_000);
    test.skip(folder === undefined, 'no model of Amazon Beauty in .cache/quality: npm run bench:quality');
    const sequences = await sequencesOf(info.outputPath('sequences.txt'));
    const { ids, tests } = await evaluateTests(folder!, sequences, SHOPPERS);
    const worker = await BuiltWorker.start(page, world, { backend: 'wasm', folder: folder!, ids });

    let gap = 0;
    let identical = 0;
    for (const evaluated of tests) {
      const scores = await worker.scores(evaluated.history);
      const largest = evaluated.scores.reduce((max, score) => Math.max(max, Math.abs(score)), 0);
      gap = Math.max(gap, gapOf(scores, evaluated.scores) / largest);
      if (gapOf(scores, evaluated.scores) === 0) identical++;
      expect(bestOf(scores, evaluated, ids)).toEqual(bestOf(evaluated.scores, evaluated, ids));
    }
    console.log(
      `${name}: ${tests.length} shoppers, the same best twenty; ${identical} with every score equal bit for bit, largest difference ${gap.toExponential(1)} of the largest score`,
    );

    expect(tests).toHaveLength(SHOPPERS);
    expect(gap).toBeLessThanOrEqual(1e-6);
    // Barrier: the histories were the shoppers' own, not one for all.
    const lists = new Set(tests.map((evaluated) => bestOf(evaluated.scores, evaluated, ids).join()));
    expect(lists.size).toBeGreaterThan(SHOPPERS / 2);
  });
}

/** Where the benchmark keeps a trained model of Beauty; undefined when it has none. */
function beautyModel(): string | undefined {
  const cache = join(ROOT, '.cache/quality');
  if (!existsSync(cache) || !existsSync(BEAUTY)) return undefined;
  const folders = readdirSync(cache).map((name) => join(cache, name));
  return folders.find((folder) => {
    const manifest = join(folder, 'manifest.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'beauty';
  });
}
