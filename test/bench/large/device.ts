import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { parseRecommendQuery } from '../../../src/contract/recommend_query.ts';
import { CodedCatalogue } from '../../../src/engine/coded_catalogue.ts';
import { prepareModel } from '../../../src/engine/loaded_model.ts';
import { recommendations } from '../../../src/engine/recommend.ts';
import { type Snapshot, takeSnapshot } from '../../../src/engine/snapshot.ts';
import { passConfig } from '../../../src/model/fused/wasm_pass.ts';
import { loadModelFolder, type ReadFile } from '../../../src/model/load.ts';
import { CellCache } from '../../../src/store/cell_cache.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { quantile } from '../profile/times.ts';

export interface DeviceTimes {
  readonly pool: number;
  readonly rows: readonly { name: string; p50: number; p95: number; rounds: number }[];
}

const WARM = 10;
const NOW = Date.UTC(2026, 5, 1);

// In a process of its own: a million items beside it would have the collector at work for a second at a time, which no
// device holds. Arguments: folder, items whose pages are visited.
const [folder = '', ...visited] = process.argv.slice(2);
console.log(JSON.stringify(await timeOnDevice()));

/** What the worker does at each page, in Node, on wasm. */
async function timeOnDevice(): Promise<DeviceTimes> {
  await startTraining('wasm');
  tf.registerKernel(passConfig); // as in the worker
  const read: ReadFile = async (path) => Uint8Array.from(await readFile(join(folder, path)));
  const pool = await loadModelFolder(read, 'manifest.json');
  const cache = new CellCache(pool.manifestHash, 'https://shop.test/manifest.json', () => true, 16e6);
  const catalogue = new CodedCatalogue(pool, read, cache);
  const times = new Map<string, number[]>();
  const timed = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    const list = times.get(name) ?? [];
    times.set(name, list);
    list.push(performance.now() - start);
    return result;
  };
  const interactions: StoredInteraction[] = [];
  let model = prepareModel(pool, { seen: [], interactions, tags: new Map() });
  let snapshot: Snapshot | undefined;
  for (const [page, itemId] of visited.entries()) {
    const at = NOW + page * 60_000;
    interactions.push({ id: page + 1, kind: 'view', itemId, at, dwellMs: 5_000, session: 1 });
    await timed('a page: its directory and cell, read and taken in', async () => {
      await catalogue.visit(interactions, at, undefined);
      model.inference.dispose();
      model = prepareModel(catalogue.folder, { seen: [], interactions, tags: new Map() });
    });
    snapshot = await timed('an update: its history through the model', () =>
      takeSnapshot(model, interactions, { before: snapshot }),
    );
    await timed('its list of 20', () => recommendations(snapshot!, parseRecommendQuery({ count: 20 })));
    await timed('the best 200 of all items, by their codes', () =>
      catalogue.measureReach(snapshot!.inference.profile),
    );
  }
  const all = [
    'an update: its history through the model',
    'its list of 20',
    'the best 200 of all items, by their codes',
  ];
  const sums = times.get(all[0]!)!.map((_, i) => all.reduce((sum, name) => sum + times.get(name)![i]!, 0));
  times.set('update, list and scan together', sums);
  return {
    pool: pool.manifest.V,
    rows: [...times].map(([name, list]) => {
      const warm = list.slice(WARM);
      return { name, p50: quantile(warm, 0.5), p95: quantile(warm, 0.95), rounds: warm.length };
    }),
  };
}
