/**
 * The built worker, stopped where a test says: runs before it in the same thread, watches what a release
 * asks of database and network, and goes still at one of these steps until the page ends the thread.
 *
 * Classic script; its name is `<script of the worker> <step to stop at>`, -1 for none.
 */
const [script = '', stopAt = '-1'] = self.name.split(' ');
let steps = 0;
/** Steps count from the page's call of `release` on. */
let isCounting = false;

/** What the thread tells its page besides the worker's own answers. */
export interface StepMessage {
  readonly step: string;
  readonly isStop: boolean;
}

/** Says that a step is reached. @returns whether to go no further */
function reached(step: string): boolean {
  if (!isCounting) return false;
  const isStop = steps++ === Number(stopAt);
  self.postMessage({ step, isStop } satisfies StepMessage);
  return isStop;
}

const forever = () => new Promise<never>(() => undefined);

self.addEventListener('message', ({ data }) => {
  if (data.path?.[0] === 'release') isCounting = true;
});

const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
  const tx = transaction.apply(this, args);
  if (args[1] !== 'readwrite') return tx;
  const name = [args[0]].flat().join('+');
  // Asked for, not done: the thread goes on for the moment until the page's order to end arrives.
  reached(`${name} asked`);
  // Ours first, hence the worker never learns that it is done.
  tx.addEventListener('complete', (event) => {
    if (reached(`${name} committed`)) event.stopImmediatePropagation();
  });
  return tx;
};

const send = self.fetch;
self.fetch = async (...args: Parameters<typeof fetch>) => {
  if (args[1]?.method !== 'POST') return send(...args);
  if (reached('send')) return forever();
  const response = await send(...args);
  return reached('answered') ? forever() : response;
};

// A draw takes a second, whatever the history (export/release_desk.ts); here it takes no time.
const wait = self.setTimeout;
const PROFILE_PACE_MS = 1_000;
self.setTimeout = ((work: TimerHandler, ms?: number, ...args: unknown[]) =>
  wait(work, ms === PROFILE_PACE_MS ? 0 : ms, ...args)) as typeof setTimeout;

(self as unknown as { importScripts(url: string): void }).importScripts(script);
