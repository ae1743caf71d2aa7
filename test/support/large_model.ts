import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdsLargeModel, largeCatalogue, writeLargeModel } from '../../scripts/demo_large.ts';
import { parseManifest } from '../../src/contract/manifest.ts';
import type { ModelFolder, ReadFile } from '../../src/model/load.ts';
import { loadModelFolder } from '../../src/model/load.ts';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';

/** A generated shop whose model holds a part of it at a time, in a folder of its own. */
export interface LargeModel {
  readonly items: readonly SimulatedItem[];
  readonly folder: string;
  /** Reads a file and notes its name. */
  readonly read: ReadFile;
  readonly asked: string[];
  /** The items of the pool. */
  readonly pool: readonly SimulatedItem[];
  /** Those whose cards come with their pages. */
  readonly beyond: readonly SimulatedItem[];
  load(): Promise<ModelFolder>;
  remove(): Promise<void>;
}

/** @param kept a folder where the model may lie from before, and stays: a million items take minutes */
export async function makeLargeModel(count: number, kept?: string): Promise<LargeModel> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'inkling-large-')));
  const items = largeCatalogue(count);
  if (!kept || !(await holdsLargeModel(kept, count))) await writeLargeModel(folder, items, () => undefined);
  const asked: string[] = [];
  const read: ReadFile = async (path) => {
    asked.push(path);
    return Uint8Array.from(await readFile(join(folder, path)));
  };
  const { files } = parseManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const catalogue = JSON.parse(await readFile(join(folder, files.catalogue!.path), 'utf8')) as {
    cards: { id: string }[];
  };
  const pooled = new Set(catalogue.cards.map(({ id }) => id));
  return {
    items,
    folder,
    read,
    asked,
    pool: items.filter(({ id }) => pooled.has(id)),
    beyond: items.filter(({ id }) => !pooled.has(id)),
    load: () => loadModelFolder(read, 'manifest.json'),
    remove: async () => {
      if (!kept) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The one file of a folder whose name begins so. */
export async function fileOf(folder: string, prefix: string): Promise<string> {
  const found = (await readdir(folder)).find((name) => name.startsWith(prefix));
  if (!found) throw new Error(`${folder} has no file ${prefix}…`);
  return join(folder, found);
}
