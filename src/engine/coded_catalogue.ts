import type { Card } from '../contract/catalogue.ts';
import { type Cell, parseCell } from '../contract/cell.ts';
import { InklingError } from '../contract/error.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import { canonicalPath } from '../contract/item.ts';
import type { CodedShape } from '../contract/manifest.ts';
import type { Reach } from '../contract/worker_api.ts';
import { lookUpTable, scanBest } from '../model/coded/codes.ts';
import { localTables } from '../model/coded/local_tables.ts';
import { cellOf, directoryOf, type ShardKind, Shards } from '../model/coded/shards.ts';
import type { CodedFiles, ModelFolder, ReadFile } from '../model/load.ts';
import type { CellCache } from '../store/cell_cache.ts';

/** A view so long ago is of a page that is open now: what it showed is fetched. Older ones are never asked for again. */
const OPEN_MS = 30_000;
/** Items beyond the pool that are ranked, those of the latest cells. */
const MAX_ADDED = 24_000;
/** Of so many of the profile's best items it is told whether their cards are here. */
const BEST = 200;

/**
 * The part of a large catalogue that this device holds: the pool, the same for everyone, and the cells of the pages
 * that were visited. What is fetched is a function of the pages visited and of the row released, never of the
 * profile nor of anything the shopper said or took back.
 */
export class CodedCatalogue {
  readonly #pool: ModelFolder;
  readonly #files: CodedFiles;
  readonly #shape: CodedShape;
  readonly #shards: Shards;
  readonly #cache: CellCache;
  /** By file name, oldest first. */
  readonly #cells = new Map<string, { readonly cell: Cell; readonly bytes: number }>();
  /** Index of each item that is held, and of those that a directory told of, by id, alias and path. */
  readonly #indices = new Map<string, number | undefined>();
  #folder: ModelFolder;
  #reach: Reach | undefined;
  #codes: Promise<Uint8Array> | undefined;

  /** @throws InklingError `model-corrupt` */
  constructor(pool: ModelFolder, read: ReadFile, cache: CellCache) {
    if (!pool.coded || !pool.manifest.coded) throw new InklingError('internal', 'the model is not coded');
    this.#pool = pool;
    this.#folder = pool;
    this.#files = pool.coded;
    this.#shape = pool.manifest.coded;
    this.#shards = new Shards(read, pool.coded.hashes, this.#shape);
    this.#cache = cache;
    this.#learnPool();
  }

  /** The model over what is held; another object once more is. */
  get folder(): ModelFolder {
    return this.#folder;
  }

  /** Brings back what earlier pages brought. */
  async restore(): Promise<void> {
    for (const [name, bytes] of await this.#cache.all()) this.#hold(name, bytes);
    this.#renew();
  }

  /**
   * Fetches what the page that is open shows, and the list of the released row.
   *
   * A file that does not come is no failure: its items stay unknown until their page is visited again.
   * @param interactions as recorded, whatever is thought of them since: marks and wishes have no part
   */
  async visit(
    interactions: readonly StoredInteraction[],
    now: number,
    row: number | undefined,
  ): Promise<void> {
    const ids = new Set(
      interactions.flatMap(({ kind, itemId, at }) =>
        kind === 'view' && itemId !== undefined && Math.abs(now - at) < OPEN_MS ? [itemId] : [],
      ),
    );
    const before = new Set(this.#cells.keys());
    const wanted = [...ids].map((id) => this.#fetchCellOf(id));
    if (row !== undefined && row < this.#shape.rows) wanted.push(this.#fetch('row', row));
    await Promise.all(wanted.map((fetched) => fetched.catch(() => undefined)));
    // One that comes may push an old one out: the number alone says nothing.
    if (before.size !== this.#cells.size || [...this.#cells.keys()].some((name) => !before.has(name)))
      this.#renew();
  }

  /** As last measured. */
  get reach(): Reach | undefined {
    return this.#reach;
  }

  /** Which of the profile's best items, of all, have their cards here. Fetches the codes of all items at first. */
  async measureReach(profile: Float32Array): Promise<void> {
    this.#codes ??= this.#allCodes().catch((error: unknown) => {
      this.#codes = undefined;
      throw error;
    });
    const codes = await this.#codes;
    const { items } = scanBest(codes, lookUpTable(this.#files.centroids, profile), BEST);
    const held = new Set(
      [...this.#cells.values()].flatMap(({ cell }) => cell.cards.map(({ index }) => index)),
    );
    const V = this.#pool.manifest.V;
    const here = items.filter((item) => item <= V || held.has(item)).length;
    this.#reach = { items: this.#shape.items, best: items.length, here };
  }

  /** Everything is cleared: what pages brought goes from memory, too. */
  forget(): void {
    this.#cells.clear();
    this.#indices.clear();
    this.#learnPool();
    this.#reach = undefined;
    this.#folder = this.#pool;
  }

  async #fetchCellOf(id: string): Promise<void> {
    if (!this.#indices.has(id)) {
      const bytes = await this.#shards.read('ids', directoryOf(id, this.#shape));
      const found = (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>)[id];
      this.#indices.set(id, typeof found === 'number' ? found : undefined);
    }
    const index = this.#indices.get(id);
    if (index !== undefined && index >= 1 && index <= this.#shape.items)
      await this.#fetch('cell', cellOf(index, this.#shape));
  }

  async #fetch(kind: ShardKind, n: number): Promise<void> {
    const name = this.#shards.nameOf(kind, n);
    if (this.#cells.has(name)) return;
    const bytes = await this.#shards.read(kind, n);
    if (!this.#hold(name, bytes)) return;
    const sizes = new Map([...this.#cells].map(([key, { bytes: size }]) => [key, size]));
    sizes.delete(name);
    for (const gone of await this.#cache.put(name, bytes, sizes)) this.#cells.delete(gone);
  }

  #hold(name: string, bytes: Uint8Array): boolean {
    const { catalogue } = this.#pool.trained!;
    try {
      const cell = parseCell(JSON.parse(new TextDecoder().decode(bytes)), catalogue, this.#shape.items);
      this.#cells.set(name, { cell, bytes: bytes.length });
      for (const { card, index } of cell.cards) this.#learn(card, index);
      return true;
    } catch {
      return false; // damaged on disk, or nonsense with the right hash: its items stay unknown
    }
  }

  #learnPool(): void {
    this.#pool.trained!.catalogue.cards.forEach((card, i) => {
      this.#learn(card, i + 1);
    });
  }

  #learn({ id, url, aliases }: Card, index: number): void {
    // As in a directory, an id is worth more than another item's alias or path.
    for (const name of [...aliases, ...(url ? [canonicalPath(url)] : [])])
      if (!this.#indices.has(name)) this.#indices.set(name, index);
    this.#indices.set(id, index);
  }

  #renew(): void {
    const { manifest, trained, coded } = this.#pool;
    const cells = [...this.#cells.values()].map(({ cell }) => cell);
    const pool = { tables: trained!, centroids: coded!.centroids };
    const tables = localTables(pool, cells, manifest.neighbours, MAX_ADDED);
    this.#folder = {
      ...this.#pool,
      manifest: { ...manifest, V: tables.catalogue.cards.length },
      trained: tables,
    };
  }

  async #allCodes(): Promise<Uint8Array> {
    const rest = await this.#files.codes();
    const codes = new Uint8Array(this.#files.poolCodes.length + rest.length);
    codes.set(this.#files.poolCodes);
    codes.set(rest, this.#files.poolCodes.length);
    return codes;
  }
}
