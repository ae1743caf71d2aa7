import { unpack } from './pack.ts';
import { serve } from './served.ts';
import type { StartContestant, Task } from './task.ts';

/** The script of a row's worker: fetches the task, then answers what `Served` has. */
export async function runWorker(start: StartContestant): Promise<void> {
  const startedMs = performance.now(); // since the worker was made
  const served = fetch('/task')
    .then((response) => response.arrayBuffer())
    .then((bytes) =>
      serve(start, unpack<Task>(bytes), new URL('assets/', self.location.href).href, { startedMs }),
    );
  answerMessages(served);
}

/** Answers `{ id, method, args }` with `{ id, value }` or `{ id, error }`. */
export function answerMessages<S extends object>(served: Promise<S>): void {
  self.addEventListener('message', async ({ data: { id, method, args } }: MessageEvent<Call<S>>) => {
    try {
      const value = await ((await served)[method] as (...given: unknown[]) => unknown)(...args);
      self.postMessage({ id, value });
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  });
}

interface Call<S> {
  readonly id: number;
  readonly method: keyof S;
  readonly args: readonly unknown[];
}
