import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Floor } from '../../../src/training/floors.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { CACHE } from './cache.ts';
import { invertInPlace } from './inverse.ts';
import type { Output } from './output.ts';

/** Chosen on Beauty's validation items, by NDCG@10 among 25, 50, 100, 200, 400 and 800. */
const LAMBDA = 50;
/** An interaction counts that much less than the one after it. */
const DECAY = 0.8;
/** Items whose inverse, 4·V² bytes, stays below 2 GB. */
export const MAX_ITEMS = 22_000;

/**
 * EASE (Steck 2019, eq. 8): item weights that reconstruct each shopper's items from the others', in closed
 * form.
 *
 *   P = (XᵀX + λI)⁻¹,   B_ij = -P_ij / P_jj,  B_jj = 0,   score_j = Σ_i .8^age(i) · B_ij
 *
 * @param inverse P. [V, V]; item 1 is row 0
 */
export function easeFloor(inverse: Float32Array, V: number): Floor {
  const diagonal = Float32Array.from({ length: V }, (_, j) => inverse[j * V + j]!);
  return (history) => {
    const sums = new Float64Array(V);
    const own = new Map<number, number>();
    for (let i = 0; i < history.length; i++) {
      const row = history[i]! - 1;
      const share = DECAY ** (history.length - 1 - i);
      own.set(row, (own.get(row) ?? 0) + share);
      for (let j = 0; j < V; j++) sums[j]! -= share * inverse[row * V + j]!;
    }
    const scores = new Float32Array(V + 1);
    for (let j = 0; j < V; j++) scores[j + 1] = sums[j]! / diagonal[j]!;
    // Without its diagonal entry, which is -1 in -P_jj / P_jj.
    for (const [j, share] of own) scores[j + 1]! += share;
    return scores;
  };
}

/** P of the shoppers' sets of items. Start a backend first. [V, V] */
export async function easeInverse(
  sequences: readonly ArrayLike<number>[],
  V: number,
  lambda: number,
  report?: (done: number) => void,
): Promise<Float32Array> {
  const gram = new Float32Array(V * V);
  for (let j = 0; j < V; j++) gram[j * V + j] = lambda;
  for (const sequence of sequences) {
    const items = [...new Set(Array.from(sequence))];
    for (const a of items) for (const b of items) gram[(a - 1) * V + b - 1]!++;
  }
  await invertInPlace(gram, V, report);
  return gram;
}

/** The same from the cache, or made and put there. */
export async function cachedInverse(
  sequences: readonly Int32Array[],
  V: number,
  { say }: Output,
): Promise<Float32Array> {
  const hash = createHash('sha256').update(JSON.stringify([V, LAMBDA]));
  for (const sequence of sequences) hash.update(sequence).update('\n');
  const path = join(CACHE, `ease-${hash.digest('hex').slice(0, 16)}.bin`);
  if (existsSync(path)) {
    const { buffer, byteOffset } = await readFile(path);
    return new Float32Array(buffer, byteOffset, V * V);
  }
  say(`  EASE: inverting ${V} x ${V}, to be kept in the cache`);
  const inverse = await easeInverse(sequences, V, LAMBDA, showCount(process.stderr, 'columns', V));
  await mkdir(CACHE, { recursive: true });
  const file = await open(`${path}.tmp`, 'w');
  try {
    await file.writeFile(new Uint8Array(inverse.buffer));
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  return inverse;
}
