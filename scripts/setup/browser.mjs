import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './progress.mjs';

/**
 * Where programs of these names would be, in the order of PATH.
 * @param {string[]} names
 */
export function onPath(names) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)));
}

/** @param {string[]} candidates */
export async function firstThatStarts(candidates) {
  for (const path of candidates) if (isExecutable(path) && (await starts(path))) return path;
  return undefined;
}

/**
 * A distribution's stub script and a download without its libraries are executable and still no browser.
 * @param {string} path
 */
export async function starts(path) {
  if (process.platform === 'win32') return isExecutable(path); // --version opens a window there
  return (await run(path, ['--version'], { limitMs: 20_000 })).code === 0;
}

/** @param {string | undefined} path */
export function isExecutable(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // absent or not ours to run: not a candidate
  }
}

/** @param {string} record */
export function readRecord(record) {
  try {
    return readFileSync(record, 'utf8').trim();
  } catch {
    return undefined; // the first run
  }
}

/**
 * @param {string} record
 * @param {string} path
 */
export function save(record, path) {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, `${path}\n`);
}
