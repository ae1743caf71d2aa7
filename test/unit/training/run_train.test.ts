import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { runEvaluate } from '../../../src/training/run_evaluate.ts';
import { runTrain } from '../../../src/training/run_train.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-run-train-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sessions around a ring of 40 items: the next one, the same again, or back. */
function writeSessions(name: string, seed: number, count: number): Promise<void> {
  const prng = new Prng(seed);
  const lines = Array.from({ length: count }, () => {
    let at = prng.integer(40);
    return Array.from({ length: 2 + prng.integer(5) }, () => {
      const id = `item-${at}`;
      at = (at + prng.pick([0, 1, 1, 1, 39]) + 40) % 40;
      return id;
    }).join(' ');
  });
  return writeFile(join(folder, name), `${lines.join('\n')}\n`);
}

describe('runTrain', () => {
  test('learns from anonymous sessions without a catalogue, and is tested by prefixes', async () => {
    await writeSessions('train.txt', 1, 800);
    await writeSessions('test.txt', 2, 80);
    const out = join(folder, 'sessions');

    const report = await runTrain({ sessions: join(folder, 'train.txt'), out, epochs: 3 });
    const found = await runEvaluate({
      model: out,
      sequences: join(folder, 'test.txt'),
      protocol: 'prefixes',
    });

    expect(report.settings).toMatchObject({ protocol: 'sessions', repeats: true, isSymmetric: true });
    expect(report.refitEpochs).toBeGreaterThanOrEqual(1);
    // Three items of forty are all that ever comes next; ten of forty by chance are a quarter.
    expect(found.hr10).toBeGreaterThan(0.9);
    const card = await readFile(join(out, 'card.md'), 'utf8');
    expect(card).toContain('Trained on 800 sessions of train.txt.');
    expect(card).toContain(
      'inkling train --sessions train.txt --out sessions --seed 1 --min-shoppers 5 --epochs 3',
    );
    expect(card).toContain('| times the test split was evaluated | 0,');
    expect(card).toContain('On validation, the newest tenth of the sessions');
    expect(card).toContain('What is published was then trained anew on all there is');
  }, 60_000);

  test('publishes what the newest sessions hold, though they validated', async () => {
    await writeSessions('old.txt', 1, 400);
    const old = await readFile(join(folder, 'old.txt'), 'utf8');
    const lines = [...old.trim().split('\n'), ...Array(40).fill('late-0 late-1 late-0')];
    await writeFile(join(folder, 'newest.txt'), `${lines.join('\n')}\n`);
    const out = join(folder, 'newest');

    const { model } = await runTrain({ sessions: join(folder, 'newest.txt'), out, epochs: 1 });

    const { cards } = model.catalogue;
    const [first, second] = ['late-0', 'late-1'].map((id) => 1 + cards.findIndex((card) => card.id === id));
    const neighboursOf = (item: number) =>
      model.neighbours.neighbours.subarray(item * model.M, (item + 1) * model.M);
    expect([...neighboursOf(first!)]).toContain(second);
    expect((await readdir(folder)).filter((name) => name.includes('checkpoint'))).toEqual([]);
  }, 60_000);

  test('needs a catalogue for everything else, and one log', async () => {
    const out = join(folder, 'none');

    await expect(runTrain({ sequences: 'a.txt', out })).rejects.toThrow('the catalogue is missing');
    await expect(runTrain({ sessions: 'a.txt', sequences: 'b.txt', out })).rejects.toThrow(
      'there is not one thing to train on',
    );
  });
});
