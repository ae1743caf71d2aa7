import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { invalid } from '../../contract/error.ts';

/** What says that a folder is one of ours, and may be replaced. */
export const PREPARED_FILE = 'prepared.json';

/**
 * Where a run keeps what it has not finished: beside its output, so that the last step is a rename. Its name
 * follows from the output's, so that a run which is started again finds what the killed one left.
 */
export async function openWorkFolder(out: string): Promise<string> {
  const place = resolve(out);
  await refuseForeign(out);
  const folder = join(dirname(place), `.${basename(place)}.preparing`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Puts a finished folder in its place; what stood there is moved aside first, and deleted last. */
export async function swapIn(finished: string, out: string): Promise<void> {
  const old = join(dirname(resolve(out)), `.${randomUUID()}-old`);
  await refuseForeign(out);
  await rename(out, old).catch(unlessAbsent);
  await rename(finished, out);
  await rm(old, { recursive: true, force: true });
}

/** An output that holds anything else than a prepared log is left alone. @throws InklingError `invalid-argument` */
async function refuseForeign(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOTDIR') throw invalid(`${out} is a file, must be a folder of its own`);
    unlessAbsent(error);
    return [];
  });
  if (names.length > 0 && !names.includes(PREPARED_FILE))
    throw invalid(`${out} holds other files, must be empty, absent or a prepared log`);
}

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
