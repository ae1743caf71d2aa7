import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { ReleaseContext } from '../../../src/export/release_context.ts';
import { ReleaseDesk } from '../../../src/export/release_desk.ts';
import { secureUniformInt } from '../../../src/privacy/random.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';

export interface Words {
  /** Every 32-bit word that the pool is filled with. */
  readonly word: number;
  /** Seed of the bytes that nonces are made of. */
  readonly seed: number;
}

export interface Visit {
  readonly guard: GuardStore;
  readonly store: InklingStore;
}

/**
 * A browser of which everything is scripted: clock, words of randomness, Web Locks, databases and the
 * receiver's answers. Needs no test runner, so that the long form can play it too.
 */
export class ScriptedBrowser {
  /** Bodies as the receiver got them, in hex; retries again and again. */
  readonly received: string[] = [];
  /** Nonces that were dealt, in hex. */
  readonly nonces = new Set<string>();
  /** Status of the receiver's next answer. */
  answer: () => number = () => 201;
  #time: number;
  readonly #restore: (() => void)[] = [];

  constructor({ word, seed }: Words, startsAt: number) {
    this.#time = startsAt;
    const prng = new Prng(seed);
    let fills = 0;
    this.#replace(globalThis, 'indexedDB', new IDBFactory());
    this.#replace(Date, 'now', () => this.#time);
    this.#replace(globalThis, 'navigator', { locks: new Locks() });
    this.#replace(globalThis, 'fetch', async (_url: string, { body }: RequestInit) => {
      this.received.push(Buffer.from(body as Uint8Array).toString('hex'));
      return new Response(null, { status: this.answer() });
    });
    this.#replace(globalThis, 'crypto', {
      getRandomValues: (into: Uint32Array | Uint8Array) => {
        if (into instanceof Uint32Array) {
          fills++;
          return into.fill(word);
        }
        for (let i = 0; i < into.length; i++) into[i] = prng.integer(256);
        this.nonces.add(Buffer.from(into).toString('hex'));
        return into;
      },
    });
    // Words of an earlier browser may still be in the pool: use them up.
    while (fills === 0) secureUniformInt(2);
  }

  /** One page visit at `at`: a desk of its own, the longest random wait, one attempt at a release. */
  async visit(at: number, context: ReleaseContext): Promise<Visit> {
    this.#time = at - LONGEST_WAIT_MS;
    const guard = await GuardStore.open();
    const store = new InklingStore();
    const desk = new ReleaseDesk({ guard, store }, atOnce);
    this.#time = at;
    await desk.release(context);
    return { guard, store };
  }

  /** Allows releases from `at` on. */
  async allow(at: number): Promise<void> {
    const choice = { record: true, release: true, at, by: 'shopper', gpc: false } as const;
    await (await GuardStore.open()).setChoice(choice);
  }

  /** Gives every global back. */
  close(): void {
    for (const restore of this.#restore.reverse()) restore();
  }

  #replace(owner: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    this.#restore.push(() => {
      if (before) Object.defineProperty(owner, name, before);
      else Reflect.deleteProperty(owner, name);
    });
  }
}

const LONGEST_WAIT_MS = 30_000;

/** The pace of a profile passes at once, the patience with one never runs out. */
const atOnce = (ms: number): Promise<void> => (ms < 5_000 ? Promise.resolve() : new Promise(() => undefined));

/** Web Locks as far as they are used: one holder at a time, in the order of asking. */
class Locks {
  #tail: Promise<unknown> = Promise.resolve();

  request<T>(_name: string, work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work, work);
    this.#tail = done.catch(() => undefined);
    return done;
  }
}
