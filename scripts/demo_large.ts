import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from '../src/contract/catalogue.ts';
import type { Neighbour } from '../src/contract/cell.ts';
import { parseManifest } from '../src/contract/manifest.ts';
import { lookUpTable, SPLITS, scanBest } from '../src/model/coded/codes.ts';
import { generateCatalogue, type SimulatedItem } from '../src/simulate/catalogue.ts';
import { Prng } from '../src/simulate/prng.ts';
import { readAttributes } from '../src/training/attribute_files.ts';
import {
  attributeNames,
  brandAttribute,
  categoryAttribute,
  categoryPrefixes,
} from '../src/training/attributes.ts';
import { orderForCells } from '../src/training/coded/order.ts';
import { productQuantise } from '../src/training/coded/product_quantise.ts';
import { CELL_SIZE, type LargeCatalogue } from '../src/training/coded/shard_writer.ts';
import { writeCodedFolder } from '../src/training/coded/write_coded_folder.ts';
import { readModelFolder } from '../src/training/run_evaluate.ts';
import { DEMO_MODEL, MODELS_FOLDER } from './demo.ts';

/** Items whose cards everyone gets: as many as a catalogue that is sent whole may have. */
const POOL = 12_000;
const SEED = 1;
/** What an item's own taste adds to that of its attributes, of their length. */
const OWN_SHARE = 0.35;
/** Neighbours of an item: in its own cell, in the pool and beyond, the latter two of the leaf that goes with its own. */
const [NEAR, POPULAR, FAR] = [8, 4, 2];
/** Items of that leaf that a cell leads to. */
const FAR_OF_CELL = 16;
/** Progress is told of every so many items. */
const TOLD = 10_000;
/** Length of the lists of what shoppers of a row like. */
const ROW_LIST = 100;

/** What is being made: told with how much of it is done, 0 to 1. */
export type Tell = (what: string, share: number) => void;

/** The items of a generated shop; the same for the same number. */
export const largeCatalogue = (count: number, tell?: Tell): SimulatedItem[] =>
  generateCatalogue({ seed: SEED, count }, (share) => tell?.('items', share));

/**
 * Makes a model for a generated shop of any size, without training: an item's vector is the sum of what models/demo
 * learnt of its attributes, and something of its own; what goes with what is drawn. It shows how a large catalogue is
 * held and asked for, and what that costs; it says nothing about how good recommendations are.
 */
export async function writeLargeModel(
  folder: string,
  items: readonly SimulatedItem[],
  tell: Tell,
): Promise<void> {
  const from = join(MODELS_FOLDER, DEMO_MODEL);
  const demo = await readModelFolder(from);
  const { manifest } = demo;
  const { D } = manifest;
  const attributes = await readAttributes(from, manifest);
  const rows = new Map(
    attributes.names.map((name, a) => [name, attributes.embeddings.subarray(a * D, (a + 1) * D)]),
  );
  const addTo = (target: Float32Array, names: Iterable<string>) => {
    for (const name of names) {
      const row = rows.get(name);
      for (let d = 0; row && d < D; d++) target[d]! += row[d]!;
    }
  };
  const vectors = new Float32Array(items.length * D);
  items.forEach((item, i) => {
    const own = new Prng(SEED).fork(i);
    const vector = vectors.subarray(i * D, (i + 1) * D);
    addTo(vector, attributeNames(item));
    const length = Math.hypot(...vector) / Math.sqrt(D);
    for (let d = 0; d < D; d++) vector[d]! += OWN_SHARE * length * own.normal();
    if (i % TOLD === 0) tell('vectors', i / items.length);
  });
  const { centroids, codes } = productQuantise(vectors, D, SEED, (share) => tell('codes', share));

  const brands = [...new Set(items.map(({ brand }) => brand))].sort();
  const paths = [...new Set(items.flatMap(categoryPrefixes))].sort();
  const brandOf = new Map(brands.map((name, i) => [name, i]));
  const tagOf = new Map(paths.map((path, i) => [path, i]));
  const leafOf = (item: SimulatedItem) => tagOf.get(item.category.join(' > '))!;
  const pool = Math.min(POOL, CELL_SIZE * Math.floor(items.length / 2 / CELL_SIZE));
  const order = orderForCells({
    codes,
    popularity: items.map(({ reviews }) => reviews),
    leaves: items.map(leafOf),
    pool,
  });
  const ordered = new Uint8Array(codes.length);
  order.forEach((i, place) => {
    ordered.set(codes.subarray(i * SPLITS, (i + 1) * SPLITS), place * SPLITS);
  });
  const itemAt = (index: number) => items[order[index - 1]!]!;
  const others = new Float32Array((1 + brands.length + paths.length) * D);
  brands.forEach((brand, i) => {
    addTo(others.subarray((1 + i) * D, (2 + i) * D), [brandAttribute(brand)]);
  });
  paths.forEach((path, i) => {
    const row = 1 + brands.length + i;
    const parts = path.split(' > ');
    const prefixes = parts.map((_, depth) => categoryAttribute(parts.slice(0, depth + 1).join(' > ')));
    addTo(others.subarray(row * D, (row + 1) * D), prefixes);
  });
  const large: LargeCatalogue = {
    items: items.length,
    pool,
    brands,
    tags: paths.map((path) => ({ path, depth: path.split(' > ').length })),
    codes: ordered,
    card: (index): Card => {
      const { id, name, brand, category, price, currency, variant, url, image } = itemAt(index);
      return {
        id,
        name,
        brand,
        category,
        price,
        currency,
        ...(variant === undefined ? {} : { variant }),
        url,
        image,
        brandIndex: brandOf.get(brand)!,
        tagIndices: categoryPrefixes(itemAt(index)).map((path) => tagOf.get(path)!),
        aliases: [],
        inStock: true,
      };
    },
    neighbours: drawNeighbours(order, items, leafOf, pool),
    rowLists: demo.codebook.rows.map(({ embedding }) => [
      ...scanBest(ordered, lookUpTable(centroids, Float32Array.from(embedding)), ROW_LIST).items,
    ]),
  };
  await writeCodedFolder(
    folder,
    {
      name: `demo, ${items.length} items`,
      shape: manifest,
      weights: demo.weights,
      centroids,
      others,
      large,
      M: manifest.neighbours,
      codebook: demo.codebook,
      codebookText: await readFile(join(from, manifest.files.codebook.path), 'utf8'),
      blend: { lambda: manifest.lambda, beta: manifest.beta },
      temperature: manifest.temperature ?? 1,
      minShoppers: manifest.minShoppers,
      seed: SEED,
      card: cardText(items.length, pool),
    },
    (done, total) => tell('cells', done / total),
  );
}

