import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Row, Scored } from './scored.ts';

/** How often each item occurs. [V + 1] */
export function occurrencesOf(sequences: readonly Int32Array[], V: number): Int32Array {
  const occurrences = new Int32Array(V + 1);
  for (const sequence of sequences) for (const item of sequence) occurrences[item]!++;
  return occurrences;
}

/** Everything that a page fetches of the folder; the card is for people. */
export async function brotliBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name !== 'card.md');
  const sizes = names.map(async (name) => brotliCompressSync(await readFile(join(folder, name))).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The metrics of each. */
export const rowsOf = (list: Readonly<Record<string, Scored>>): Record<string, Row> =>
  Object.fromEntries(Object.entries(list).map(([name, { row }]) => [name, row]));
