import { invalid } from './error.ts';
import { integer, optionalNumber, optionalString, record } from './parse.ts';

export const MANIFEST_FORMAT = 'inkling-model/2';

/** A file of the model folder, addressed and checked by hash. */
export interface ModelFile {
  /** Relative to the manifest; never leaves its folder. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex SHA-256. */
  readonly sha256: string;
}

/** A named tensor inside `weights.bin`: bfloat16, little-endian, in order. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * manifest.json of a model folder.
 *
 * Rows of the entity table, in order: row 0 = padding (zero), V items, then `brands`, then `tags`.
 * A model with V = 0 is a base model: it embeds whatever items the shop's pages show. One of a catalogue too large to
 * send says `coded`: its V items are the pool that everyone gets, and `entities` has no rows for them.
 */
export interface Manifest {
  readonly name: string;
  /** Embedding width. */
  readonly D: number;
  /** Positions of the sequence. */
  readonly T: number;
  readonly heads: number;
  readonly blocks: number;
  /** Width of the feed-forward layer. */
  readonly F: number;
  /** Items in the table. */
  readonly V: number;
  readonly brands: number;
  readonly tags: number;
  /** Catalogue neighbours per item. */
  readonly neighbours: number;
  /** Weight of the neighbour score in the ranking. */
  readonly lambda: number;
  /** Weight of the attribute similarity in the ranking. */
  readonly beta: number;
  /** Scores divided by it are logits of what comes next; learning on the device goes by them. Absent = 1. */
  readonly temperature?: number;
  /** Distinct shoppers behind every neighbour entry. */
  readonly minShoppers: number;
  readonly seed: number;
  /** The log buys again what it bought: seen and bought items may be recommended. Absent = false. */
  readonly repeats?: boolean;
  readonly weights: readonly WeightEntry[];
  readonly coded?: CodedShape;
  readonly files: {
    readonly weights: ModelFile;
    readonly codebook: ModelFile;
    /** Only in a base model: words of each codebook row. */
    readonly lexicon?: ModelFile;
    /** Absent in a base model. */
    readonly entities?: ModelFile;
    readonly neighbours?: ModelFile;
    readonly catalogue?: ModelFile;
    /** Categories of items that bring none; absent where there was nothing to learn them from. */
    readonly tagger?: ModelFile;
    /** With `coded`: centroids, and the codes of the V items of the pool. */
    readonly poolCodes?: ModelFile;
    /** With `coded`: the codes of all other items. */
    readonly codes?: ModelFile;
    /** With `coded`: the hashes of directories, cells and row lists (model/coded/shards.ts). */
    readonly shards?: ModelFile;
  };
  /** What `inkling catalogue` needs to give new items a vector; no page fetches it. Absent in older folders. */
  readonly toolFiles?: {
    readonly attributeNames: ModelFile;
    readonly attributes: ModelFile;
  };
}

/**
 * A catalogue of which a device holds a part. Item indices run over all items, those of the pool first; neighbouring
 * indices are items that lie close together.
 */
export interface CodedShape {
  /** Items in all, > V. */
  readonly items: number;
  /** Files that lead from an item's id to its index. */
  readonly directories: number;
  /** Items of a cell: their cards, codes and neighbours come in one file. */
  readonly cellSize: number;
  /** Lists of what shoppers of a codebook row like: K, or none. */
  readonly rows: number;
}

