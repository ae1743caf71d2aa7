import { InklingError } from '../contract/error.ts';
import type { InklingWorker } from '../contract/worker_api.ts';
import { unpackError, type WireAnswer, type WireCall } from './wire.ts';

export type Method = keyof InklingWorker;
export type Answer<M extends Method> = Awaited<ReturnType<InklingWorker[M]>>;

/** A running worker, as the page holds it. */
export interface WorkerClient {
  /** Rejects with `backend-unavailable` when the thread crashed, with `worker-stopped` after `stop`. */
  call<M extends Method>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answer<M>>;
  /** Ends the thread; whoever waits for an answer is told. */
  stop(): void;
}

/**
 * Starts the classic script at `url` in a thread of its own, and speaks with the `exposeWorker` there.
 *
 * The calls are Comlink's, written by hand: its `wrap` answers with proxies of anything, which nobody
 * here wants, at a tenth of what the drop-in may weigh. That both sides still understand each other
 * is tested against the real one.
 *
 * @throws InklingError `backend-unavailable` when the browser refuses: another origin, or a policy of the page.
 */
export function spawnWorker(url: string): WorkerClient {
  let worker: Worker;
  try {
    worker = new Worker(trusted(url), { name: 'inkling' });
  } catch (cause) {
    const message = 'the worker’s script must be allowed by worker-src';
    throw new InklingError('backend-unavailable', message, { cause });
  }
  const waiting = new Map<string, { resolve(value: never): void; reject(reason: InklingError): void }>();
  let calls = 0;
  let ended: InklingError | undefined;
  // A thread that died answers nobody: whoever waits must be told.
  const end = (reason: InklingError): void => {
    ended ??= reason;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.onerror = (event) => {
    event.preventDefault(); // the page's own error listeners are not ours to ring
    end(new InklingError('backend-unavailable', 'the worker crashed or could not be loaded'));
  };
  worker.onmessage = ({ data }: MessageEvent<WireAnswer>) => {
    URL.revokeObjectURL(url); // of a blob that has served; of any other address this does nothing
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'RAW') call?.resolve(data.value);
    else call?.reject(unpackError(data.value));
  };
  return {
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended);
        const id = String(++calls);
        const argumentList = args.map((value) => ({ type: 'RAW' as const, value }));
        worker.postMessage({ id, type: 'APPLY', path: [method], argumentList } satisfies WireCall);
        waiting.set(id, { resolve, reject });
      }),
    stop: () => end(new InklingError('worker-stopped', 'the worker was stopped')),
  };
}

type UrlPolicy = { createScriptURL(url: string): string };
type PolicyFactory = { createPolicy(name: string, rules: UrlPolicy): UrlPolicy };
let policy: UrlPolicy | undefined;

/** The address as pages under `require-trusted-types-for 'script'` want it: vouched for by the policy `inkling`. */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  policy ??= factory?.createPolicy('inkling', { createScriptURL: (given) => given });
  return policy ? policy.createScriptURL(url) : url;
}
