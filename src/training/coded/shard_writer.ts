import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card, Catalogue } from '../../contract/catalogue.ts';
import { type Neighbour, writeCell } from '../../contract/cell.ts';
import { canonicalPath } from '../../contract/item.ts';
import type { CodedShape } from '../../contract/manifest.ts';
import { SPLITS } from '../../model/coded/codes.ts';
import {
  directoryOf,
  SHARD_HASH_BYTES,
  type ShardKind,
  shardName,
  shardPlaces,
} from '../../model/coded/shards.ts';

/** A large catalogue in the order of its indices: the pool first, then items that lie close together. */
export interface LargeCatalogue {
  readonly items: number;
  /** The first so many items: everyone gets their cards. */
  readonly pool: number;
  readonly brands: Catalogue['brands'];
  readonly tags: Catalogue['tags'];
  /** [items, SPLITS] */
  readonly codes: Uint8Array;
  /** @param index 1-based */
  card(index: number): Card;
  /** What goes with an item, strongest first. @param index 1-based */
  neighbours(index: number): readonly Neighbour[];
  /** What shoppers of each codebook row like, best first. */
  readonly rowLists: readonly (readonly number[])[];
}

/** Items of a cell: a page that shows one of them fetches the cards of all, about 4 kB compressed. */
export const CELL_SIZE = 64;
/** Ids of a directory, about. */
const DIRECTORY_IDS = 512;
/** Files that are written at once. */
const AT_ONCE = 32;

/** How a catalogue is cut. */
export const shapeOfCatalogue = ({ items, rowLists }: LargeCatalogue): CodedShape => ({
  items,
  directories: Math.max(1, Math.ceil(items / DIRECTORY_IDS)),
  cellSize: CELL_SIZE,
  rows: rowLists.length,
});

/**
 * Writes directories, cells and row lists into a folder, named by their content.
 * @param onProgress told how many of all are written
 * @returns shards.bin
 */
export async function writeShards(
  folder: string,
  catalogue: LargeCatalogue,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const shape = shapeOfCatalogue(catalogue);
  const places = shardPlaces(shape);
  const hashes = new Uint8Array(places.count * SHARD_HASH_BYTES);
  await mkdir(folder, { recursive: true });
  let done = 0;
  let writing: Promise<void>[] = [];
  const write = async (kind: ShardKind, n: number, text: string) => {
    const bytes = new TextEncoder().encode(text);
    const hash = createHash('sha256').update(bytes).digest();
    hashes.set(hash.subarray(0, SHARD_HASH_BYTES), (places[kind] + n) * SHARD_HASH_BYTES);
    writing.push(writeFile(join(folder, shardName(kind, n, hash.toString('hex'))), bytes));
    if (writing.length >= AT_ONCE) {
      await Promise.all(writing);
      writing = [];
    }
    onProgress(++done, places.count);
  };
  let n = 0;
  for (const entries of directories(catalogue, shape)) await write('ids', n++, `{${entries.join(',\n')}}\n`);
  for (let cell = 0; cell < places.row - places.cell; cell++)
    await write('cell', cell, cellText(catalogue, cell));
  for (const [row, list] of catalogue.rowLists.entries()) await write('row', row, listText(catalogue, list));
  await Promise.all(writing);
  return hashes;
}

/** Lines of each directory. Ids stand last: where one item's alias or path is the id of another, JSON lets the id win. */
function directories(catalogue: LargeCatalogue, shape: CodedShape): string[][] {
  const lines: [others: string[], ids: string[]][] = Array.from({ length: shape.directories }, () => [
    [],
    [],
  ]);
  for (let index = 1; index <= catalogue.items; index++) {
    const { id, url, aliases } = catalogue.card(index);
    const add = (key: string, place: 0 | 1) =>
      lines[directoryOf(key, shape)]![place].push(`${JSON.stringify(key)}:${index}`);
    if (url) add(canonicalPath(url), 0);
    for (const alias of aliases) add(alias, 0);
    add(id, 1);
  }
  return lines.map(([others, ids]) => [...others, ...ids]);
}

function cellText(catalogue: LargeCatalogue, cell: number): string {
  const from = cell * CELL_SIZE + 1;
  const own = Array.from({ length: Math.min(CELL_SIZE, catalogue.items + 1 - from) }, (_, i) => from + i);
  const neighbours = new Map(own.map((index) => [index, catalogue.neighbours(index)]));
  const shown = new Set([
    ...own,
    ...[...neighbours.values()].flatMap((list) => list.map(({ index }) => index)),
  ]);
  return writeCell({ cards: cardsOf(catalogue, shown), neighbours });
}

const listText = (catalogue: LargeCatalogue, list: readonly number[]): string =>
  writeCell({ cards: cardsOf(catalogue, new Set(list)), neighbours: new Map() });

/** Cards that not everyone has. */
const cardsOf = ({ pool, codes, card }: LargeCatalogue, indices: ReadonlySet<number>) =>
  [...indices]
    .filter((index) => index > pool)
    .map((index) => ({
      index,
      codes: codes.subarray((index - 1) * SPLITS, index * SPLITS),
      card: card(index),
    }));
