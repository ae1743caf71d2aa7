import { DAY_MS, parseConfig } from '../../src/contract/config.ts';
import type { Budget, LedgerEntry, OutboxEntry } from '../../src/contract/records.ts';
import type { InklingWorker, ReleaseState, ReleaseStatus } from '../../src/contract/worker_api.ts';
import { GuardStore } from '../../src/store/guard_store.ts';
import { InklingStore } from '../../src/store/inkling_store.ts';
import type { StepMessage } from './stoppable_worker.ts';

const HOUR_MS = 3_600_000;
/** Longer than any random wait of a page. */
const WAIT_MS = 31_000;

export interface LabOptions {
  readonly receiver: string;
  readonly codebook: string;
  /** The built worker. */
  readonly worker: string;
}

export interface Visit {
  /** When the page asks for a release, ms since the epoch, by the demo clock. */
  readonly at: number;
  /** Number of the step to be stopped at, from 0; absent = comes to its end. */
  readonly stopAt?: number;
  /** Stopped so many ms after asking for a release, wherever it stands. */
  readonly stopAfterMs?: number;
  /** At the step the thread goes still and lives on: for a test that ends the tab itself. */
  readonly isHeld?: boolean;
}

export interface VisitOutcome {
  /** Absent when it was stopped. */
  readonly state?: ReleaseState;
  readonly steps: readonly string[];
  /** The step that it was stopped at; `at some moment` by the clock; absent when it came to its end first. */
  readonly stoppedAt?: string;
  /** From asking for a release to the end. */
  readonly tookMs: number;
}

/** All that one browser holds of its releases. */
export interface Held {
  readonly ledger: readonly LedgerEntry[];
  readonly outbox: readonly OutboxEntry[];
  readonly budget?: Budget;
}

/** What a test page does with real workers. A visit is what one page of a shop is: a worker of its own. */
class Lab {
  readonly #options: LabOptions;

  constructor(options: LabOptions) {
    this.#options = options;
  }

  /** A new browser in which release is allowed, its budget begun at `at`. @returns when the release falls due */
  async begin(at: number): Promise<number> {
    for (;;) {
      await this.evict();
      const guard = await GuardStore.open();
      await guard.setChoice({ record: true, release: true, at, by: 'shopper', gpc: false });
      guard.close();
      const { dueAt, periodEndsAt } = await this.status(at);
      // Room for the visits of a round: otherwise a new browser, whose due time is drawn anew.
      if (dueAt! < periodEndsAt - DAY_MS) return dueAt!;
    }
  }

  /** As when the browser evicts the storage of an origin. */
  async evict(): Promise<void> {
    await InklingStore.destroy();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('inkling-guard');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
  }

  async status(at: number): Promise<ReleaseStatus> {
    const thread = await this.#start(at, -1);
    try {
      return await thread.call('releaseStatus');
    } finally {
      thread.end();
    }
  }

  /** Visits in tabs of their own, all at once. */
  visitAll(visits: readonly Visit[]): Promise<VisitOutcome[]> {
    return Promise.all(visits.map((visit) => this.visit(visit)));
  }

  async visit({ at, stopAt = -1, stopAfterMs, isHeld = false }: Visit): Promise<VisitOutcome> {
    const thread = await this.#start(at - WAIT_MS, stopAt);
    await thread.call('setClockOffset', at - Date.now());
    await thread.call('releaseStatus'); // as a page does before; the period is open
    const steps: string[] = [];
    const since = performance.now();
    const outcome = new Promise<Pick<VisitOutcome, 'state' | 'stoppedAt'>>((resolve, reject) => {
      thread.onStep = ({ step, isStop }) => {
        steps.push(step);
        if (isStop) resolve({ stoppedAt: step });
      };
      if (stopAfterMs !== undefined) setTimeout(() => resolve({ stoppedAt: 'at some moment' }), stopAfterMs);
      thread.call('release', true).then(({ state }) => resolve({ state }), reject);
    });
    const { state, stoppedAt } = await outcome;
    if (!isHeld || stoppedAt === undefined) thread.end();
    return {
      ...(state && { state }),
      ...(stoppedAt && { stoppedAt }),
      steps,
      tookMs: performance.now() - since,
    };
  }

  async held(): Promise<Held> {
    const [guard, store] = [await GuardStore.open(), new InklingStore()];
    const [ledger, outbox, budget] = [await store.ledger(), await store.outbox(), await guard.budget()];
    guard.close();
    store.close();
    return { ledger, outbox, ...(budget && { budget }) };
  }

  /** A later hour of the same period, past any backoff of so few attempts. */
  later(at: number, visits: number): number {
    return at + visits * HOUR_MS;
  }

  async #start(at: number, stopAt: number): Promise<Thread> {
    const thread = new Thread(`${this.#options.worker} ${stopAt}`);
    const { receiver, codebook } = this.#options;
    const model = '/tabs/models/demo/manifest.json';
    await thread.call('start', {
      config: parseConfig({ receiver, codebook, model, site: 'demo' }, location.href),
      consent: { record: false, release: true },
      clockOffsetMs: at - Date.now(),
      language: 'en',
    });
    return thread;
  }
}

type Answers = {
  [M in keyof InklingWorker]: Awaited<ReturnType<InklingWorker[M]>>;
};

/** A worker and its calls, in the words of src/threads/wire.ts. */
class Thread {
  onStep: (message: StepMessage) => void = () => undefined;
  readonly #worker: Worker;
  readonly #waiting = new Map<string, { resolve(value: never): void; reject(reason: Error): void }>();

  constructor(name: string) {
    this.#worker = new Worker('/tabs/worker.js', { name });
    this.#worker.onmessage = ({ data }) => {
      if ('step' in data) return this.onStep(data);
      const call = this.#waiting.get(data.id);
      if (data.type === 'RAW') call?.resolve(data.value as never);
      else call?.reject(new Error(JSON.stringify(data.value)));
    };
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
    };
  }

  call<M extends keyof InklingWorker>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answers[M]> {
    return new Promise((resolve, reject) => {
      const id = String(this.#waiting.size);
      this.#waiting.set(id, { resolve, reject });
      const argumentList = args.map((value) => ({ type: 'RAW', value }));
      this.#worker.postMessage({ id, type: 'APPLY', path: [method], argumentList });
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

declare global {
  interface Window {
    readonly lab: Lab;
  }
}

export type { Lab };

const given = document.querySelector('meta[name=lab]')!.getAttribute('content')!;
Object.assign(window, { lab: new Lab(JSON.parse(given) as LabOptions) });
