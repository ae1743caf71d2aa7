import { InklingError } from '../contract/error.ts';
import type { Storage, StoredRelease } from './storage.ts';

/**
 * How long the first of a group waits for others, if the group before it had any: a release that comes
 * alone is not kept waiting for nobody. One fsync costs about as much.
 */
const LINGER_MS = 2;
/** A group of so many releases does not wait. */
const GROUP_RELEASES = 512;
/** Waiting releases beyond which new ones are turned away, whatever the speed: memory has an end. */
const MAX_WAITING = 16_384;
/** Who would wait longer than this for the disk is turned away at once. */
const MAX_WAIT_MS = 1_000;
/** So long a group that failed is tried request by request, where parts of the database may fail alone. */
const MAX_SINGLY_MS = 2_000;

interface Waiting {
  readonly releases: readonly StoredRelease[];
  readonly resolve: (fresh: boolean[]) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Stores what many requests bring in one transaction, and answers each when it is on disk.
 * A request is never split over two transactions: all of its releases are stored, or none.
 */
export class GroupCommit {
  readonly #storage: Pick<Storage, 'append' | 'isSpread'>;
  readonly #now: () => number;
  readonly #queue: Waiting[] = [];
  readonly #unanswered = new Set<Promise<unknown>>();
  #waiting = 0;
  #isWriting = false;
  #isPlanned = false;
  /** Whether the last transaction held more than one request. */
  #hadCompany = false;
  #startedAt = 0;
  /** How long a transaction takes lately. */
  #groupMs = 0;

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(storage: Pick<Storage, 'append' | 'isSpread'>, now: () => number = () => performance.now()) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Releases that are not on disk yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether what comes now would wait too long, or too much is waiting. */
  get isFull(): boolean {
    if (this.#waiting >= MAX_WAITING) return true;
    const soFarMs = this.#isWriting ? this.#now() - this.#startedAt : 0;
    const groups = Math.floor(this.#waiting / GROUP_RELEASES);
    return Math.max(soFarMs, groups * this.#groupMs) > MAX_WAIT_MS;
  }

  /** Resolves once the releases are durable, to whether each was new. Rejects as the storage does. */
  append(releases: readonly StoredRelease[]): Promise<boolean[]> {
    const answer = new Promise<boolean[]>((resolve, reject) => {
      this.#queue.push({ releases, resolve, reject });
    });
    this.#waiting += releases.length;
    this.#unanswered.add(answer);
    const forget = () => this.#unanswered.delete(answer);
    answer.then(forget, forget);
    this.#schedule();
    return answer;
  }

  /** Resolves when everything that was appended is answered. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#unanswered);
  }

  #schedule(): void {
    if (this.#isWriting || this.#queue.length === 0) return;
    if (this.#waiting >= GROUP_RELEASES) void this.#write();
    else if (!this.#isPlanned) this.#plan();
  }

  #plan(): void {
    this.#isPlanned = true;
    const write = () => {
      this.#isPlanned = false;
      // A group that filled up meanwhile did not wait for this.
      if (!this.#isWriting && this.#queue.length > 0) void this.#write();
    };
    // What arrives in this turn of the event loop is company, too.
    if (this.#hadCompany) setTimeout(write, LINGER_MS);
    else setImmediate(write);
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    this.#startedAt = this.#now();
    const group = this.#takeGroup();
    this.#hadCompany = group.length > 1;
    try {
      await this.#store(group);
    } catch (cause) {
      if (this.#storage.isSpread && group.length > 1) await this.#storeSingly(group);
      else for (const { reject } of group) reject(cause);
    } finally {
      for (const { releases } of group) this.#waiting -= releases.length;
      this.#groupMs = (this.#groupMs + this.#now() - this.#startedAt) / 2;
      this.#isWriting = false;
      this.#schedule();
    }
  }

  /** Stores a group in one transaction. Rejects as the storage does, and then nobody is answered. */
  async #store(group: readonly Waiting[]): Promise<void> {
    const fresh = await this.#storage.append(group.flatMap(({ releases }) => releases));
    let start = 0;
    for (const { releases, resolve } of group) {
      resolve(fresh.slice(start, start + releases.length));
      start += releases.length;
    }
  }

  /** One request at a time: those whose part of the database is there are stored, the others are not. */
  async #storeSingly(group: readonly Waiting[]): Promise<void> {
    const endsAt = this.#now() + MAX_SINGLY_MS;
    for (const waiting of group) {
      try {
        if (this.#now() > endsAt)
          throw new InklingError('store-unavailable', 'parts of the database are gone');
        await this.#store([waiting]);
      } catch (cause) {
        waiting.reject(cause);
      }
    }
  }

  #takeGroup(): Waiting[] {
    let size = 0;
    const end = this.#queue.findIndex(({ releases }) => {
      size += releases.length;
      return size >= GROUP_RELEASES;
    });
    return this.#queue.splice(0, end < 0 ? this.#queue.length : end + 1);
  }
}
