import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CodedCatalogue } from '../../../../src/engine/coded_catalogue.ts';
import { reconstruct, SPLITS } from '../../../../src/model/coded/codes.ts';
import { decodeEntities } from '../../../../src/model/folder.ts';
import { loadModelFolder, type ReadFile } from '../../../../src/model/load.ts';
import { DEMO_CATALOGUE, generateCatalogue } from '../../../../src/simulate/catalogue.ts';
import { simulateShoppers } from '../../../../src/simulate/shoppers.ts';
import { CellCache } from '../../../../src/store/cell_cache.ts';
import { startTraining } from '../../../../src/training/backend.ts';
import { cutCatalogue } from '../../../../src/training/coded/cut_catalogue.ts';
import { writeCodedFolder } from '../../../../src/training/coded/write_coded_folder.ts';
import { withSessions } from '../../../../src/training/readers.ts';
import { readModelFolder } from '../../../../src/training/run_evaluate.ts';
import { DEFAULT_SETTINGS, type TrainReport, train } from '../../../../src/training/train.ts';

const NOW = Date.UTC(2026, 5, 1);
const items = generateCatalogue({ ...DEMO_CATALOGUE, count: 300 });
let folder: string;
let model: TrainReport['model'] & { card: string };
/** The first items of the catalogue come up most. */
let popularity: number[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-cut-'));
  await startTraining('wasm');
  const logs = simulateShoppers({ seed: 1, count: 150, catalogue: items }).map(({ interactions }) => ({
    interactions: withSessions(interactions),
  }));
  const shape = { ...DEFAULT_SETTINGS.shape, D: 16, F: 16, T: 20 };
  const settings = { ...DEFAULT_SETTINGS, shape, epochs: 1, minShoppers: 1, codes: 'components' as const };
  model = { ...(await train(items, logs, settings, () => undefined)).model, card: 'card' };
  popularity = model.catalogue.cards.map((_, i) => 300 - i);
  await writeCodedFolder(folder, cutCatalogue(model, popularity, 130));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const read: ReadFile = async (path) => Uint8Array.from(await readFile(join(folder, path)));

describe('a trained model that is cut', () => {
  test('gives everyone the items that came up most, in whole cells, with their trained vectors', async () => {
    const { manifest, trained } = await loadModelFolder(read, 'manifest.json');
    const { D } = manifest;

    expect(manifest.V).toBe(128);
    expect(manifest.coded).toMatchObject({ items: 300, cellSize: 64, rows: model.codebook.rows.length });
    const wanted = model.catalogue.cards.slice(0, 128).map(({ id }) => id);
    expect(trained!.catalogue.cards.map(({ id }) => id).sort()).toEqual([...wanted].sort());
    const others = manifest.brands + manifest.tags;
    const whole = decodeEntities(model.entities, 301 + others, D);
    const vector = new Float32Array(D);
    trained!.catalogue.cards.forEach(({ id }, i) => {
      const item = model.catalogue.cards.findIndex((card) => card.id === id);
      reconstruct(
        model.codes!.centroids,
        model.codes!.codes.subarray(item * SPLITS, (item + 1) * SPLITS),
        vector,
      );
      expect([...trained!.entities.subarray((i + 1) * D, (i + 2) * D)]).toEqual([...vector]);
    });
    // Rows of brands and tags are those of the model, rounded once more.
    for (let at = 0; at < others * D; at++)
      expect(trained!.entities[129 * D + at]).toBeCloseTo(whole[301 * D + at]!, 2);
  });

  test('leads from the id of any other item to its card, its vector and what goes with it', async () => {
    const pool = await loadModelFolder(read, 'manifest.json');
    const { D, neighbours: M } = pool.manifest;
    for (const item of [140, 200, 299]) {
      const cache = new CellCache('0'.repeat(64), 'https://shop.test/m.json', () => true, 1e6);
      const catalogue = new CodedCatalogue(pool, read, cache);
      const { id } = model.catalogue.cards[item]!;

      await catalogue.visit([{ id: 1, kind: 'view', itemId: id, at: NOW, session: 1 }], NOW, undefined);

      const { cards } = catalogue.folder.trained!.catalogue;
      const place = cards.findIndex((card) => card.id === id) + 1;
      expect(cards[place - 1]).toEqual(model.catalogue.cards[item]);
      const vector = new Float32Array(D);
      reconstruct(
        model.codes!.centroids,
        model.codes!.codes.subarray(item * SPLITS, (item + 1) * SPLITS),
        vector,
      );
      const { entities, neighbours } = catalogue.folder.trained!;
      expect([...entities.subarray(place * D, (place + 1) * D)]).toEqual([...vector]);
      const namesOf = (table: Int32Array, from: number, names: readonly { id: string }[]) =>
        [...table.subarray(from * M, (from + 1) * M)].filter((at) => at > 0).map((at) => names[at - 1]!.id);
      expect(namesOf(neighbours.neighbours, place, cards)).toEqual(
        namesOf(model.neighbours.neighbours, item + 1, model.catalogue.cards),
      );
    }
  });

  test('is refused by what needs it whole, and says how to have it', async () => {
    await expect(readModelFolder(folder)).rejects.toThrow('--pool 300');
  });

  test.each([
    ['of no whole cell', 63],
    ['of all items', 320],
  ])('with a pool %s is refused', (_, pool) => {
    expect(() => cutCatalogue(model, popularity, pool)).toThrow('must be from 64 to 299');
  });

  test('needs codes', () => {
    const { codes: _, ...without } = model;
    expect(() => cutCatalogue(without, popularity, 128)).toThrow('train with --codes');
  });
});
