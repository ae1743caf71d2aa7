import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSimulate } from '../../../src/simulate/run_simulate.ts';
import { readInteractions, readItems } from '../../../src/training/readers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-simulate-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('writes what the trainer reads: interactions, items, and the truth beside', async () => {
  const [out, items, truth] = ['out', 'items', 'truth'].map((name) => join(folder, name));
  const { interactions } = await runSimulate({
    shoppers: 20,
    seed: 3,
    out: out!,
    items: items!,
    truth: truth!,
    itemCount: 120,
  });

  const logs = await readInteractions(out!);
  const known = new Set((await readItems(items!)).map(({ id }) => id));
  const truths = (await readFile(truth!, 'utf8')).trim().split('\n');

  expect(logs).toHaveLength(20);
  expect(truths).toHaveLength(20);
  expect(logs.reduce((sum, log) => sum + log.interactions.length, 0)).toBe(interactions);
  for (const { itemId } of logs.flatMap((log) => log.interactions)) {
    expect(itemId === undefined || known.has(itemId)).toBe(true);
  }
});
