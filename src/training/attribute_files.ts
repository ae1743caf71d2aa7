import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InklingError, invalid } from '../contract/error.ts';
import type { Manifest, ModelFile } from '../contract/manifest.ts';
import { record } from '../contract/parse.ts';
import { decodeEntities, encodeEntities } from '../model/folder.ts';
import { type NamedFile, namedByContent } from './named_file.ts';

/** What the attributes of items are called and where they lie: all that a new item's vector is made of. */
export interface AttributeTable {
  readonly names: readonly string[];
  readonly embeddings: Float32Array; // [A, D]
}

const FORMAT = 'inkling-attributes/1';

/** Two files: names as JSON, embeddings as int8 rows. */
export function encodeAttributes(
  { names, embeddings }: AttributeTable,
  D: number,
): { names: NamedFile; embeddings: NamedFile } {
  const text = `{"format":"${FORMAT}","names":[\n${names.map((name) => JSON.stringify(name)).join(',\n')}\n]}\n`;
  return {
    names: namedByContent('attributes.json', new TextEncoder().encode(text)),
    embeddings: namedByContent('attributes.bin', encodeEntities(embeddings, names.length, D)),
  };
}

/**
 * @throws InklingError `invalid-argument` for a folder of before they were kept, `model-unavailable` when a
 *         file is missing, `model-corrupt` when one is not what the manifest says
 */
export async function readAttributes(folder: string, { toolFiles, D }: Manifest): Promise<AttributeTable> {
  if (!toolFiles)
    throw invalid(
      `${folder} holds no attribute embeddings, which new items need: it was trained before they were kept; train it again`,
    );
  const [text, bytes] = await Promise.all([
    readVerified(folder, toolFiles.attributeNames),
    readVerified(folder, toolFiles.attributes),
  ]);
  const { format, names } = record(JSON.parse(new TextDecoder().decode(text)), 'attributes');
  if (format !== FORMAT || !Array.isArray(names))
    throw new InklingError('model-corrupt', `attributes are not of the format "${FORMAT}"`);
  return { names: names.map(String), embeddings: decodeEntities(bytes, names.length, D) };
}

async function readVerified(folder: string, { path, sha256 }: ModelFile): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await readFile(join(folder, path)));
  } catch (cause) {
    throw new InklingError('model-unavailable', `model file ${path} cannot be read in ${folder}`, { cause });
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new InklingError('model-corrupt', `model file ${path} does not match its hash`);
  return bytes;
}
