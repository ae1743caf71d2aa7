import { timed } from '../profile/times.ts';
import { watchGpu, watchWasm } from './counts.ts';
import { pack } from './pack.ts';
import type { Answer, Contestant, StartContestant, Task } from './task.ts';

/** What a row's realm is asked for, one after the other: a worker in Chromium, a process in Node. */
export interface Served {
  /** Starts the contestant and has it answer once. */
  start(): Promise<{ readonly startMs: number; readonly firstMs: number }>;
  /** Answers to every input, packed. */
  answers(): Promise<Uint8Array>;
  /** Milliseconds of one answer. */
  time(input: number): Promise<number>;
  /** WebGPU's work for one answer, and the bytes held outside of JavaScript's heap. */
  count(): Promise<Counted>;
}

export interface Counted {
  readonly dispatches: number;
  readonly submits: number;
  readonly readbacks: number;
  readonly gpuBytes: number;
  readonly wasmBytes: number;
}

/** @param startedMs what had passed before the contestant's own start: its script fetched and evaluated */
export function serve(
  start: StartContestant,
  task: Task,
  assetsUrl: string,
  { startedMs = 0 }: { startedMs?: number } = {},
): Served {
  const gpu = watchGpu();
  const wasmBytes = watchWasm();
  let contestant: Contestant | undefined;
  const answer = (input: number): Promise<Answer> => contestant!.answer(task.inputs[input]!);
  return {
    async start() {
      const started = await timed(() => start(task, assetsUrl));
      contestant = started.result;
      const first = await timed(() => answer(0));
      return { startMs: startedMs + started.ms, firstMs: first.ms };
    },
    async answers() {
      const found: Answer[] = [];
      for (let input = 0; input < task.inputs.length; input++) {
        const { profile, history, scores, best } = await answer(input);
        // Copies: a row may use its arrays again.
        found.push({ profile: profile.slice(), history: history.slice(), scores: scores.slice(), best });
      }
      if (gpu.errors.length > 0) throw new Error(gpu.errors[0]);
      return pack(found);
    },
    time: async (input) => (await timed(() => answer(input))).ms,
    async count() {
      const { dispatches, submits, readbacks } = gpu;
      await answer(0);
      return {
        dispatches: gpu.dispatches - dispatches,
        submits: gpu.submits - submits,
        readbacks: gpu.readbacks - readbacks,
        gpuBytes: gpu.gpuBytes,
        wasmBytes: wasmBytes(),
      };
    },
  };
}
