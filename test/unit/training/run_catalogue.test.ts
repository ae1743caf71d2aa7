import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { loadModelFolder, type ModelFolder } from '../../../src/model/load.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { readAttributes } from '../../../src/training/attribute_files.ts';
import { attributeNames } from '../../../src/training/attributes.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { encodeBaseModel } from '../../../src/training/base_model.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { replaceFolder } from '../../../src/training/replace_folder.ts';
import { catalogueText, runCatalogue } from '../../../src/training/run_catalogue.ts';
import { DEFAULT_SETTINGS, train } from '../../../src/training/train.ts';
import { encodeFiles } from '../../../src/training/write_folder.ts';

const D = 16;
/** 4 departments of 2 leaves of 8 items; all 64 share words, brands or leaves. */
const ITEMS: Item[] = Array.from({ length: 64 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${'abcdefgh'[Math.floor(i / 8)]}word`,
  brand: `Brand ${i % 8}`,
  category: [`Department ${Math.floor(i / 16)}`, `Leaf ${Math.floor(i / 8)}`],
  price: 1 + (i % 10),
  currency: 'EUR',
  url: `/p/${i}`,
}));

let place: string;
let model: string;
let trainedFiles: Map<string, Uint8Array>;
beforeAll(async () => {
  await startTraining('wasm');
  place = await mkdtemp(join(tmpdir(), 'inkling-catalogue-'));
  model = join(place, 'model');
  const logs = simulateShoppers({ seed: 1, count: 200, catalogue: ITEMS }).map(({ interactions }) => ({
    interactions: withSessions(interactions),
  }));
  const shape = { D, T: 24, heads: 2, blocks: 1, F: 16 };
  const report = await train(ITEMS, logs, { ...DEFAULT_SETTINGS, epochs: 2, shape }, () => {});
  trainedFiles = encodeFiles({ ...report.model, card: '# tiny\n\nTrained.\n' });
}, 60_000);
beforeEach(() => replaceFolder(model, trainedFiles));
afterAll(() => rm(place, { recursive: true }));

async function feed(entries: readonly object[]): Promise<string> {
  const file = join(place, 'feed.jsonl');
  await writeFile(file, entries.map((entry) => JSON.stringify(entry)).join('\n'));
  return file;
}

async function load(folder = model): Promise<ModelFolder & { trained: NonNullable<ModelFolder['trained']> }> {
  const read = async (path: string) => new Uint8Array(await readFile(join(folder, path)));
  const loaded = await loadModelFolder(read, 'manifest.json');
  return { ...loaded, trained: loaded.trained! };
}

const row = (table: Float32Array, r: number) => [...table.subarray(r * D, (r + 1) * D)];
const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, d) => Math.abs(value - b[d]!)));
const NEW = { ...ITEMS[3]!, id: 'new', url: '/p/new' };

test('gives a new item the sum of its attributes, whatever was learnt of others', async () => {
  const { names, embeddings } = await readAttributes(model, (await load()).manifest);
  const wanted = new Array<number>(D).fill(0);
  for (const name of attributeNames(NEW)) {
    const a = names.indexOf(name);
    if (a >= 0) for (let d = 0; d < D; d++) wanted[d]! += embeddings[a * D + d]!;
  }

  const report = await runCatalogue({ model, feed: await feed([...ITEMS, NEW]) });

  const { trained, manifest } = await load();
  expect(report).toMatchObject({ added: 1, addedWithoutVector: 0, withdrawn: 0, total: 65, format: 'JSONL' });
  expect(manifest.V).toBe(65);
  expect(trained.catalogue.cards[64]!.id).toBe('new');
  // int8 with the largest magnitude at 127: half a step off at most.
  const step = Math.max(...wanted.map(Math.abs)) / 127;
  expect(farthest(row(trained.entities, 65), wanted)).toBeLessThanOrEqual(0.51 * step);
});

test('moves no row that codebook and neighbours point at', async () => {
  const before = await load();

  await runCatalogue({ model, feed: await feed([NEW, ...[...ITEMS].reverse()]) });

  const after = await load();
  const ids = (folder: typeof after) => folder.trained.catalogue.cards.map(({ id }) => id);
  const rowsOfBrands = (folder: typeof after) => folder.trained.entities.slice((1 + folder.manifest.V) * D);
  expect(ids(after).slice(0, 64)).toEqual(ids(before));
  expect(
    farthest(
      [...before.trained.entities],
      [...after.trained.entities.slice(0, 65 * D), ...rowsOfBrands(after)],
    ),
  ).toBeLessThan(1e-6);
  expect(after.trained.neighbours.neighbours.subarray(0, 65 * 16)).toEqual(
    before.trained.neighbours.neighbours,
  );
  expect(after.trained.neighbours.weights.subarray(0, 65 * 16)).toEqual(before.trained.neighbours.weights);
  expect(after.trained.neighbours.neighbours.subarray(65 * 16).every((item) => item === 0)).toBe(true);
  expect(after.codebookHash).toBe(before.codebookHash);
});

test('renews price, stock and picture of known items, and finds them by their other ids', async () => {
  const changed = {
    ...ITEMS[5]!,
    id: 'sku-5',
    aliases: ['i5', 'ean-5'],
    price: 99,
    image: '/5.jpg',
    inStock: false,
  };

  const report = await runCatalogue({
    model,
    feed: await feed([...ITEMS.filter((_, i) => i !== 5), changed]),
  });

  const { trained } = await load();
  const index = indexCatalogue(trained.catalogue, trained.neighbours);
  expect(report).toMatchObject({ changed: 1, added: 0, outOfStock: 1 });
  const card = index.card(index.indexOf('ean-5')!);
  expect(card).toMatchObject({
    id: 'i5',
    price: 99,
    image: '/5.jpg',
    inStock: false,
    aliases: ['sku-5', 'ean-5'],
  });
  expect(index.indexOf('sku-5')).toBe(index.indexOf('i5'));
  expect(index.indexOf('/p/5')).toBe(index.indexOf('i5'));
});

test('keeps what the feed no longer holds, out of stock; with --partial as it is', async () => {
  const half = await feed(ITEMS.slice(0, 32));

  const partial = await runCatalogue({ model, feed: half, partial: true, out: join(place, 'partial') });
  const whole = await runCatalogue({ model, feed: half });

  const sold = async (folder: string) =>
    (await load(folder)).trained.catalogue.cards.filter(({ inStock }) => inStock).length;
  expect([partial.withdrawn, await sold(join(place, 'partial'))]).toEqual([0, 64]);
  expect([whole.withdrawn, whole.total, await sold(model)]).toEqual([32, 64, 32]);

  await runCatalogue({ model, feed: await feed(ITEMS) });

  expect(await sold(model)).toBe(64);
});

test('changes the vector of an item that changed its category, and takes the change back with it', async () => {
  const before = await load();
  const moved = { ...ITEMS[0]!, category: ITEMS[63]!.category };
  const rowOf = ({ trained }: typeof before) =>
    row(trained.entities, trained.catalogue.cards.findIndex(({ id }) => id === 'i0') + 1);

  await runCatalogue({ model, feed: await feed([moved, ...ITEMS.slice(1)]) });
  const there = rowOf(await load());
  await runCatalogue({ model, feed: await feed(ITEMS) });
  const back = rowOf(await load());

  const length = Math.max(...rowOf(before).map(Math.abs));
  expect(farthest(there, rowOf(before))).toBeGreaterThan(0.1 * length);
  // Two roundings to int8.
  expect(farthest(back, rowOf(before))).toBeLessThan(0.03 * length);
});

test('gives a new item without a category the one that its words have', async () => {
  const { category: _, ...bare } = NEW;

  const report = await runCatalogue({
    model,
    feed: await feed([...ITEMS, bare, { id: 'odd', name: 'Unheard' }]),
  });

  const { trained } = await load();
  const card = (id: string) => trained.catalogue.cards.find((each) => each.id === id)!;
  expect(report).toMatchObject({ withoutCategory: 2, tagged: 1, added: 2, addedWithoutVector: 1 });
  expect(card('new').category).toEqual(ITEMS[3]!.category);
  expect(card('odd').category).toBeUndefined();
  expect(catalogueText(report)).toContain('1 new ones share nothing with what was trained');
});

test('writes new brands and categories after those that were there, with the mean of their items', async () => {
  const before = await load();
  const items = [0, 1].map((n) => ({
    ...NEW,
    id: `n${n}`,
    url: `/p/n${n}`,
    brand: 'Aardvark',
    category: ['Department 0', 'Attic'],
  }));

  await runCatalogue({ model, feed: await feed([...ITEMS, ...items]) });

  const { trained, manifest } = await load();
  const { brands, tags } = trained.catalogue;
  expect(brands.slice(0, -1)).toEqual(before.trained.catalogue.brands);
  expect([brands.at(-1), tags.at(-1)!.path]).toEqual(['Aardvark', 'Department 0 > Attic']);
  const brand = row(trained.entities, 1 + manifest.V + brands.length - 1);
  const mean = row(trained.entities, 65).map((value, d) => (value + row(trained.entities, 66)[d]!) / 2);
  expect(farthest(brand, mean)).toBeLessThan(0.02 * Math.max(...mean.map(Math.abs)));
});

test('a page that loads the folder fetches none of the files that are kept for this command', async () => {
  const fetched: string[] = [];
  const read = async (path: string) => {
    fetched.push(path);
    return new Uint8Array(await readFile(join(model, path)));
  };
  const { manifest, trained } = await loadModelFolder(read, 'manifest.json');

  const kept = Object.values(manifest.toolFiles!).map(({ path }) => path.replace(/\.[0-9a-f]{8}/, ''));

  expect(kept.sort()).toEqual(['attributes.bin', 'attributes.json']);
  expect(fetched.filter((path) => path.startsWith('attributes'))).toEqual([]);
  expect(fetched).toContain(manifest.files.tagger!.path);
  expect(trained!.tagger!.paths).toHaveLength(8);
});

test('says in the card what has been added since, once', async () => {
  await runCatalogue({ model, feed: await feed([...ITEMS, NEW]) });
  await runCatalogue({ model, feed: await feed(ITEMS.slice(1)) });

  const card = await readFile(join(model, 'card.md'), 'utf8');
  expect(card).toContain('# tiny\n\nTrained.');
  expect(card.match(/## Catalogue since/g)).toHaveLength(1);
  expect(card).toContain('63 are in stock');
});

describe('changes nothing and says why when', () => {
  const contents = async () => {
    const names = (await readdir(model)).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(model, name), 'base64')]));
  };
  const refuses = async (message: RegExp, file: string) => {
    const before = await contents();
    await expect(runCatalogue({ model, feed: file })).rejects.toThrow(message);
    expect(await contents()).toEqual(before);
    expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([]);
  };

  test('the feed is malformed', async () => {
    const file = join(place, 'broken.xml');
    await writeFile(file, '<rss><channel>\n<item><id>i1</id><title>A</title>');
    await refuses(/broken\.xml, line 2: is not well-formed XML/, file);
  });

  test('no id of the feed is known', async () => {
    await refuses(/none of the 1 items of .* is one of the model's 64/, await feed([{ id: 'x', name: 'X' }]));
  });

  test('the folder was trained before attributes were kept', async () => {
    const manifest = JSON.parse(new TextDecoder().decode(trainedFiles.get('manifest.json')));
    const old = JSON.stringify({ ...manifest, toolFiles: undefined });
    await replaceFolder(model, new Map([...trainedFiles, ['manifest.json', new TextEncoder().encode(old)]]));
    await refuses(/holds no attribute embeddings.*train it again/, await feed(ITEMS));
  });

  test('an attribute file is not what the manifest says', async () => {
    const { manifest } = await load();
    await writeFile(join(model, manifest.toolFiles!.attributes.path), 'x');
    await refuses(/attributes\.[0-9a-f]{8}\.bin does not match its hash/, await feed(ITEMS));
  });

  test('the model is a base model', async () => {
    await replaceFolder(model, encodeBaseModel());
    await refuses(/is a base model/, await feed(ITEMS));
  });
});
