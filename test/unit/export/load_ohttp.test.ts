import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loadOhttp } from '../../../src/export/load_ohttp.ts';

test('loads the client that stands beside the worker’s own file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-ohttp-'));
  try {
    await writeFile(join(folder, 'inkling-ohttp.js'), 'export const createOhttpClient = "this one";');

    expect(await loadOhttp(`${pathToFileURL(folder)}/`)).toMatchObject({ createOhttpClient: 'this one' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
