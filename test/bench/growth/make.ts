import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { holdsLargeModel, largeCatalogue, writeLargeModel } from '../../../scripts/demo_large.ts';
import { generatedFiles } from '../../../scripts/generated_model.ts';
import { parseManifest } from '../../../src/contract/manifest.ts';

/** The largest takes minutes at 11, the highest, for 3 % less. */
const QUALITY = 9;

// A model folder of so many items, as a page fetches it. Arguments: folder, items, updates, seed, whole or part.
const [folder = '', items = '', , seed = '', sent = ''] = process.argv.slice(2);
const files = sent === 'part' ? await partOf(Number(items)) : generatedFiles(Number(items), Number(seed));
let brotliBytes = 0;
for (const [name, bytes] of files) {
  if (sent !== 'part') await writeFile(join(folder, name), bytes);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  brotliBytes += (await promisify(brotliCompress)(bytes, { params })).length;
}
console.log(JSON.stringify({ brotliBytes }));

/** What everyone is sent of a catalogue too large to send whole, all codes included. The folder is made where it is not there. */
async function partOf(count: number): Promise<Map<string, Uint8Array>> {
  if (!(await holdsLargeModel(folder, count)))
    await writeLargeModel(folder, largeCatalogue(count), () => undefined);
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  const { files: named } = parseManifest(JSON.parse(text));
  const paths = ['manifest.json', ...Object.values(named).map(({ path }) => path)];
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}
