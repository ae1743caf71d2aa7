import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Manifest } from '../../../src/contract/manifest.ts';
import { loadModelFolder } from '../../../src/model/load.ts';
import { encodeBaseModel } from '../../../src/training/base_model.ts';
import { namedByContent } from '../../../src/training/named_file.ts';
import { replaceFolder } from '../../../src/training/replace_folder.ts';
import { filesOf } from '../../../src/training/write_folder.ts';

/**
 * The file layer with a counter: every step that changes the disk counts, and from step `diesAt` on nothing
 * happens any more, as in a process that was killed. A write that is killed leaves half of its bytes.
 */
const disk = vi.hoisted(() => ({ steps: 0, diesAt: Number.POSITIVE_INFINITY, log: [] as string[] }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const step = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    if (++disk.steps > disk.diesAt) throw new Error('killed');
    disk.log.push(name);
    return act();
  };
  return {
    ...real,
    mkdir: (path: string, options: object) => step('mkdir', () => real.mkdir(path, options)),
    rename: (from: string, to: string) => step(`rename to ${to}`, () => real.rename(from, to)),
    rm: (path: string, options: object) => step(`rm ${path}`, () => real.rm(path, options)),
    open: async (path: string, flags: string) => {
      const file =
        flags === 'w' ? await step('open', () => real.open(path, flags)) : await real.open(path, flags);
      return {
        async writeFile(bytes: Uint8Array) {
          if (disk.steps === disk.diesAt) await file.writeFile(bytes.subarray(0, bytes.length >> 1));
          await step('write', () => file.writeFile(bytes));
        },
        // Not carried out: a kill, unlike a loss of power, leaves what was written.
        sync: () => step('sync', async () => {}),
        close: () => file.close(),
      };
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-replace-'));
  disk.steps = 0;
  disk.log = [];
});
afterEach(async () => {
  disk.diesAt = Number.POSITIVE_INFINITY;
  await rm(folder, { recursive: true });
});

const base = encodeBaseModel();

/** The base model under another name and with another codebook and weights: as if trained anew. */
function model(name: string): Map<string, Uint8Array> {
  const { format: _, ...manifest } = JSON.parse(textOf(base.get('manifest.json')!)) as Manifest & {
    format: string;
  };
  const bytesOf = (path: string) => base.get(path)!;
  const codebook = textOf(bytesOf(manifest.files.codebook.path)).replace('Undecided', name);
  const weights = bytesOf(manifest.files.weights.path).slice();
  weights[0] = name.charCodeAt(0);
  const parts = {
    weights: namedByContent('weights.bin', weights),
    codebook: namedByContent('codebook.json', new TextEncoder().encode(codebook)),
    lexicon: namedByContent('lexicon.json', bytesOf(manifest.files.lexicon!.path)),
  };
  const { weights: w, codebook: c, lexicon: l } = parts;
  const files = { weights: w.file, codebook: c.file, lexicon: l.file };
  return filesOf({ ...manifest, name, files }, Object.values(parts), `# ${name}\n`);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const read = async (path: string) => new Uint8Array(await readFile(join(folder, path)));
const load = () => loadModelFolder(read, 'manifest.json');
const names = async () => (await readdir(folder)).sort();

test('a kill after any step leaves the old model or the new one, whole, and the next write cleans up', async () => {
  await replaceFolder(folder, model('old'));
  disk.steps = 0;
  await replaceFolder(folder, model('new'));
  const steps = disk.steps;
  const found: string[] = [];

  for (let diesAt = 0; diesAt < steps; diesAt++) {
    disk.diesAt = Number.POSITIVE_INFINITY;
    await rm(folder, { recursive: true });
    await replaceFolder(folder, model('old'));
    disk.steps = 0;
    disk.diesAt = diesAt;
    await expect(replaceFolder(folder, model('new'))).rejects.toThrow('killed');
    const { manifest, codebook } = await load();
    expect(codebook.rows[0]!.name.en, `killed after step ${diesAt}`).toBe(manifest.name);
    found.push(manifest.name);

    disk.diesAt = Number.POSITIVE_INFINITY;
    await replaceFolder(folder, model('next'), 'remove');
    expect((await load()).manifest.name).toBe('next');
    expect(await names()).toEqual([...model('next').keys()].sort());
  }

  // Both happen, and once it is the new one it stays so.
  expect(steps).toBeGreaterThan(15);
  expect(new Set(found)).toEqual(new Set(['old', 'new']));
  expect(found.lastIndexOf('old')).toBeLessThan(found.indexOf('new'));
});

test('a kill of the first write leaves no manifest that leads nowhere', async () => {
  for (let diesAt = 0, isThere = false; !isThere; diesAt++) {
    await rm(folder, { recursive: true, force: true });
    disk.steps = 0;
    disk.diesAt = diesAt;
    isThere = await replaceFolder(folder, model('first')).then(
      () => true,
      () => false,
    );
    disk.diesAt = Number.POSITIVE_INFINITY;
    const files = await names().catch(() => undefined);
    if (files?.includes('manifest.json')) expect((await load()).manifest.name).toBe('first');
  }

  expect((await load()).manifest.name).toBe('first');
});

describe('whoever reads', () => {
  test('the manifest just before it is replaced finds all of its files until the write after that', async () => {
    await replaceFolder(folder, model('a'));
    const stale = await read('manifest.json');
    const readStale = (path: string) => (path === 'manifest.json' ? Promise.resolve(stale) : read(path));

    await replaceFolder(folder, model('b'));
    expect((await loadModelFolder(readStale, 'manifest.json')).manifest.name).toBe('a');
    await replaceFolder(folder, model('c'));

    await expect(loadModelFolder(readStale, 'manifest.json')).rejects.toThrow('ENOENT');
    expect((await load()).manifest.name).toBe('c');
  });

  test('the folder after the same model was written again finds nothing changed', async () => {
    await replaceFolder(folder, model('a'));
    disk.log = [];
    await replaceFolder(folder, model('a'));

    expect(disk.log.filter((step) => step !== 'sync')).toEqual(['mkdir']);
    expect((await load()).manifest.name).toBe('a');
  });
});

test('each file is on the disk before a name leads to it, and its name before the manifest', async () => {
  await replaceFolder(folder, model('a'));
  const named = disk.log.flatMap((step, at) => (step.startsWith('rename') ? [at] : []));
  const manifest = disk.log.findIndex((step) => step.endsWith('manifest.json'));

  for (const at of named) expect(disk.log.slice(at - 2, at)).toEqual(['write', 'sync']);
  // Three files, then their names, then the manifest's own bytes.
  expect(disk.log.slice(manifest - 4, manifest)).toEqual(['sync', 'open', 'write', 'sync']);
  expect(disk.log.slice(manifest + 1, manifest + 2)).toEqual(['sync']);
});

test('mends a file that was damaged, and leaves what it did not write alone', async () => {
  await replaceFolder(folder, model('a'));
  const { weights } = (await load()).manifest.files;
  await writeFile(join(folder, weights.path), 'damaged');
  await writeFile(join(folder, 'notes.txt'), 'mine');

  await replaceFolder(folder, model('a'), 'remove');

  expect((await load()).manifest.name).toBe('a');
  expect(await names()).toContain('notes.txt');
});
