import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexCatalogue } from '../../../../src/features/catalogue_index.ts';
import { collectAttributes } from '../../../../src/training/attributes.ts';
import { buildCatalogue } from '../../../../src/training/catalogue_model.ts';
import { itemsOf, toShopper } from '../../../../src/training/examples.ts';
import { countNeighbours } from '../../../../src/training/neighbours.ts';
import { readPrepared } from '../../../../src/training/prepare/read_prepared.ts';
import { unitOf } from '../../../../src/training/prepare/sql.ts';
import { readInteractions } from '../../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../../src/training/train.ts';
import { buildTrainingData } from '../../../../src/training/training_data.ts';
import { postgresMissing, startPostgres } from '../../../support/postgres.ts';
import { prepareShop, readTables, type SmallShop, temporaryFolder, writeSmallShop } from './world.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shop: SmallShop;
let out: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  shop = await writeSmallShop(folder.path);
  out = join(folder.path, 'whole');
  await prepareShop(shop, out);
}, 120_000);
afterAll(() => folder.remove());

/** Sequences of the log as the trainer sees them, without preparation. */
async function sequencesOf({ items, log }: SmallShop): Promise<{ sequences: Int32Array[]; V: number }> {
  const catalogue = buildCatalogue(items);
  const V = catalogue.cards.length;
  const none = { neighbours: new Int32Array(V + 1), weights: new Float32Array(V + 1) };
  const index = indexCatalogue(catalogue, none);
  const shoppers = (await readInteractions(log)).map((one) => toShopper(one, index));
  const sequences = shoppers.map(({ steps }) => itemsOf(steps)).filter((sequence) => sequence.length > 1);
  return { sequences, V };
}

describe('the tables', () => {
  test('hold the neighbour counts of countNeighbours, in whole units', async () => {
    const { sequences, V } = await sequencesOf(shop);
    const counted = countNeighbours(sequences, { V, M: V, minShoppers: 1 });

    const { neighbours, items } = await readTables(out);

    const expected: unknown[][] = [];
    for (let item = 1; item <= V; item++)
      for (let m = 0; m < V; m++) {
        const at = item * V + m;
        const neighbour = counted.table.neighbours[at]!;
        // Sums of at most thousands of 1 / gap in floats: far closer to whole units than 1/2.
        const units = Math.round(counted.counts[at]! * 2520);
        if (neighbour !== 0) expected.push([item, neighbour, units, counted.shoppers[at]!]);
      }
    expected.sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]));
    expect(neighbours.map((row) => row.map(Number))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(1_000);
    expect(items.map((row) => Number(row[2]))).toEqual([...counted.occurrences].slice(1));
    expect(items.map((row) => Number(row[4]))).toEqual(
      [...counted.rowSums].slice(1).map((sum) => Math.round(sum * 2520)),
    );
  });

  test('hold each attribute’s items, occurrences and shoppers', async () => {
    const { sequences } = await sequencesOf(shop);
    const { cards } = buildCatalogue(shop.items);
    const attributes = collectAttributes(cards, 1);
    const byName = new Map(attributes.names.map((name) => [name, { items: 0, occurrences: 0, shoppers: 0 }]));
    for (const own of attributes.ofItems) for (const at of own) byName.get(attributes.names[at]!)!.items++;
    for (const sequence of sequences) {
      const touched = new Set<string>();
      for (const item of sequence)
        for (const at of attributes.ofItems[item - 1]!) {
          byName.get(attributes.names[at]!)!.occurrences++;
          touched.add(attributes.names[at]!);
        }
      for (const name of touched) byName.get(name)!.shoppers++;
    }

    const tables = await readTables(out);

    expect(
      Object.fromEntries(
        tables.attributes.map(([name, items, occurrences, shoppers]) => [
          name,
          { items: Number(items), occurrences: Number(occurrences), shoppers: Number(shoppers) },
        ]),
      ),
    ).toEqual(Object.fromEntries(byName));
  });

  test('are the same for any number of parts, byte for byte', async () => {
    const parted = join(folder.path, 'parted');
    const { partitions } = await prepareShop(shop, parted, { partitions: 7 });

    expect(partitions).toBe(7);
    for (const name of (await readdir(out)).filter((name) => name.endsWith('.parquet')))
      expect((await readFile(join(parted, name))).equals(await readFile(join(out, name))), name).toBe(true);
  });

  test('hold nobody’s name', async () => {
    const bytes = Buffer.concat(
      await Promise.all((await readdir(out)).map((name) => readFile(join(out, name)))),
    );
    const { steps } = await readTables(out);

    for (const name of ['rejects', 's000001', "o'bridge"]) expect(bytes.includes(name)).toBe(false);
    expect(steps.length).toBeGreaterThan(500);
  });

  test('say what was left out of them', async () => {
    const summary = JSON.parse(await readFile(join(out, 'prepared.json'), 'utf8'));

    expect(summary).toMatchObject({ format: 'inkling-prepared-2', unit: 2520, maxGap: 10, partitions: 1 });
    expect(summary.skipped).toContainEqual({
      what: 'interactions',
      reason: 'their item is not in the catalogue',
      count: 2,
    });
    expect(summary.skipped).toContainEqual(expect.objectContaining({ what: 'shoppers' }));
  });
});

