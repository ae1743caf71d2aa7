import { type Catalogue, parseCatalogue } from '../contract/catalogue.ts';
import { type Codebook, parseCodebook } from '../contract/codebook.ts';
import { InklingError } from '../contract/error.ts';
import { type Lexicon, parseLexicon } from '../contract/lexicon.ts';
import { type Manifest, type ModelFile, parseManifest } from '../contract/manifest.ts';
import type { Tagger } from '../features/tagger.ts';
import { decodeCentroids, SPLITS } from './coded/codes.ts';
import { entitiesOfPool } from './coded/local_tables.ts';
import { decodeEntities, decodeNeighbours, decodeWeights, type NeighbourTable } from './folder.ts';
import { decodeTagger } from './tagger_file.ts';
import { alignWeights } from './weights.ts';

/** A model folder, parsed, every file checked against the manifest's hash. */
export interface ModelFolder {
  readonly manifest: Manifest;
  /** Hex SHA-256 of manifest.json, and of the codebook file. */
  readonly manifestHash: string;
  readonly codebookHash: string;
  readonly codebook: Codebook;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Only in a base model. */
  readonly lexicon?: Lexicon;
  /** Absent in a base model, which embeds what the pages show. */
  readonly trained?: TrainedTables;
  /** Only where the catalogue is too large to send whole: `trained` then holds the pool. */
  readonly coded?: CodedFiles;
}

/** What makes vectors of codes, and leads to the rest of a large catalogue. */
export interface CodedFiles {
  readonly centroids: Float32Array; // [SPLITS, CENTROIDS, D / SPLITS]
  /** [V, SPLITS] */
  readonly poolCodes: Uint8Array;
  /** shards.bin (coded/shards.ts). */
  readonly hashes: Uint8Array;
  /** Fetches the codes of all items beyond the pool. [items - V, SPLITS] */
  readonly codes: () => Promise<Uint8Array>;
}

export interface TrainedTables {
  readonly catalogue: Catalogue;
  /** Entity table, dequantised. [R, D] */
  readonly entities: Float32Array;
  readonly neighbours: NeighbourTable;
  readonly tagger?: Tagger;
}

/** Reads a file of the folder. @param fresh true = past any cache, after a hash did not match */
export type ReadFile = (path: string, fresh: boolean) => Promise<Uint8Array<ArrayBuffer>>;

