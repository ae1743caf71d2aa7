import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { generateCatalogue } from './catalogue.ts';
import { eachShopper } from './shoppers.ts';

export interface SimulateArguments {
  readonly shoppers: number;
  readonly seed: number;
  /** JSONL, a shopper a line: {"shopper", "interactions"}. */
  readonly out: string;
  /** Where the catalogue goes, JSONL, an item a line. */
  readonly items?: string;
  /** Where the ground truth goes, JSONL, a shopper a line: {"shopper", ...truth}. */
  readonly truth?: string;
  /** Items of the generated catalogue. */
  readonly itemCount?: number;
  readonly catalogueSeed?: number;
}

/**
 * `inkling simulate`: writes seeded shoppers of the demo shop, and returns how many interactions. One shopper is in
 * memory at a time; each file takes its name when it is whole.
 *
 * @param report hears how many shoppers are written
 */
export async function runSimulate(
  given: SimulateArguments,
  report: (shoppers: number) => void = () => {},
): Promise<{ interactions: number }> {
  const catalogue = generateCatalogue({ seed: given.catalogueSeed ?? 1, count: given.itemCount ?? 1_200 });
  const log = new LineFile(given.out);
  const truths = given.truth === undefined ? undefined : new LineFile(given.truth);
  let interactions = 0;
  let shoppers = 0;
  try {
    for (const shopper of eachShopper({ seed: given.seed, count: given.shoppers, catalogue })) {
      await log.add({ shopper: shopper.id, interactions: shopper.interactions });
      await truths?.add({ shopper: shopper.id, ...shopper.truth });
      interactions += shopper.interactions.length;
      report(++shoppers);
    }
    await log.finish();
    await truths?.finish();
  } finally {
    await log.abandon();
    await truths?.abandon();
  }
  if (given.items)
    await writeFile(given.items, catalogue.map((item) => `${JSON.stringify(item)}\n`).join(''));
  return { interactions };
}

/** JSONL that is written beside its place and takes it at the end. */
class LineFile {
  readonly #path: string;
  readonly #half: string;
  readonly #stream: WriteStream;
  #failure: Error | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#half = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
    this.#stream = createWriteStream(this.#half, { highWaterMark: 1 << 20 });
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** @throws the file system's error */
  async add(row: unknown): Promise<void> {
    if (this.#failure) throw this.#failure;
    // A disk that is slower than the simulation sets the pace.
    if (!this.#stream.write(`${JSON.stringify(row)}\n`)) await once(this.#stream, 'drain');
  }

  async finish(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream);
    await rename(this.#half, this.#path);
  }

  /** Removes what is not finished. */
  async abandon(): Promise<void> {
    this.#stream.destroy();
    await rm(this.#half, { force: true });
  }
}
