import { unpack } from './pack.ts';
import { type Served, serve } from './served.ts';
import type { StartContestant, Task } from './task.ts';

/** The script of a row's worker: fetches the task, then answers `{ id, method, args }` with `{ id, value }` or `{ id, error }`. */
export async function runWorker(start: StartContestant): Promise<void> {
  const startedMs = performance.now(); // since the worker was made
  const served = fetch('/task')
    .then((response) => response.arrayBuffer())
    .then((bytes) =>
      serve(start, unpack<Task>(bytes), new URL('assets/', self.location.href).href, { startedMs }),
    );
  self.addEventListener('message', async ({ data: { id, method, args } }: MessageEvent<Call>) => {
    try {
      const value = await ((await served)[method] as (...args: unknown[]) => unknown)(...args);
      self.postMessage({ id, value });
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  });
}

interface Call {
  readonly id: number;
  readonly method: keyof Served;
  readonly args: readonly unknown[];
}
