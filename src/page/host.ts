import type { Backend } from '../contract/config.ts';
import type { InklingWorker, ReleaseStatus, WorkerOptions, WorkerStatus } from '../contract/worker_api.ts';
import { type Answer, type Method, spawnWorker } from '../threads/spawn.ts';
import { isUsable } from './backends.ts';
import { ReleaseTimer } from './release_timer.ts';
import { WorkerHost } from './worker_host.ts';

export interface HostOptions {
  readonly backends: readonly Backend[];
  /** Address of the backend's worker. */
  urlOf(backend: Backend): Promise<string>;
  /** What a worker is started with, read at that moment. */
  startOptions(backend: Backend): Promise<WorkerOptions>;
  onReady(status: WorkerStatus): void;
  /** Whether release is consented to, signals included, read now. */
  isReleaseAllowed(): Promise<boolean>;
  onRelease(): void;
}

/** The worker and its moment to release, as the page holds them. */
export interface Host {
  start(): Promise<void>;
  call<M extends Method>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answer<M>>;
  /** See `ReleaseTimer`. */
  poke(): Promise<void>;
}

/** What runs the worker. A file of its own: a page where nothing may be recorded never fetches it. */
export function createHost(options: HostOptions, doors = { isUsable, spawn: spawnWorker }): Host {
  const { urlOf, isReleaseAllowed, onRelease } = options;
  const workers = new WorkerHost({
    ...options,
    isUsable: doors.isUsable,
    spawn: async (backend) => doors.spawn(await urlOf(backend)),
  });
  const timer = new ReleaseTimer({
    status: (): Promise<ReleaseStatus> => workers.call('releaseStatus'),
    release: (isAllowed) => workers.call('release', isAllowed),
    isAllowed: isReleaseAllowed,
    onRelease,
  });
  return {
    start: () => workers.start(),
    call: (method, ...args) => workers.call(method, ...args),
    poke: () => timer.poke(),
  };
}
