import { rm } from 'node:fs/promises';
import { encodeCentroids, SPLITS } from '../../model/coded/codes.ts';
import { encodeEntities, type NeighbourTable } from '../../model/folder.ts';
import { type TrainedModel, writeModelFolder } from '../write_folder.ts';
import { type LargeCatalogue, shapeOfCatalogue, writeShards } from './shard_writer.ts';

/** A trained model of a catalogue too large to send whole. */
export interface CodedModel extends Omit<TrainedModel, 'entities' | 'neighbours' | 'catalogue' | 'coded'> {
  readonly large: LargeCatalogue;
  /** [SPLITS, CENTROIDS, D / SPLITS] */
  readonly centroids: Float32Array;
  /** Rows of padding, brands and tags. [1 + brands + tags, D] */
  readonly others: Float32Array;
}

/**
 * Writes a coded model into a folder of its own: shards first, then the files that a manifest names, then the manifest.
 * Until the last is there the folder holds no model; what a model before it had there goes.
 */
export async function writeCodedFolder(
  folder: string,
  { large, centroids, others, ...model }: CodedModel,
  onProgress?: (done: number, total: number) => void,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const shards = await writeShards(folder, large, onProgress);
  const { D } = model.shape;
  const poolBytes = large.pool * SPLITS;
  const head = encodeCentroids(centroids);
  const poolCodes = new Uint8Array(head.length + poolBytes);
  poolCodes.set(head);
  poolCodes.set(large.codes.subarray(0, poolBytes), head.length);
  const cards = Array.from({ length: large.pool }, (_, i) => large.card(i + 1));
  await writeModelFolder(folder, {
    ...model,
    catalogue: { brands: large.brands, tags: large.tags, cards },
    entities: encodeEntities(others, others.length / D, D),
    neighbours: poolNeighbours(large, model.M),
    coded: { shape: shapeOfCatalogue(large), poolCodes, codes: large.codes.subarray(poolBytes), shards },
  });
}

/** Neighbours within the pool: what everyone can be shown. */
function poolNeighbours({ pool, neighbours }: LargeCatalogue, M: number): NeighbourTable {
  const table = { neighbours: new Int32Array((pool + 1) * M), weights: new Float32Array((pool + 1) * M) };
  for (let item = 1; item <= pool; item++) {
    const known = neighbours(item)
      .filter(({ index }) => index <= pool)
      .slice(0, M);
    known.forEach(({ index, weight }, m) => {
      table.neighbours[item * M + m] = index;
      table.weights[item * M + m] = weight;
    });
  }
  return table;
}
