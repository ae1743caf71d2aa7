import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FileCache } from '../../../src/model/file_cache.ts';
import { loadModelFolder } from '../../../src/model/load.ts';
import { MemoryCaches } from '../../support/memory_caches.ts';

const FOLDER = 'https://shop.test/models/mine/manifest.json';
const bytesOf = (...values: number[]) => Uint8Array.from(values);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const [A, B, C] = [bytesOf(1, 1), bytesOf(2, 2, 2), bytesOf(3)];

let memory: MemoryCaches;
let isAllowed: boolean;

beforeEach(() => {
  memory = new MemoryCaches();
  isAllowed = true;
  vi.stubGlobal('caches', memory);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const open = (budgetBytes?: number) => new FileCache(FOLDER, () => isAllowed, budgetBytes);

describe('a file that was kept', () => {
  test('is read again by its hash and length', async () => {
    await open().keep(hashOf(A), A);

    expect(await open().read(hashOf(A), 2)).toEqual(A);
    expect(await open().read(hashOf(B), 3)).toBeUndefined();
    expect(await open().read(hashOf(A), 3)).toBeUndefined();
  });

  test('stands in a cache that a clear deletes', async () => {
    await open().keep(hashOf(A), A);

    expect(await memory.keys()).toEqual([expect.stringMatching(/^inkling/)]);
  });

  test('gives way when younger ones need its place', async () => {
    const cache = open(5);

    await Promise.all([cache.keep(hashOf(A), A), cache.keep(hashOf(B), B), cache.keep(hashOf(C), C)]);

    expect(await cache.read(hashOf(A), 2)).toBeUndefined();
    expect(await cache.read(hashOf(B), 3)).toEqual(B);
    expect(await cache.read(hashOf(C), 1)).toEqual(C);
  });

  test('is none that fills more than the budget alone', async () => {
    const cache = open(2);
    await cache.keep(hashOf(A), A);

    await cache.keep(hashOf(B), B);

    expect(await cache.read(hashOf(A), 2)).toEqual(A);
    expect(await cache.read(hashOf(B), 3)).toBeUndefined();
  });
});

describe('without consent', () => {
  test('nothing is looked for and nothing is kept', async () => {
    await open().keep(hashOf(A), A);
    isAllowed = false;

    await open().keep(hashOf(B), B);

    expect(await open().read(hashOf(A), 2)).toBeUndefined();
    isAllowed = true;
    expect(await open().read(hashOf(B), 3)).toBeUndefined();
  });

  test('looking makes no cache', async () => {
    await open().read(hashOf(A), 2);

    expect(await memory.keys()).toEqual([]);
  });

  test('what was being written when it was withdrawn is deleted', async () => {
    memory.beforePut = () => {
      isAllowed = false;
    };

    await open().keep(hashOf(A), A);

    expect(await memory.keys()).toEqual([]);
  });

  test('what this worker kept is deleted on demand, and nothing where it kept nothing', async () => {
    const writer = open();
    await writer.keep(hashOf(A), A);

    await open().forget();
    expect(await memory.keys()).toHaveLength(1);
    await writer.forget();

    expect(await memory.keys()).toEqual([]);
  });
});

test('a browser that refuses costs a fetch and nothing else', async () => {
  memory.open = () => Promise.reject(new DOMException('no', 'SecurityError'));
  memory.match = () => Promise.reject(new DOMException('no', 'SecurityError'));
  const cache = open();

  await cache.keep(hashOf(A), A);

  expect(await cache.read(hashOf(A), 2)).toBeUndefined();
});

describe('a model folder', () => {
  let asked: string[];
  const read = async (path: string) => {
    asked.push(path);
    return Uint8Array.from(await readFile(`models/demo/${path}`));
  };
  const load = async (cache: FileCache) => {
    asked = [];
    return loadModelFolder(read, 'manifest.json', cache);
  };

  test('is fetched once; then only the manifest, which says what is current', async () => {
    const cache = open();
    const first = await load(cache);
    expect(asked.length).toBeGreaterThan(5);
    await cache.keep(hashOf(C), C); // behind all others

    const second = await load(cache);

    expect(asked).toEqual(['manifest.json']);
    expect(second).toEqual(first);
  });

  test('has its codebook fetched anew where the kept one was exchanged for another of its length', async () => {
    const cache = open();
    const first = await load(cache);
    const { sha256, bytes, path } = first.manifest.files.codebook;
    await cache.keep(sha256, new Uint8Array(bytes));

    const second = await load(cache);

    expect(asked).toEqual(['manifest.json', path]);
    expect(second).toEqual(first);
  });

  test('keeps no file that is not what the manifest says', async () => {
    const cache = open();
    const damaged = async (path: string) => {
      const bytes = await read(path);
      if (path.startsWith('entities')) bytes[0]! ^= 1;
      return bytes;
    };

    asked = [];
    const { manifest } = await loadModelFolder(read, 'manifest.json');
    await expect(loadModelFolder(damaged, 'manifest.json', cache)).rejects.toMatchObject({
      code: 'model-corrupt',
    });
    await cache.keep(hashOf(C), C);

    const { sha256, bytes } = manifest.files.entities!;
    expect(await cache.read(sha256, bytes)).toBeUndefined();
  });
});