/** Parses manifest.json. @throws InklingError `invalid-argument` */
export function parseManifest(input: unknown): Manifest {
  const given = record(input, 'manifest');
  if (given.format !== MANIFEST_FORMAT) throw invalid(`manifest format is not "${MANIFEST_FORMAT}"`);
  const files = record(given.files, 'manifest files');
  const V = integer(given.V, 'V', 0, 2 ** 24);
  const optional = (name: string) =>
    files[name] === undefined ? {} : { [name]: parseFile(files[name], name) };
  if (V > 0)
    for (const name of ['entities', 'neighbours', 'catalogue'])
      if (files[name] === undefined) throw invalid(`manifest names no ${name} file, needed when V > 0`);
  const coded = given.coded === undefined ? undefined : parseCoded(given.coded, V);
  if (coded)
    for (const name of ['poolCodes', 'codes', 'shards'])
      if (files[name] === undefined) throw invalid(`manifest names no ${name} file, needed with coded`);
  const number = (name: string) => {
    const value = optionalNumber(given[name], name);
    if (value === undefined) throw invalid(`manifest has no ${name}`);
    return value;
  };
  return {
    name: optionalString(given.name, 'name', 100) ?? 'model',
    D: integer(given.D, 'D', 1, 84),
    T: integer(given.T, 'T', 1, 512),
    heads: integer(given.heads, 'heads', 1, 16),
    blocks: integer(given.blocks, 'blocks', 1, 8),
    F: integer(given.F, 'F', 1, 1024),
    V,
    brands: integer(given.brands, 'brands', 0, 2 ** 24),
    tags: integer(given.tags, 'tags', 0, 2 ** 24),
    neighbours: integer(given.neighbours, 'neighbours', 0, 64),
    lambda: number('lambda'),
    beta: number('beta'),
    ...(given.temperature === undefined ? {} : { temperature: positive(number('temperature')) }),
    minShoppers: integer(given.minShoppers, 'minShoppers', 1, 2 ** 31),
    seed: integer(given.seed, 'seed', 0, 2 ** 31),
    ...(given.repeats === true ? { repeats: true } : {}),
    weights: parseWeights(given.weights),
    ...(coded && { coded }),
    files: {
      weights: parseFile(files.weights, 'weights'),
      codebook: parseFile(files.codebook, 'codebook'),
      ...optional('lexicon'),
      ...optional('entities'),
      ...optional('neighbours'),
      ...optional('catalogue'),
      ...optional('tagger'),
      ...optional('poolCodes'),
      ...optional('codes'),
      ...optional('shards'),
    },
    ...(given.toolFiles === undefined ? {} : { toolFiles: parseToolFiles(given.toolFiles) }),
  };
}

function parseCoded(value: unknown, V: number): CodedShape {
  const coded = record(value, 'manifest coded');
  return {
    items: integer(coded.items, 'items of coded', V + 1, 2 ** 24),
    directories: integer(coded.directories, 'directories of coded', 1, 2 ** 16),
    cellSize: integer(coded.cellSize, 'cellSize of coded', 1, 4096),
    rows: integer(coded.rows, 'rows of coded', 0, 32),
  };
}

function positive(temperature: number): number {
  if (!(temperature > 0)) throw invalid(`temperature is ${temperature}, must be > 0`);
  return temperature;
}

function parseToolFiles(value: unknown): NonNullable<Manifest['toolFiles']> {
  const { attributeNames, attributes } = record(value, 'manifest toolFiles');
  return {
    attributeNames: parseFile(attributeNames, 'attributeNames'),
    attributes: parseFile(attributes, 'attributes'),
  };
}

function parseFile(value: unknown, name: string): ModelFile {
  const file = record(value, `manifest file ${name}`);
  const path = optionalString(file.path, `path of ${name}`, 200) ?? '';
  if (!/^[\w.-]+$/.test(path) || path.startsWith('.'))
    throw invalid(`path of ${name} must be a plain file name`);
  const sha256 = optionalString(file.sha256, `sha256 of ${name}`, 64) ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw invalid(`sha256 of ${name} must be 64 hex digits`);
  return { path, bytes: integer(file.bytes, `bytes of ${name}`, 0, 2 ** 31), sha256 };
}

function parseWeights(value: unknown): WeightEntry[] {
  if (!Array.isArray(value)) throw invalid('manifest weights must be an array');
  return value.map((entry: unknown, i) => {
    const weight = record(entry, `weight ${i}`);
    const shape = weight.shape;
    if (!Array.isArray(shape)) throw invalid(`weight ${i} has no shape`);
    return {
      name: optionalString(weight.name, `name of weight ${i}`, 60) ?? '',
      shape: shape.map((size: unknown) => integer(size, `shape of weight ${i}`, 1, 2 ** 24)),
    };
  });
}