test('training on the tables is training on the log', async () => {
  const settings = { ...DEFAULT_SETTINGS, minShoppers: 2 };

  const prepared = buildTrainingData(shop.items, await readPrepared(out), settings);
  const direct = buildTrainingData(shop.items, await readInteractions(shop.log), settings);

  expect(direct.examples.length).toBeGreaterThan(50);
  for (const part of ['sequences', 'neighbours', 'table', 'layout', 'examples'] as const)
    expect(prepared[part], part).toEqual(direct[part]);
  for (const part of ['train', 'validation', 'test'] as const)
    expect(prepared.split[part].map(withoutIds)).toEqual(direct.split[part].map(withoutIds));
  expect(direct.split.train.some(({ relations }) => relations.length > 0)).toBe(true);
});

/** Which interactions a step stands for is for the panel; the trainer never looks. */
const withoutIds = ({ steps, relations }: ReturnType<typeof toShopper>) => ({
  relations,
  steps: steps.map(({ interactionIds: _, ...step }) => step),
});

test.each([
  [1, 1],
  [2, 2],
  [10, 2520],
  [12, 27_720],
  [20, 232_792_560],
])('the unit of %i positions is %i, a multiple of each gap', (maxGap, unit) => {
  expect(unitOf(maxGap)).toBe(unit);
});

test('a shorter reach counts fewer pairs', async () => {
  const near = join(folder.path, 'near');
  await prepareShop(shop, near, { maxGap: 1 });

  const [one, ten] = [await readTables(near), await readTables(out)];

  expect(one.neighbours.length).toBeLessThan(ten.neighbours.length);
  expect(one.neighbours.every(([, , share, shoppers]) => Number(share) >= Number(shoppers))).toBe(true);
  expect(one.steps).toEqual(ten.steps);
});

describe('on PostgreSQL', () => {
  const missing = postgresMissing();
  if (missing) console.log(`skipped: preparation on PostgreSQL: ${missing}`);

  test.skipIf(missing)('the same log gives the same tables', async () => {
    const server = await startPostgres();
    try {
      const there = join(folder.path, 'postgres');
      const summary = await prepareShop(shop, there, { engine: server.url, partitions: 3 });

      expect(summary.engine).toBe('postgres');
      expect(await readTables(there)).toEqual(await readTables(out));
    } finally {
      await server.close();
    }
  });

  test('a server that is not there is one line, without the password', async () => {
    const request = prepareShop(shop, join(folder.path, 'nowhere'), {
      engine: 'postgres://me:secret@127.0.0.1:1/none',
    });

    await expect(request).rejects.toMatchObject({ code: 'store-unavailable', message: /^PostgreSQL: / });
    await expect(request).rejects.not.toThrow('secret');
  });
});

describe('the output folder', () => {
  test('is left alone when it holds anything else', async () => {
    await writeFile(join(folder.path, 'mine.txt'), 'mine');

    await expect(prepareShop(shop, folder.path)).rejects.toThrow('holds other files');
    expect(await readFile(join(folder.path, 'mine.txt'), 'utf8')).toBe('mine');
  });

  test('is not replaced by a run that fails', async () => {
    const before = await readFile(join(out, 'prepared.json'), 'utf8');
    const bad = join(folder.path, 'bad.jsonl');
    await writeFile(bad, '{"shopper":"a"}\n');

    await expect(prepareShop({ ...shop, log: bad }, out)).rejects.toThrow('bad.jsonl, line 1');
    expect(await readFile(join(out, 'prepared.json'), 'utf8')).toBe(before);
  });

  test('a folder without tables is no prepared log', async () => {
    await expect(readPrepared(folder.path)).rejects.toThrow('make it with "inkling prepare"');
    await expect(readPrepared(join(folder.path, 'absent'))).rejects.toThrow('ENOENT');
  });
});
