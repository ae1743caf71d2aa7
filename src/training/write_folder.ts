import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Catalogue, writeCatalogue } from '../contract/catalogue.ts';
import { type Codebook, writeCodebook } from '../contract/codebook.ts';
import { MANIFEST_FORMAT, type Manifest, type ModelFile } from '../contract/manifest.ts';
import type { Tagger } from '../features/tagger.ts';
import { encodeNeighbours, encodeWeights, type NeighbourTable } from '../model/folder.ts';
import { encodeTagger } from '../model/tagger_file.ts';
import { type ModelShape, weightEntries } from '../model/weights.ts';
import type { Blend } from '../profile/rank.ts';
import { type AttributeTable, encodeAttributes } from './attribute_files.ts';

/** All that a model folder holds. */
export interface TrainedModel {
  readonly name: string;
  readonly shape: ModelShape;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** entities.bin as encoded. */
  readonly entities: Uint8Array<ArrayBuffer>;
  readonly neighbours: NeighbourTable;
  /** Neighbours per item. */
  readonly M: number;
  readonly catalogue: Catalogue;
  readonly codebook: Codebook;
  readonly blend: Blend;
  readonly minShoppers: number;
  readonly seed: number;
  /** For `inkling catalogue`; not fetched by pages. */
  readonly attributes?: AttributeTable;
  readonly tagger?: Tagger;
  readonly card: string;
}

/**
 * Writes the folder at once: beside its place first, then renamed into it, so that nobody ever reads a
 * half-written model, and a run that is killed leaves the previous one. An existing folder is replaced:
 * it is moved aside, not deleted file by file, before the new one takes its place.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const half = join(dirname(folder), `.${randomUUID()}`);
  const old = `${half}-old`;
  await mkdir(half, { recursive: true });
  try {
    for (const [path, bytes] of files) await writeFile(join(half, path), bytes, { flush: true });
    await rename(folder, old).catch(unlessAbsent);
    await rename(half, folder);
  } finally {
    for (const left of [half, old]) await rm(left, { recursive: true, force: true });
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Writes a trained model. */
export const writeModelFolder = (folder: string, model: TrainedModel): Promise<void> =>
  writeFolder(folder, encodeFiles(model));

/** Contents of a trained model's folder by file name. */
export function encodeFiles(model: TrainedModel): Map<string, Uint8Array> {
  const { catalogue, shape, M } = model;
  const entries = weightEntries(shape);
  const text = (content: string) => new TextEncoder().encode(content);
  const parts = {
    weights: ['weights.bin', encodeWeights(model.weights, entries)],
    codebook: ['codebook.json', text(writeCodebook(model.codebook))],
    entities: ['entities.bin', model.entities],
    neighbours: ['neighbours.bin', encodeNeighbours(model.neighbours, catalogue.cards.length, M)],
    catalogue: ['catalogue.json', text(writeCatalogue(catalogue))],
    ...(model.tagger ? { tagger: ['tagger.bin', encodeTagger(model.tagger, catalogue.tags)] } : {}),
  } satisfies Record<string, [path: string, bytes: Uint8Array]>;
  const tools = model.attributes && encodeAttributes(model.attributes, shape.D);
  const manifest: Manifest = {
    name: model.name,
    ...shape,
    V: catalogue.cards.length,
    brands: catalogue.brands.length,
    tags: catalogue.tags.length,
    neighbours: M,
    ...model.blend,
    minShoppers: model.minShoppers,
    seed: model.seed,
    weights: entries,
    files: {
      weights: fileOf(...parts.weights),
      codebook: fileOf(...parts.codebook),
      entities: fileOf(...parts.entities),
      neighbours: fileOf(...parts.neighbours),
      catalogue: fileOf(...parts.catalogue),
      ...(parts.tagger ? { tagger: fileOf(...parts.tagger) } : {}),
    },
    ...(tools
      ? { toolFiles: { attributeNames: fileOf(...tools.names), attributes: fileOf(...tools.embeddings) } }
      : {}),
  };
  return new Map<string, Uint8Array>([
    ...Object.values(parts),
    ...(tools ? [tools.names, tools.embeddings] : []),
    ['manifest.json', text(`${JSON.stringify({ format: MANIFEST_FORMAT, ...manifest }, null, 2)}\n`)],
    ['card.md', text(model.card)],
  ]);
}

/** How a manifest names a file. */
export const fileOf = (path: string, bytes: Uint8Array): ModelFile => ({
  path,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
