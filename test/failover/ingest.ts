import { openStorage } from '../../src/receiver/open_storage.ts';
import { readReleases } from '../support/receiver.ts';
import { nonceOf, PATH, SITE, type World } from '../unit/receiver/world.ts';

const SHOPPERS = 8;

/** Shoppers who send single releases until they are stopped, and what was answered. */
export class Ingest {
  readonly acknowledged: string[] = [];
  refused = 0;
  /** When the last one was acknowledged, and the longest time that none was, since `mark`. */
  #lastAt = performance.now();
  longestGapMs = 0;
  #isOver = false;
  #shoppers: Promise<unknown> = Promise.resolve();

  start(world: World, url: string): void {
    const shopper = async () => {
      while (!this.#isOver) {
        const bytes = world.release(1);
        const { status } = await fetch(url + PATH, { method: 'POST', body: bytes });
        if (status === 201) this.#acknowledge(nonceOf(bytes));
        else if (status === 503) this.refused++;
        else throw new Error(`answered ${status}`);
      }
    };
    this.#shoppers = Promise.all(Array.from({ length: SHOPPERS }, shopper));
  }

  mark(): void {
    this.longestGapMs = 0;
    this.#lastAt = performance.now();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#shoppers;
  }

  #acknowledge(nonce: string): void {
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - this.#lastAt);
    this.#lastAt = now;
    this.acknowledged.push(nonce);
  }
}

/** What a database holds against what was acknowledged. */
export async function compare(database: string, acknowledged: readonly string[]) {
  const kept = (await readReleases(database, SITE)).map(({ nonce }) => Buffer.from(nonce).toString('hex'));
  const stored = new Set(kept);
  const storage = await openStorage(database);
  const counts = await storage.counts({ site: SITE });
  await storage.close();
  return {
    lost: acknowledged.filter((nonce) => !stored.has(nonce)),
    twice: kept.length - stored.size,
    stored: stored.size,
    counted: counts.reduce((sum, { releases }) => sum + releases, 0),
  };
}
