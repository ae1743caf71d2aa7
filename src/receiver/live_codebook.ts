import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Codebook, parseCodebook } from '../contract/codebook.ts';
import { InklingError, invalid } from '../contract/error.ts';
import { parseManifest } from '../contract/manifest.ts';
import { HASH_BYTES } from '../contract/release.ts';
import type { StoredCodebook } from './storage.ts';

/** A codebook of a models folder. */
export interface FolderCodebook extends Codebook {
  /** Folder of the model that brought it. */
  readonly model: string;
  /** Hex SHA-256 of the file. */
  readonly sha256: string;
  readonly file: Uint8Array;
}

/** A codebook whose releases a site takes. */
export interface LiveCodebook extends Codebook, StoredCodebook {
  /** What a release carries of it: hex of the first 16 bytes. */
  readonly wireHash: string;
  /** The row that the embedding equals bit for bit; undefined when there is none. */
  rowOf(embedding: Int8Array): number | undefined;
}

/**
 * The codebooks of a folder of model folders, in the order of the folders' names. Codebooks that are
 * equal byte for byte count once, under the first name.
 *
 * @param only names of the folders to take; all by default.
 * @throws InklingError `invalid-argument`, `model-unavailable`, `model-corrupt`
 */
export async function loadCodebooks(modelsDir: string, only?: readonly string[]): Promise<FolderCodebook[]> {
  const names = await modelNames(modelsDir);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`models folder ${modelsDir} has no model "${unknown}"`);
  const codebooks = new Map<string, FolderCodebook>();
  for (const name of only ? names.filter((name) => only.includes(name)) : names) {
    const codebook = await loadCodebook(join(modelsDir, name), name);
    if (!codebooks.has(codebook.sha256)) codebooks.set(codebook.sha256, codebook);
  }
  if (codebooks.size === 0)
    throw new InklingError(
      'model-unavailable',
      `models folder ${modelsDir} has no model, must have NAME/manifest.json`,
    );
  return [...codebooks.values()];
}

/** A stored codebook, ready to tell which of its rows an embedding is. */
export function liveCodebook(stored: StoredCodebook): LiveCodebook {
  const codebook = parseCodebook(JSON.parse(Buffer.from(stored.file).toString('utf8')));
  const rows = new Map(codebook.rows.map(({ embedding }, row) => [bytesKey(embedding), row]));
  return {
    ...codebook,
    ...stored,
    wireHash: stored.sha256.slice(0, 2 * HASH_BYTES),
    rowOf: (embedding) => rows.get(bytesKey(embedding)),
  };
}

/** Folders with a manifest, in code-unit order: the same on every machine, whatever its locale. */
export async function modelNames(modelsDir: string): Promise<string[]> {
  try {
    const entries = await readdir(modelsDir, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    const models = await Promise.all(
      names.map(async ({ name }) => ((await exists(join(modelsDir, name, 'manifest.json'))) ? [name] : [])),
    );
    return models.flat().sort();
  } catch (cause) {
    throw new InklingError('model-unavailable', `models folder ${modelsDir} cannot be read`, { cause });
  }
}

async function loadCodebook(folder: string, model: string): Promise<FolderCodebook> {
  try {
    const manifest = parseManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    const file = await readFile(join(folder, manifest.files.codebook.path));
    const sha256 = createHash('sha256').update(file).digest('hex');
    if (sha256 !== manifest.files.codebook.sha256)
      throw invalid('the codebook is not the one that the manifest names by hash');
    return { ...parseCodebook(JSON.parse(file.toString('utf8'))), model, sha256, file };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InklingError('model-corrupt', `model ${folder} cannot be used: ${why}`, { cause });
  }
}

/** Equal keys = equal bytes: the values are integers, so there is no rounding to hide a difference. */
const bytesKey = (embedding: Int8Array): string => embedding.join();

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
