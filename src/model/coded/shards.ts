import { InklingError } from '../../contract/error.ts';
import type { CodedShape } from '../../contract/manifest.ts';
import { hash } from '../../features/hashed_text.ts';
import { type ReadFile, sha256Hex } from '../load.ts';

/**
 * The many small files of a coded model: directories (an item's id, aliases and path -> its index), cells and row lists.
 * shards.bin holds the first 16 bytes of the SHA-256 of each, in this order; the manifest holds the hash of shards.bin.
 */
export type ShardKind = 'ids' | 'cell' | 'row';

/** Bytes of SHA-256 that shards.bin keeps: a second file with the same ones takes 2^128 tries. */
export const SHARD_HASH_BYTES = 16;

/** Where each kind begins in shards.bin, and how many shards there are in all. */
export function shardPlaces({ items, directories, cellSize, rows }: CodedShape): {
  readonly ids: number;
  readonly cell: number;
  readonly row: number;
  readonly count: number;
} {
  const row = directories + Math.ceil(items / cellSize);
  return { ids: 0, cell: directories, row, count: row + rows };
}

/** The directory that knows an id. */
export const directoryOf = (id: string, { directories }: CodedShape): number => hash(id) % directories;

/** The cell of an item, by its index among all. */
export const cellOf = (index: number, { cellSize }: CodedShape): number => Math.floor((index - 1) / cellSize);

/** `cell-12.1f3a90c2.json`: like all names of a model, it says what is in it. @param hash hex */
export const shardName = (kind: ShardKind, n: number, hashHex: string): string =>
  `${kind}-${n}.${hashHex.slice(0, 8)}.json`;

/** Reads shards, each checked. */
export class Shards {
  readonly #read: ReadFile;
  readonly #hashes: Uint8Array;
  readonly #shape: CodedShape;

  /** @throws InklingError `model-corrupt` when there are not as many hashes as shards. */
  constructor(read: ReadFile, hashes: Uint8Array, shape: CodedShape) {
    const length = SHARD_HASH_BYTES * shardPlaces(shape).count;
    if (hashes.length !== length)
      throw new InklingError(
        'model-corrupt',
        `shards have ${hashes.length} bytes of hashes, must have ${length}`,
      );
    this.#read = read;
    this.#hashes = hashes;
    this.#shape = shape;
  }

  nameOf(kind: ShardKind, n: number): string {
    return shardName(kind, n, this.#hashOf(kind, n));
  }

  /** @throws InklingError `model-unavailable`, or `model-corrupt` when it is not what shards.bin says, fetched anew or not */
  async read(kind: ShardKind, n: number): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = this.#hashOf(kind, n);
    for (const fresh of [false, true]) {
      const bytes = await this.#read(shardName(kind, n, wanted), fresh);
      if ((await sha256Hex(bytes)).startsWith(wanted)) return bytes;
    }
    throw new InklingError(
      'model-corrupt',
      `model file ${shardName(kind, n, wanted)} does not match its hash`,
    );
  }

  #hashOf(kind: ShardKind, n: number): string {
    const from = (shardPlaces(this.#shape)[kind] + n) * SHARD_HASH_BYTES;
    const hex = (byte: number) => byte.toString(16).padStart(2, '0');
    return Array.from(this.#hashes.subarray(from, from + SHARD_HASH_BYTES), hex).join('');
  }
}