/** Files of before, by what they hold: file_cache.ts. */
export interface KeptFiles {
  /** @param sha256 hex */
  read(sha256: string, bytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Takes what was checked to have this hash. */
  keep(sha256: string, data: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * @param manifestName file name of the manifest within the folder; it says which files are current, so it is never kept
 * @param kept where files stay that were checked once
 * @throws InklingError `model-unavailable` when a file is missing, `model-corrupt` when one is not what
 *         the manifest says.
 */
export async function loadModelFolder(
  read: ReadFile,
  manifestName: string,
  kept?: KeptFiles,
): Promise<ModelFolder> {
  const manifestBytes = await read(manifestName, false);
  const manifest = corruptUnless(() => parseManifest(parseJson(manifestBytes, 'manifest')));
  const { files, V, D, neighbours } = manifest;
  const verified = (file: ModelFile) => readVerified(read, file, kept);
  const [
    weights,
    codebookBytes,
    lexiconBytes,
    entities,
    neighbourBytes,
    catalogueBytes,
    taggerBytes,
    poolCodes,
    hashes,
  ] = await Promise.all([
    verified(files.weights),
    // By its hash even when it was kept: a release holds that it speaks of this codebook and no other.
    readVerified(read, files.codebook, kept && checked(kept)),
    files.lexicon && verified(files.lexicon),
    files.entities && verified(files.entities),
    files.neighbours && verified(files.neighbours),
    files.catalogue && verified(files.catalogue),
    // With all others, not when an item calls for it: what is fetched does not depend on the shopper.
    files.tagger && verified(files.tagger),
    files.poolCodes && verified(files.poolCodes),
    files.shards && verified(files.shards),
  ]);
  const codebook = corruptUnless(() => parseCodebook(parseJson(codebookBytes, 'codebook')));
  if (codebook.D !== D)
    throw new InklingError('model-corrupt', `codebook is ${codebook.D} wide, must be ${D}`);
  const common = {
    manifest,
    manifestHash: await sha256Hex(manifestBytes),
    codebookHash: files.codebook.sha256,
    codebook,
    weights: alignWeights(decodeWeights(weights, manifest.weights), manifest.weights, manifest),
    ...(lexiconBytes && { lexicon: corruptUnless(() => parseLexicon(parseJson(lexiconBytes, 'lexicon'))) }),
  };
  if (V === 0 || !entities || !neighbourBytes || !catalogueBytes) return common;
  const catalogue = corruptUnless(() => parseCatalogue(parseJson(catalogueBytes, 'catalogue')));
  const rows = {
    cards: [catalogue.cards.length, V],
    brands: [catalogue.brands.length, manifest.brands],
    tags: [catalogue.tags.length, manifest.tags],
  };
  for (const [name, [found, wanted]] of Object.entries(rows)) {
    if (found !== wanted)
      throw new InklingError('model-corrupt', `catalogue has ${found} ${name}, must have ${wanted}`);
  }
  const others = manifest.brands + manifest.tags;
  const coded =
    manifest.coded && poolCodes && hashes
      ? { ...decodePool(poolCodes, V, D), hashes, codes: () => restOfCodes(verified, manifest) }
      : undefined;
  return {
    ...common,
    ...(coded && { coded }),
    trained: {
      catalogue,
      entities: coded
        ? entitiesOfPool(decodeEntities(entities, 1 + others, D), coded.centroids, coded.poolCodes, D)
        : decodeEntities(entities, 1 + V + others, D),
      neighbours: decodeNeighbours(neighbourBytes, V, neighbours),
      ...(taggerBytes && { tagger: decodeTagger(taggerBytes, catalogue.tags) }),
    },
  };
}

/** Pool codes: centroids, then SPLITS bytes an item. */
function decodePool(bytes: Uint8Array, V: number, D: number): Pick<CodedFiles, 'centroids' | 'poolCodes'> {
  const start = bytes.length - V * SPLITS;
  return {
    centroids: decodeCentroids(bytes.subarray(0, Math.max(0, start)), D),
    poolCodes: bytes.subarray(start),
  };
}

async function restOfCodes(
  verified: (file: ModelFile) => Promise<Uint8Array<ArrayBuffer>>,
  { files, coded, V }: Manifest,
): Promise<Uint8Array> {
  const codes = await verified(files.codes!);
  const length = (coded!.items - V) * SPLITS;
  if (codes.length !== length)
    throw new InklingError('model-corrupt', `codes have ${codes.length} bytes, must have ${length}`);
  return codes;
}

/** Kept files whose hash is looked at again: Cache Storage is open to every script of the page. */
const checked = (kept: KeptFiles): KeptFiles => ({
  async read(sha256, bytes) {
    const data = await kept.read(sha256, bytes);
    return data && (await sha256Hex(data)) === sha256 ? data : undefined;
  },
  keep: (sha256, data) => kept.keep(sha256, data),
});

/** A file whose hash is the manifest's, kept from before or fetched; a stale copy is fetched again once. */
async function readVerified(
  read: ReadFile,
  file: ModelFile,
  kept?: KeptFiles,
): Promise<Uint8Array<ArrayBuffer>> {
  const before = await kept?.read(file.sha256, file.bytes);
  if (before) return before;
  for (const fresh of [false, true]) {
    const bytes = await read(file.path, fresh);
    if ((await sha256Hex(bytes)) !== file.sha256) continue;
    void kept?.keep(file.sha256, bytes); // nobody waits for the disk
    return bytes;
  }
  throw new InklingError('model-corrupt', `model file ${file.path} does not match its hash`);
}

/** Lower-case hex SHA-256. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InklingError('model-corrupt', `${name} is not JSON in UTF-8`, { cause });
  }
}

function corruptUnless<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new InklingError(
      'model-corrupt',
      cause instanceof Error ? cause.message : 'model file is malformed',
      { cause },
    );
  }
}
