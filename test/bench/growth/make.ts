import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { generatedFiles } from '../../../scripts/generated_model.ts';

/** The largest takes minutes at 11, the highest, for 3 % less. */
const QUALITY = 9;

// A model folder of so many items, as a page fetches it. Arguments: folder, items, updates, seed.
const [folder = '', items = '', , seed = ''] = process.argv.slice(2);
let brotliBytes = 0;
for (const [name, bytes] of generatedFiles(Number(items), Number(seed))) {
  await writeFile(join(folder, name), bytes);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  brotliBytes += (await promisify(brotliCompress)(bytes, { params })).length;
}
console.log(JSON.stringify({ brotliBytes }));
