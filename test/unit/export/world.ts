import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { type Codebook, writeCodebook } from '../../../src/contract/codebook.ts';
import { DAY_MS, parseConfig } from '../../../src/contract/config.ts';
import type { ReleaseContext } from '../../../src/export/release_context.ts';
import { ReleaseDesk } from '../../../src/export/release_desk.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';

/** Start of period 735; `day(n)` is n days later. */
const START = 735 * 28 * DAY_MS;
export const day = (days: number): number => Math.round(START + days * DAY_MS);
export const PERIOD = 735;
/** A moment by which the release of the period that begins at `days` is due, unless it fell in the last minute. */
export const endOf = (days: number): number => day(days + 28) - 60_000;

export const CODEBOOK: Codebook = {
  K: 16,
  D: 8,
  rows: Array.from({ length: 16 }, (_, k) => ({
    name: { en: `Row ${k}`, 'zh-CN': `第 ${k} 行` },
    embedding: Int8Array.from({ length: 8 }, (_, d) => ((k * 37 + d * 53 + k * d * 11) % 255) - 127),
  })),
};
const codebookHash = createHash('sha256').update(writeCodebook(CODEBOOK)).digest();
const PIN = `sha256-${codebookHash.toString('base64')}`;

export interface Sent {
  readonly url: string;
  readonly bytes: string;
  readonly at: number;
  readonly init: RequestInit;
}

/** A browser with one shop: fresh databases, a clock, locks, and a receiver that answers as told. */
export class World {
  readonly sent: Sent[] = [];
  /** The receiver's answer: a status, or an error of the network. */
  answer: () => number = () => 201;

  constructor({ locks = true }: { locks?: boolean } = {}) {
    globalThis.indexedDB = new IDBFactory();
    vi.useFakeTimers({ toFake: ['Date'], now: day(0) });
    vi.stubGlobal('navigator', locks ? { locks: new Locks() } : {});
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const bytes = Buffer.from(init.body as Uint8Array).toString('hex');
      this.sent.push({ url, bytes, at: Date.now(), init });
      return new Response(null, { status: this.answer() });
    });
  }

  async consent(release = true, record = true, guard?: GuardStore): Promise<void> {
    const open = guard ?? (await GuardStore.open());
    await open.setChoice({ record, release, at: Date.now(), by: 'shopper', gpc: false });
  }

  /** A page visit: its own connections and its own desk. */
  async visit(): Promise<Page> {
    const guard = await GuardStore.open();
    const store = new InklingStore();
    return new Page(guard, store);
  }

  /** Opens a page at `at`, waits the longest random wait there is, and releases. */
  async release(at: number, context: ReleaseContext = contextOf()) {
    vi.setSystemTime(at - 30_000);
    const page = await this.visit();
    vi.setSystemTime(at);
    return page.desk.release(context);
  }

  /** Begins the budget, whose first release is due by `endOf(0)`: a draw of its last minute, one in 40,000, is moved there. */
  async begin(): Promise<void> {
    await this.consent();
    const { desk, guard } = await this.visit();
    await desk.status(contextOf());
    const { due } = (await guard.budget()) ?? {};
    if (due?.period === PERIOD && due.at > endOf(0)) await this.setDue(endOf(0));
  }

  /** Sets when the release of a period is due, whatever was drawn. */
  async setDue(at: number, period = PERIOD): Promise<void> {
    const guard = await GuardStore.open();
    await guard.updateBudget((budget) => {
      const { due } = budget!;
      return { ...budget!, due: { ...(due?.period === period ? due : { period }), at } };
    });
  }

  distinctBytes(): number {
    return new Set(this.sent.map(({ bytes }) => bytes)).size;
  }
}

export class Page {
  readonly guard: GuardStore;
  readonly store: InklingStore;
  readonly desk: ReleaseDesk;

  constructor(guard: GuardStore, store: InklingStore) {
    this.guard = guard;
    this.store = store;
    this.desk = new ReleaseDesk({ guard, store }, pause);
  }
}

/** When the release of `worldWithDueRelease` is due: early enough for many visits before the period ends. */
export const DUE = day(20);

/** A browser whose release is due at `DUE`. */
export async function worldWithDueRelease(options: { locks?: boolean } = {}): Promise<World> {
  vi.unstubAllGlobals();
  const world = new World(options);
  await world.begin();
  await world.setDue(DUE);
  return world;
}

/** The pace of a profile passes at once, the patience with one never runs out. */
const pause = (ms: number): Promise<void> => (ms < 5_000 ? Promise.resolve() : new Promise(() => undefined));

export function contextOf(fields: Partial<ReleaseContext> = {}, options: object = {}): ReleaseContext {
  return {
    config: parseConfig(
      { receiver: 'https://receiver.example/', site: 'demo', codebook: PIN, ...options },
      'https://shop.example/',
    ),
    allowed: true,
    codebook: { codebook: CODEBOOK, sha256: codebookHash.toString('hex') },
    manifestSha256: 'd'.repeat(64),
    profile: async () => Float32Array.from(CODEBOOK.rows[5]!.embedding),
    problems: [],
    ...fields,
  };
}

/** Web Locks as far as they are used: one holder a name, in the order of asking. */
class Locks {
  readonly #tails = new Map<string, Promise<unknown>>();

  request<T>(name: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#tails.get(name) ?? Promise.resolve()).then(work, work);
    this.#tails.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  }
}
