import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importAsset, pinnedUrl, startableUrl } from '../../../src/assets/asset.ts';

const CDN = { assetsUrl: 'https://cdn.example/inkling/', hashes: { 'inkling-host.js': 'AAAA' } };

const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response('export const a = 1;'));
beforeEach(() => void vi.stubGlobal('fetch', fetched));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test('a file of the page’s own origin is loaded as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-assets-'));
  try {
    await writeFile(join(folder, 'inkling-host.js'), 'export const createHost = "this one";');
    const assets = { assetsUrl: `${pathToFileURL(folder)}/` };

    expect(await importAsset(assets, 'inkling-host.js')).toMatchObject({ createHost: 'this one' });
    expect(fetched).not.toHaveBeenCalled();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a file of another origin is fetched with its hash and started from a script of this origin', async () => {
  const url = await startableUrl(CDN, 'inkling-host.js');

  expect(fetched).toHaveBeenCalledExactlyOnceWith(
    'https://cdn.example/inkling/inkling-host.js#sha256-AAAA',
    expect.objectContaining({ integrity: 'sha256-AAAA' }),
  );
  expect(url).toMatch(/^blob:/);
  URL.revokeObjectURL(url);
});

test('a file that no hash is known of is not even fetched', async () => {
  expect(() => pinnedUrl(CDN, 'inkling-panel.js')).toThrow('inkling-panel.js has no hash');
  await expect(startableUrl(CDN, 'inkling-panel.js')).rejects.toMatchObject({ code: 'internal' });
  await expect(importAsset({ ...CDN, hashes: {} }, 'inkling-host.js')).rejects.toMatchObject({
    code: 'internal',
  });
  expect(fetched).not.toHaveBeenCalled();
});

test('what a browser refuses, for its hash or because it does not come, is told', async () => {
  fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));

  await expect(startableUrl(CDN, 'inkling-host.js')).rejects.toThrow('Failed to fetch');
});