/**
 * What goes with each item, drawn: items near it in its own cell, and some of the leaf that goes with its leaf, in the
 * pool and beyond. Items of a cell lead to the same few beyond it.
 */
function drawNeighbours(
  order: Int32Array,
  items: readonly SimulatedItem[],
  leafOf: (item: SimulatedItem) => number,
  pool: number,
): (index: number) => Neighbour[] {
  const inPool = new Map<number, number[]>();
  const beyond = new Map<number, number[]>();
  order.forEach((i, place) => {
    const lists = place < pool ? inPool : beyond;
    const leaf = leafOf(items[i]!);
    const list = lists.get(leaf);
    if (list) list.push(place + 1);
    else lists.set(leaf, [place + 1]);
  });
  const leaves = [...inPool.keys()].sort((a, b) => a - b);
  const partner = new Map(
    leaves.map((leaf, i) => [leaf, leaves[(i + Math.floor(leaves.length / 3)) % leaves.length]!]),
  );
  return (index) => {
    const cell = Math.floor((index - 1) / CELL_SIZE);
    const first = cell * CELL_SIZE + 1;
    const last = Math.min(first + CELL_SIZE - 1, order.length);
    const ofCell = new Prng(SEED).fork(cell);
    const own = new Prng(SEED + 1).fork(index);
    const goesWith = partner.get(leafOf(items[order[index - 1]!]!)) ?? leaves[0]!;
    const popular = inPool.get(goesWith) ?? [];
    const far = beyond.get(goesWith) ?? [];
    const farOfCell = Array.from(
      { length: far.length > 0 ? FAR_OF_CELL : 0 },
      () => far[ofCell.integer(far.length)]!,
    );
    const near = Array.from({ length: NEAR }, (_, n) => index + (n % 2 === 0 ? 1 : -1) * (1 + (n >> 1)));
    const found = [
      ...near.filter((other) => other >= first && other <= last),
      ...Array.from(
        { length: popular.length > 0 ? POPULAR : 0 },
        () => popular[own.integer(popular.length)]!,
      ),
      ...Array.from(
        { length: farOfCell.length > 0 ? FAR : 0 },
        () => farOfCell[own.integer(farOfCell.length)]!,
      ),
    ];
    return [...new Set(found)]
      .filter((other) => other !== index)
      .map((other, n) => ({ index: other, weight: 0.9 ** n / 2 }));
  };
}

const cardText = (items: number, pool: number): string => `# A generated shop of ${items} items

Not trained: vectors are sums of what models/demo learnt of brands, categories and words, with something drawn for each
item; what goes with what is drawn (seed ${SEED}). For trying and measuring how a large catalogue is held: everyone gets the
cards of ${pool} items, the rest comes with the pages that are visited. It says nothing about quality.
`;

/** Whether a folder holds a whole model of so many items. */
export async function holdsLargeModel(folder: string, items: number): Promise<boolean> {
  try {
    const manifest = parseManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    return manifest.coded?.items === items;
  } catch {
    return false; // none, or of another format: made anew
  }
}
