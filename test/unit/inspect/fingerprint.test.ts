import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint, fingerprintLine } from '../../../src/inspect/fingerprint.ts';
import { modelFile } from '../../support/model_files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-fingerprint-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sha256 = async (path: string, encoding: 'hex' | 'base64') =>
  createHash('sha256')
    .update(await readFile(path))
    .digest(encoding);

test('names codebook and manifest as anybody can hash them, and the ceilings', async () => {
  const found = await fingerprint('models/demo');

  expect(found).toEqual({
    model: 'demo',
    codebook: await sha256(modelFile('demo', 'codebook'), 'hex'),
    pin: `sha256-${await sha256(modelFile('demo', 'codebook'), 'base64')}`,
    manifest: await sha256('models/demo/manifest.json', 'hex'),
    K: 16,
    D: 64,
    maxEpsilon: 4,
    minPeriodDays: 7,
    maxEpsilonPerYear: 24,
    releaseBytes: 128,
  });
});

test('is one line of fields without spaces, always in one order', async () => {
  const line = fingerprintLine({ ...(await fingerprint('models/base')), model: 'my base' });

  expect(line).toMatch(
    /^inkling-fingerprint\/1 model=my_base codebook=[0-9a-f]{64} pin=sha256-[\w+/]{43}= manifest=[0-9a-f]{64} K=\d+ D=\d+ maxEpsilon=4 minPeriodDays=7 maxEpsilonPerYear=24 releaseBytes=128$/,
  );
});

test('gives no line for a folder with a file that is not what the manifest says', async () => {
  const copy = join(folder, 'copy');
  await cp('models/base', copy, { recursive: true });
  const damaged = join(copy, basename(modelFile('base', 'codebook')));
  await writeFile(damaged, `${await readFile(damaged, 'utf8')} `);

  await expect(fingerprint(copy)).rejects.toMatchObject({ code: 'model-corrupt' });
  await expect(fingerprint(join(folder, 'none'))).rejects.toMatchObject({ code: 'model-unavailable' });
});
