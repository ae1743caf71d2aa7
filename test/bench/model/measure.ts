import { quantile } from '../profile/times.ts';
import { unpack } from './pack.ts';
import type { Remote } from './remote.ts';
import { RATIOS, REFERENCE, type RowSpec, SLOW, SLOW_EVERY } from './rows.ts';
import type { Counted } from './served.ts';
import type { Answer } from './task.ts';

/** A row as it was measured. Milliseconds and bytes. */
export interface Row {
  readonly name: string;
  readonly realm: RowSpec['realm'];
  readonly backend: RowSpec['backend'];
  readonly startMs: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Answers that p50 and p95 are of. */
  readonly rounds: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly readbacks: number;
  /** Brotli; absent in Node, which fetches nothing. */
  readonly fetchedBytes?: number | undefined;
  /** Heap, WebAssembly's memory and GPU buffers, the task itself included. */
  readonly memoryBytes?: number | undefined;
  /** Largest difference from the reference's scores, in parts of the largest score. */
  readonly difference: number;
}

export interface Absent {
  readonly name: string;
  readonly realm: RowSpec['realm'];
  readonly reason: string;
}

export interface Ratio {
  readonly of: string;
  readonly to: string;
  readonly realm: RowSpec['realm'];
  /** Of the quotients of answers given one after the other in the same round. */
  readonly median: number;
  /** A tenth of the quotients lie below, and a tenth above. */
  readonly low: number;
  readonly high: number;
}

/** Results may differ by so much of the largest number. */
const TOLERANCE = 1e-4;

interface Started {
  readonly spec: RowSpec;
  readonly remote: Remote;
  readonly startMs: number;
  readonly firstMs: number;
  readonly answers: readonly Answer[];
}

export interface Rounds {
  readonly rounds: number;
  readonly warm: number;
  readonly inputs: number;
  readonly show: (done: number) => void;
}

/** Starts rows, holds their results equal, and times them in turns, a realm after the other. */
export async function measureRows(
  specs: readonly RowSpec[],
  open: (spec: RowSpec) => Promise<Remote>,
  options: Rounds,
): Promise<{ rows: Row[]; absent: Absent[]; ratios: Ratio[] }> {
  const started: Started[] = [];
  const absent: Absent[] = [];
  const closeAll = () => Promise.all(started.map(({ remote }) => remote.close()));
  try {
    for (const spec of specs) {
      const remote = await open(spec);
      try {
        const times = await remote.call('start');
        const answers = unpack<Answer[]>((await remote.call('answers')).slice().buffer);
        started.push({ spec, remote, ...times, answers });
      } catch (error) {
        await remote.close();
        const reason = error instanceof Error ? error.message : String(error);
        absent.push({ name: spec.name, realm: spec.realm, reason });
      }
    }
    const reference = started.find(({ spec }) => spec.name === REFERENCE);
    if (!reference) throw new Error(`${REFERENCE} did not start: ${JSON.stringify(absent)}`);
    const differences = started.map((row) => differenceOf(row, reference));
    const times = await timeInTurns(started, options);
    const rows: Row[] = [];
    for (const [i, { spec, remote, startMs, firstMs }] of started.entries()) {
      const counted = await remote.call('count');
      const { name, realm, backend } = spec;
      const own = times[i]!.filter((ms) => ms !== undefined);
      rows.push({
        name,
        realm,
        backend,
        startMs,
        firstMs,
        p50Ms: quantile(own, 0.5),
        p95Ms: quantile(own, 0.95),
        rounds: own.length,
        dispatches: counted.dispatches,
        submits: counted.submits,
        readbacks: counted.readbacks,
        fetchedBytes: await remote.fetchedBytes(),
        memoryBytes: await memoryOf(remote, counted),
        difference: differences[i]!,
      });
    }
    return { rows, absent, ratios: ratiosOf(started, times) };
  } finally {
    await closeAll();
  }
}

async function timeInTurns(
  started: readonly Started[],
  { rounds, warm, inputs, show }: Rounds,
): Promise<(number | undefined)[][]> {
  const times = started.map((): (number | undefined)[] => []);
  for (let round = -warm; round < rounds; round++) {
    const isForAll = round % SLOW_EVERY === 0;
    for (let turn = 0; turn < started.length; turn++) {
      // Each round begins with another, so that none always follows the same one.
      const i = (turn + round + warm) % started.length;
      const { spec, remote } = started[i]!;
      const takesPart = isForAll || !SLOW.includes(spec.name);
      const ms = takesPart ? await remote.call('time', (round + warm) % inputs) : undefined;
      if (round >= 0) times[i]!.push(ms);
    }
    if (round >= 0) show(round + 1);
  }
  return times;
}

function ratiosOf(started: readonly Started[], times: readonly (number | undefined)[][]): Ratio[] {
  return RATIOS.flatMap(([of, to]) => {
    const [a, b] = [of, to].map((name) => started.findIndex(({ spec }) => spec.name === name)) as [
      number,
      number,
    ];
    if (a < 0 || b < 0) return [];
    const quotients = times[a]!.flatMap((ms, round) => {
      const other = times[b]![round];
      return ms === undefined || other === undefined ? [] : [ms / other];
    });
    const { realm } = started[a]!.spec;
    return [
      {
        of,
        to,
        realm,
        median: quantile(quotients, 0.5),
        low: quantile(quotients, 0.1),
        high: quantile(quotients, 0.9),
      },
    ];
  });
}

/** @throws where a result differs by more than TOLERANCE of the largest, or a better item is missing from the best */
function differenceOf({ spec, answers }: Started, reference: Started): number {
  let largest = 0;
  for (const [i, answer] of answers.entries()) {
    const wanted = reference.answers[i]!;
    for (const part of ['profile', 'history', 'scores'] as const) {
      const gap = gapOf(answer[part], wanted[part]);
      if (!(gap <= TOLERANCE)) throw new Error(`${part} of ${spec.name} (${spec.realm}) differs by ${gap}`);
      if (part === 'scores') largest = Math.max(largest, gap);
    }
    const least = wanted.scores[wanted.best.at(-1)!]! - TOLERANCE * magnitude(wanted.scores);
    if (answer.best.length !== wanted.best.length || answer.best.some((item) => wanted.scores[item]! < least))
      throw new Error(`${spec.name} (${spec.realm}) ranks other items than ${REFERENCE}`);
  }
  return largest;
}

/** Largest difference in parts of the largest number wanted; infinite where lengths differ. */
function gapOf(found: Float32Array, wanted: Float32Array): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let gap = 0;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(found[i]! - wanted[i]!);
    if (!(difference <= gap)) gap = difference; // NaN, too
  }
  return gap / magnitude(wanted);
}

const magnitude = (values: Float32Array): number =>
  values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

async function memoryOf(remote: Remote, { gpuBytes, wasmBytes }: Counted): Promise<number | undefined> {
  const heap = await remote.heapBytes();
  return heap === undefined ? undefined : heap + gpuBytes + wasmBytes;
}
