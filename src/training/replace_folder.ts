import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest } from '../contract/manifest.ts';

/** The two names whose content changes; every other file's name says what is in it. */
const MANIFEST = 'manifest.json';
const CARD = 'card.md';

/** Names that this module gave: a model's files, and those that a killed run left half written. */
const OURS = /^[a-z]+\.[0-9a-f]{8}\.(bin|json)$|^\.[0-9a-f-]{36}\.tmp$/;

/** What becomes of the files of the model that is replaced; those of earlier ones go in any case. */
export type Superseded =
  /** They stay until the next write: whoever has just read the manifest finds its files. */
  | 'keep'
  /** For a folder that nobody reads meanwhile, such as one to be committed. */
  | 'remove';

/**
 * Replaces the model in a folder, or makes the first one. At every moment in between, and after a kill
 * or a loss of power at any of them, the folder holds a whole model, the old one or the new:
 *
 *   1. new files are written beside the old ones, under names that nobody knows yet
 *   2. one rename puts the new manifest in place of the old; from here on the model is the new one
 *   3. the card follows, and files go that neither manifest names
 *
 * Each file is on the disk before a name leads to it.
 *
 * @param files by name: `manifest.json`, `card.md`, and the manifest's files, named by their content
 */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  superseded: Superseded = 'keep',
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const previous = superseded === 'keep' ? await filesNamedIn(folder) : [];
  for (const [name, bytes] of files) {
    if (name !== MANIFEST && name !== CARD) await replaceFile(folder, name, bytes);
  }
  await flushNames(folder);
  for (const name of [MANIFEST, CARD]) {
    await replaceFile(folder, name, files.get(name)!);
    await flushNames(folder);
  }
  const wanted = new Set([...files.keys(), ...previous]);
  for (const name of await readdir(folder)) {
    if (OURS.test(name) && !wanted.has(name)) await rm(join(folder, name), { force: true });
  }
}

/** Writes a file whole or not at all; a file that has these bytes already is left alone. */
async function replaceFile(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name);
  const existing = await readFile(path).catch(() => undefined); // absent, or unreadable: written anew
  if (existing?.equals(bytes)) return;
  const half = join(folder, `.${randomUUID()}.tmp`);
  const file = await open(half, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(half, path);
}

/** What the folder's manifest names; nothing when there is none that can be read. */
async function filesNamedIn(folder: string): Promise<string[]> {
  try {
    const manifest = parseManifest(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
    return [...Object.values(manifest.files), ...Object.values(manifest.toolFiles ?? {})].map(
      ({ path }) => path,
    );
  } catch {
    return []; // no model, so nobody reads one
  }
}

/** Puts the folder's names on the disk; where folders cannot be opened (Windows) they are there already. */
async function flushNames(folder: string): Promise<void> {
  const directory = await open(folder, 'r').catch(() => undefined);
  try {
    await directory?.sync();
  } finally {
    await directory?.close();
  }
}
