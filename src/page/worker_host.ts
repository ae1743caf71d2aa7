import type { Backend } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';
import type { InklingWorker, WorkerOptions, WorkerStatus } from '../contract/worker_api.ts';
import type { Answer, Method, WorkerClient } from '../threads/spawn.ts';

export interface WorkerHostOptions {
  readonly backends: readonly Backend[];
  isUsable(backend: Backend): Promise<boolean>;
  spawn(backend: Backend): Promise<WorkerClient>;
  /** What a worker is started with, read at that moment. */
  startOptions(backend: Backend): Promise<WorkerOptions>;
  onReady(status: WorkerStatus): void;
}

/**
 * One worker, on the best backend that works. When its device is lost, its thread crashes or it does
 * not start, the next backend takes its place, and the call that noticed is made once more.
 */
export class WorkerHost {
  readonly #options: WorkerHostOptions;
  readonly #left: Backend[];
  #client: Promise<WorkerClient> | undefined;

  constructor(options: WorkerHostOptions) {
    this.#options = options;
    this.#left = [...options.backends];
  }

  /** Starts the worker unless it runs. */
  async start(): Promise<void> {
    await this.#running();
  }

  /** Asks the worker, which is started when it does not run. */
  async call<M extends Method>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answer<M>> {
    const running = this.#running();
    const client = await running;
    try {
      return await client.call(method, ...args);
    } catch (error) {
      const code = error instanceof InklingError && error.code;
      // Stopped, because of several calls under way another was the first to fail: the next worker answers this one.
      const isReplaced = code === 'worker-stopped' && this.#client !== running;
      if (code !== 'backend-unavailable' && !isReplaced) throw error;
      if (this.#client === running) {
        client.stop();
        this.#client = this.#next(error);
      }
      return (await this.#running()).call(method, ...args);
    }
  }

  #running(): Promise<WorkerClient> {
    this.#client ??= this.#next();
    return this.#client;
  }

  /** The best backend that is left, started; rejects for good when none is. */
  async #next(reason?: unknown): Promise<WorkerClient> {
    let last = reason;
    for (let backend = this.#left.shift(); backend; backend = this.#left.shift()) {
      if (!(await this.#options.isUsable(backend))) continue;
      let client: WorkerClient | undefined;
      try {
        client = await this.#options.spawn(backend);
        this.#options.onReady(await client.call('start', await this.#options.startOptions(backend)));
        return client;
      } catch (error) {
        client?.stop();
        last = error;
      }
    }
    throw (
      last ??
      new InklingError('backend-unavailable', 'no backend of the configured ones works in this browser')
    );
  }
}
