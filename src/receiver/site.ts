import { invalid } from '../contract/error.ts';
import { type FolderCodebook, type LiveCodebook, liveCodebook } from './live_codebook.ts';
import type { Storage } from './storage.ts';

/** A codebook and the one that replaces it at a period's edge; more would split the cohorts. */
const MAX_LIVE = 2;

/** A shop that the receiver takes releases for. */
export interface Site {
  readonly name: string;
  /** Epsilon of the codebooks that this receiver brought, in thousandths. */
  readonly epsilonMilli: number;
  /** Live ones by the hash that releases carry, the newest first. */
  readonly codebooks: ReadonlyMap<string, LiveCodebook>;
  /** Releases of periods before this one are no longer taken, whatever the clock says. */
  readonly rolledUpBefore: number;
}

/** A site as the database has it: what one receiver or command changes, the others see by `refresh`. */
export class StoredSite implements Site {
  readonly name: string;
  readonly epsilonMilli: number;
  readonly #storage: Storage;
  #codebooks: ReadonlyMap<string, LiveCodebook> = new Map();
  #rolledUpBefore = 0;

  constructor(storage: Storage, name: string, epsilonMilli: number) {
    this.#storage = storage;
    this.name = name;
    this.epsilonMilli = epsilonMilli;
  }

  get codebooks(): ReadonlyMap<string, LiveCodebook> {
    return this.#codebooks;
  }

  get rolledUpBefore(): number {
    return this.#rolledUpBefore;
  }

  async refresh(): Promise<void> {
    const { live, rolledUpBefore } = await this.#storage.standing(this.name);
    this.#rolledUpBefore = rolledUpBefore;
    const known = [...this.#codebooks.values()].map(({ sha256 }) => sha256);
    if (live.join() === known.join()) return;
    const stored = await this.#storage.codebooks(this.name);
    const codebooks = live.map((hash) => liveCodebook(stored.find(({ sha256 }) => sha256 === hash)!));
    this.#codebooks = new Map(codebooks.map((codebook) => [codebook.wireHash, codebook]));
  }
}

/**
 * Registers a folder's codebooks in the storage and returns the site.
 *
 * A codebook that the site has not had yet becomes live with the others of its folder. From then on the
 * database says which are live: a receiver that starts with known codebooks changes nothing, so that several
 * receivers agree and `inkling models` has the last word, unless the folders are named.
 *
 * @param isNamed whether the codebooks were chosen by name.
 * @throws InklingError `invalid-argument` for more than two codebooks to choose from, and when a codebook
 * stands there under another epsilon: counts of two epsilons cannot be told apart afterwards, and nothing
 * unbiased could be said of their sum.
 */
export async function registerSite(
  storage: Storage,
  name: string,
  epsilonMilli: number,
  codebooks: readonly FolderCodebook[],
  isNamed = false,
): Promise<StoredSite> {
  if (!/^[\w-]{1,64}$/.test(name)) throw invalid('site must be 1 to 64 letters, digits, "-" or "_"');
  const { live } = await storage.standing(name);
  const known = (await storage.codebooks(name)).map(({ sha256 }) => sha256);
  const isDecided = live.length > 0 && codebooks.every(({ sha256 }) => known.includes(sha256));
  if (codebooks.length > MAX_LIVE && (isNamed || !isDecided)) {
    const found = codebooks.map(({ model }) => model).join(', ');
    throw invalid(
      `there are ${codebooks.length} different codebooks (${found}), at most ${MAX_LIVE} can be live: name them with --live`,
    );
  }
  for (const { sha256, model, file } of codebooks) {
    const kept = await storage.registerCodebook({ site: name, sha256, epsilonMilli, model, file });
    if (kept.epsilonMilli !== epsilonMilli)
      throw invalid(
        `codebook of ${model} is registered with epsilon ${kept.epsilonMilli / 1000}, now given ${epsilonMilli / 1000}: keep epsilon, or train a new codebook`,
      );
  }
  const wanted = newestFirst(codebooks, known);
  if (isNamed ? wanted.toSorted().join() !== live.toSorted().join() : !isDecided)
    await storage.activate(name, wanted);
  const site = new StoredSite(storage, name, epsilonMilli);
  await site.refresh();
  return site;
}

/** Codebooks that are new to the site stand before those that are known. */
function newestFirst(codebooks: readonly FolderCodebook[], known: readonly string[]): string[] {
  const hashes = codebooks.map(({ sha256 }) => sha256);
  return [
    ...hashes.filter((hash) => !known.includes(hash)),
    ...hashes.filter((hash) => known.includes(hash)),
  ];
}
