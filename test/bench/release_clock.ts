import type { ReleaseStatus, WorkerOptions } from '../../src/contract/worker_api.ts';

/** Times of releases by part, taken inside the worker that is measured. */

/** One thing that a release waited for. Milliseconds since the epoch, to 0.1 ms. */
export interface Span {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** One release. Milliseconds since the epoch. */
export interface Timed {
  readonly variant: string;
  /** When the page asked for it, and when it was answered. */
  readonly asked: number;
  readonly answered: number;
  readonly spans: readonly Span[];
}

/** How a release is run: by which built worker, and whether its transactions are as durable as they ask. */
export interface Variant {
  readonly name: string;
  /** The worker's text. */
  readonly script: string;
  /** Every transaction's durability instead of what it asks for. */
  readonly durability?: 'relaxed';
}

/** The pause that hides how long a profile takes (export/release_desk.ts): on purpose, hence not counted. */
export const PAUSE = 'pause';
/** Row and bytes of a release: everything between the last answer that transaction B waits for and its first write. */
export const COMPOSE = 'draw, bytes, two SHA-256';
export const FETCH = 'request, from the worker to the receiver and back';
export const NAMES = { pause: PAUSE, compose: COMPOSE, fetch: FETCH };

/**
 * Runs in the worker, before the worker's own script, and writes down transactions, requests and the pause.
 * The page says `{ clock: 'start', durability }` and, after a release, `{ clock: 'stop' }`, which is
 * answered with the spans.
 */
export function installClock(names: typeof NAMES): void {
  const now = () => performance.timeOrigin + performance.now();
  let spans: { what: string; from: number; to: number }[] = [];
  let durability: IDBTransactionDurability | undefined;
  const begin = (what: string) => {
    const span = { what, from: now(), to: Number.NaN };
    spans.push(span);
    return () => {
      span.to = now();
    };
  };

  addEventListener('message', (event: MessageEvent) => {
    const { clock } = event.data as { clock?: 'start' | 'stop' };
    if (!clock) return;
    event.stopImmediatePropagation();
    if (clock === 'stop') postMessage({ spans });
    spans = [];
    durability = (event.data as { durability?: IDBTransactionDurability }).durability;
  });

  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode = 'readonly', options) {
    const over = [stores].flat().join(' + ');
    const asked = mode === 'readonly' ? 'read' : (options?.durability ?? 'default');
    const end = begin(`${this.name}: ${over}, ${asked}`);
    const tx = transaction.call(this, stores, mode, durability ? { ...options, durability } : options);
    tx.addEventListener('complete', end);
    return tx;
  };

  // What composes a release runs between the cursor's answer and the first row that is added.
  let endCompose: (() => void) | undefined;
  const { openCursor, add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.openCursor = function (...given) {
    const request = openCursor.apply(this, given);
    if (this.name === 'ledger')
      request.addEventListener('success', () => {
        endCompose = begin(names.compose);
      });
    return request;
  };
  IDBObjectStore.prototype.add = function (...given) {
    endCompose?.();
    endCompose = undefined;
    return add.apply(this, given);
  };

  const send = fetch;
  globalThis.fetch = async (...given) => {
    const end = begin(names.fetch);
    try {
      return await send(...given);
    } finally {
      end();
    }
  };

  const wait = setTimeout as (work: () => void, ms: number) => number;
  (globalThis as { setTimeout: unknown }).setTimeout = (work: () => void, ms: number) => {
    if (ms !== 1_000) return wait(work, ms);
    const end = begin(names.pause);
    return wait(() => {
      end();
      work();
    }, ms);
  };
}

/** Runs in the page: workers of its own, one a variant, spoken to as the drop-in speaks to its own. */
export async function releaseInTurn(given: {
  readonly options: WorkerOptions;
  readonly variants: readonly Variant[];
  readonly rounds: number;
  readonly periodMs: number;
  readonly clock: string;
}): Promise<Timed[]> {
  const { options, variants, rounds, periodMs, clock } = given;
  const now = () => performance.timeOrigin + performance.now();
  /** What is known of anything that a worker says: an answer to a call, or the clock's spans. */
  interface Said {
    readonly id?: string;
    readonly type?: string;
    readonly value?: unknown;
    readonly spans?: Span[];
  }
  const hear = (worker: Worker, isMeant: (said: Said) => boolean): Promise<Said> =>
    new Promise((resolve) => {
      const heard = ({ data }: MessageEvent<Said>) => {
        if (!isMeant(data)) return;
        worker.removeEventListener('message', heard);
        resolve(data);
      };
      worker.addEventListener('message', heard);
    });
  let calls = 0;
  const call = async <T>(worker: Worker, method: string, ...args: unknown[]): Promise<T> => {
    const id = String(++calls);
    const answer = hear(worker, (said) => said.id === id);
    const argumentList = args.map((value) => ({ type: 'RAW', value }));
    worker.postMessage({ id, type: 'APPLY', path: [method], argumentList });
    const { type, value } = await answer;
    if (type !== 'RAW') throw new Error(JSON.stringify(value));
    return value as T;
  };
  const workers = variants.map(
    ({ script }) => new Worker(URL.createObjectURL(new Blob([clock, script], { type: 'text/javascript' }))),
  );
  for (const worker of workers) {
    await call(worker, 'start', options);
    await call(worker, 'profile');
  }
  const times: Timed[] = [];
  let period = Math.floor(Date.now() / periodMs);
  for (let round = 0; round < rounds; round++)
    for (const turn of workers.keys()) {
      // Another one first in each round: what comes before has warmed this machine's caches, or not.
      const i = (turn + round) % workers.length;
      const worker = workers[i]!;
      // Every second period: of each one twelve a year would be left, and the thirteenth is skipped.
      period += 2;
      // A minute before the end of the period: due, whatever was drawn, and the random wait is over.
      await call(worker, 'setClockOffset', (period + 1) * periodMs - 60_000 - Date.now());
      await call(worker, 'releaseStatus');
      worker.postMessage({ clock: 'start', durability: variants[i]!.durability });
      const asked = now();
      const { state, problems } = await call<ReleaseStatus>(worker, 'release', true);
      const answered = now();
      if (state !== 'sent')
        throw new Error(`release ${period} is ${state}, must be sent: ${problems.join()}`);
      const heard = hear(worker, (said) => said.spans !== undefined);
      worker.postMessage({ clock: 'stop' });
      times.push({ variant: variants[i]!.name, asked, answered, spans: (await heard).spans! });
    }
  for (const worker of workers) worker.terminate();
  return times;
}
