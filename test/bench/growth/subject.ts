import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodedShape, parseManifest } from '../../../src/contract/manifest.ts';
import { CodedCatalogue } from '../../../src/engine/coded_catalogue.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import { cellOf, directoryOf, Shards } from '../../../src/model/coded/shards.ts';
import { loadModelFolder, type ReadFile } from '../../../src/model/load.ts';
import { CellCache } from '../../../src/store/cell_cache.ts';
import { interaction, NOTHING_OWN } from '../../support/builders.ts';
import { MemoryCaches } from '../../support/memory_caches.ts';

/** A folder whose files are in memory, and cells that earlier pages brought: the network is another matter. */
export interface Subject {
  /** From bytes to a model that ranks, kept cells included. */
  load(): Promise<LoadedModel>;
  /** Where a device holds a part of the catalogue: the pass over the codes of all items. */
  scan(profile: Float32Array): Promise<void>;
}

/** More pages bring no more: the oldest cells make room (MAX_ADDED of coded_catalogue.ts). */
const MOST_PAGES = 375;
const NOW = Date.UTC(2020, 2, 2, 9);
const [SHOP, CELL_BYTES] = ['https://shop.test/manifest.json', 16e6] as const;

/** @param pages item pages visited, which bring their cells where the catalogue is too large to send whole */
export async function readSubject(folder: string, pages: number): Promise<Subject> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const read: ReadFile = async (path) => {
    const file = files.get(path) ?? Uint8Array.from(await readFile(join(folder, path)));
    files.set(path, file);
    return file;
  };
  const text = new TextDecoder().decode(await read('manifest.json', false));
  const manifest = parseManifest(JSON.parse(text));
  await Promise.all(Object.values(manifest.files).map(({ path }) => read(path, false)));
  const { coded, V } = manifest;
  if (!coded)
    return {
      load: async () => prepareModel(await loadModelFolder(read, 'manifest.json'), NOTHING_OWN),
      scan: async () => {},
    };

  Object.assign(globalThis, { caches: new MemoryCaches() });
  const open = async () => {
    const pool = await loadModelFolder(read, 'manifest.json');
    const cache = new CellCache(pool.manifestHash, SHOP, () => true, CELL_BYTES);
    return new CodedCatalogue(pool, read, cache);
  };
  const shards = new Shards(read, await read(manifest.files.shards!.path, false), coded);
  const views = (await beyondPool(shards, coded, V, Math.min(pages, MOST_PAGES))).map((id) =>
    interaction('view', id, { at: NOW }),
  );
  await (await open()).visit(views, NOW, undefined);
  let catalogue: CodedCatalogue | undefined;
  return {
    async load() {
      catalogue = await open();
      await catalogue.restore();
      return prepareModel(catalogue.folder, NOTHING_OWN);
    },
    scan: async (profile) => catalogue?.measureReach(profile),
  };
}

/** Items whose pages bring a cell each, from all over the catalogue; their files have been read then. */
async function beyondPool(shards: Shards, shape: CodedShape, V: number, pages: number): Promise<string[]> {
  const [first, last] = [cellOf(V, shape) + 1, cellOf(shape.items, shape)];
  const ids: string[] = [];
  for (let i = 0; i < pages; i++) {
    const bytes = await shards.read('cell', first + Math.floor((i * (last - first)) / pages));
    const { cards } = JSON.parse(new TextDecoder().decode(bytes)) as { cards: { id: string }[] };
    await shards.read('ids', directoryOf(cards[0]!.id, shape));
    ids.push(cards[0]!.id);
  }
  return ids;
}
