import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { decodeEntities } from '../../../src/model/folder.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { writeCard } from '../../../src/training/card.ts';
import { toShopper } from '../../../src/training/examples.ts';
import { readPrevious } from '../../../src/training/previous.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { measureMoved } from '../../../src/training/rows_moved.ts';
import { runTrain } from '../../../src/training/run_train.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from '../../../src/training/train.ts';
import { encodeFiles, writeModelFolder } from '../../../src/training/write_folder.ts';

/** 4 departments of 2 leaves of 8 items; the shop of the second training has four items more. */
const catalogue: Item[] = Array.from({ length: 68 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i % 64}`,
  brand: `Brand ${i % 8}`,
  category: [`Department ${Math.floor((i % 64) / 16)}`, `Leaf ${Math.floor((i % 64) / 8)}`],
  price: 1 + (i % 10),
}));
const logs = simulateShoppers({ seed: 1, count: 600, catalogue }).map(({ interactions }) => ({
  interactions: withSessions(interactions),
}));
const settings = {
  ...DEFAULT_SETTINGS,
  epochs: 3,
  learningRate: 5e-3,
  shape: { D: 16, T: 24, heads: 2, blocks: 1, F: 16 },
};

describe('a model trained from a previous one', () => {
  let root: string;
  let folder: string;
  let warm: TrainReport;
  let cold: TrainReport;

  beforeAll(async () => {
    await startTraining('wasm');
    root = await mkdtemp(join(tmpdir(), 'inkling-from-'));
    folder = join(root, 'previous');
    const first = await train(catalogue.slice(0, 64), logs.slice(0, 300), settings, () => {});
    await writeModelFolder(folder, { ...first.model, card: '' });
    const seeded = { ...settings, seed: 2 };
    warm = await train(catalogue, logs, seeded, () => {}, { previous: await readPrevious(folder) });
    cold = await train(catalogue, logs, seeded, () => {});
  }, 120_000);
  afterAll(() => rm(root, { recursive: true }));

  test('keeps the codebook’s file to the byte, whoever formatted it', async () => {
    const previous = await readPrevious(folder);
    const spaced = { ...previous, codebookText: `${previous.codebookText}\n` };
    const { path } = previous.folder.manifest.files.codebook;
    const kept = encodeFiles({ ...warm.model, card: '' }).get(path)!;
    const odd = encodeFiles({ ...warm.model, codebookText: spaced.codebookText, card: '' });

    expect(Buffer.from(kept)).toEqual(await readFile(join(folder, path)));
    expect([...odd.values()].some((bytes) => bytes.length === kept.length + 1)).toBe(true);
  });

  test('leaves most shoppers their row, which a training from scratch does not', async () => {
    const previous = await readPrevious(folder);
    const movedOf = async ({ model }: TrainReport) => {
      const index = indexCatalogue(model.catalogue, model.neighbours);
      const { cards, brands, tags } = model.catalogue;
      const R = 1 + cards.length + brands.length + tags.length;
      const table = decodeEntities(model.entities, R, model.shape.D);
      const shoppers = logs.map((log) => toShopper(log, index));
      const judged = { learnt: { weights: model.weights, table }, shape: model.shape, index };
      return (await measureMoved(shoppers, previous, judged)).moved;
    };

    // 16 rows for 8 leaves: many shoppers stand near a border. From scratch one in 16 would stay by chance.
    expect(await movedOf(warm)).toBeLessThan(0.5);
    expect(await movedOf(cold)).toBeGreaterThan(0.8);
  });

  test('is as good as one from scratch, and says in the card what was kept', () => {
    const card = writeCard(warm, { data: 'Made up.', command: 'inkling train --from previous' });

    expect(warm.metrics.model.ndcg10).toBeGreaterThan(0.85 * cold.metrics.model.ndcg10);
    expect(warm.rowsMoved!.shoppers).toBeGreaterThan(100);
    expect(cold.rowsMoved).toBeUndefined();
    expect(card).toContain('kept to the byte from the previous model');
    expect(warm.rowShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test('is made by the command, in the shape of the previous one', async () => {
    const [items, interactions, out] = ['items.jsonl', 'log.jsonl', 'next'].map((name) =>
      join(root, name),
    ) as [string, string, string];
    await writeFile(items, catalogue.map((item) => JSON.stringify(item)).join('\n'));
    const lines = logs.map((log, shopper) => JSON.stringify({ shopper, interactions: log.interactions }));
    await writeFile(interactions, lines.join('\n'));

    const report = await runTrain({ items, interactions, out, from: folder, epochs: 1 });

    expect(report.model.shape).toEqual(settings.shape);
    const { path } = (await readPrevious(folder)).folder.manifest.files.codebook;
    expect(await readFile(join(out, path))).toEqual(await readFile(join(folder, path)));
    expect(await readFile(join(out, 'card.md'), 'utf8')).toContain('--from previous');
  }, 60_000);

  test('wants a previous one that was trained', async () => {
    const base = join(import.meta.dirname, '../../../models/base');

    await expect(readPrevious(base)).rejects.toThrow('embeds words');
    await expect(readPrevious(join(root, 'none'))).rejects.toMatchObject({ code: 'model-unavailable' });
  });
});
