import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluationText, readModelFolder, runEvaluate } from '../../../src/training/run_evaluate.ts';
import { temporaryFile } from './temporary_file.ts';

const models = join(import.meta.dirname, '../../../models');
const demo = join(models, 'demo');

describe('inkling evaluate', () => {
  test('ranks the last item of each line, or every item but the first', async () => {
    const { trained } = await readModelFolder(demo);
    const ids = trained!.catalogue.cards.map(({ id }) => id);
    const lines = [ids.slice(0, 5).join(' '), ids.slice(7, 10).join(' '), ids[3]!, `${ids[1]} gone`];
    const sequences = temporaryFile(...lines);

    const last = await runEvaluate({ model: demo, sequences });
    const prefixes = await runEvaluate({ model: demo, sequences, protocol: 'prefixes' });

    expect(last).toMatchObject({ tests: 2, shoppers: 2, skipped: 2 });
    expect(prefixes).toMatchObject({ tests: 6, shoppers: 2, skipped: 2 });
    expect(last.coverage10).toBeGreaterThan(10 / ids.length - 1e-9);
    expect(evaluationText(last)).toContain('2 tests of 2 lines');
  });

  test('finds what belongs together better than chance', async () => {
    const { trained } = await readModelFolder(demo);
    // Lines of one leaf category each: the last item is one of some 12 alike, among 1,200.
    const leaves = new Map<string, string[]>();
    for (const { category, id } of trained!.catalogue.cards)
      leaves.set(category!.join(), [...(leaves.get(category!.join()) ?? []), id]);
    const lines = [...leaves.values()].map((shelf) => shelf.slice(0, 5).join(' '));

    const { hr20 } = await runEvaluate({ model: demo, sequences: temporaryFile(...lines) });

    expect(hr20).toBeGreaterThan(0.25);
  });

  test('says what is wrong in one line', async () => {
    const sequences = temporaryFile('a b');

    await expect(runEvaluate({ model: join(models, 'none'), sequences })).rejects.toMatchObject({
      code: 'model-unavailable',
    });
    await expect(runEvaluate({ model: join(models, 'base'), sequences })).rejects.toThrow('no catalogue');
    await expect(runEvaluate({ model: demo, sequences })).rejects.toThrow('nothing to test');
  });
});
