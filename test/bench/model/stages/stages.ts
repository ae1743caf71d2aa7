import type { Backend } from '../../../../src/contract/config.ts';
import { outputLayout } from '../../../../src/model/fused/layout.ts';
import type { ChromiumRows } from '../chromium_remote.ts';
import type { StageTimes } from './measure.ts';
import type { ReadBackTimes } from './read_back.ts';
import type { StagesWorker } from './worker.ts';

/** Where the time of an update goes, by backend. */
export interface StageReport {
  readonly backends: readonly ({ readonly backend: Backend } & StageTimes)[];
  /** Of all scores against the best few; absent without webgpu. */
  readonly readBack?: ReadBackTimes | undefined;
}

const BACKENDS: readonly Backend[] = ['webgpu', 'wasm', 'cpu'];
const ENTRY = 'test/bench/model/stages/worker.ts';
/** So many scores, with their items' numbers, would come back instead of all. */
const FEWER = 200;
const READ_BACK_ROUNDS = 300;

/** @param shape of the model, whose sizes say how much is read back */
export async function measureStagesOf(
  { openScript }: ChromiumRows,
  items: number,
  seed: number,
  rounds: number,
  shape: Parameters<typeof outputLayout>[0],
): Promise<StageReport> {
  const backends: StageReport['backends'][number][] = [];
  let readBack: ReadBackTimes | undefined;
  for (const backend of BACKENDS) {
    const worker = await openScript(`stages-${backend}`, ENTRY, backend);
    const ask = <M extends keyof StagesWorker>(method: M, ...args: Parameters<StagesWorker[M]>) =>
      worker.call(method, args) as Promise<Awaited<ReturnType<StagesWorker[M]>>>;
    try {
      backends.push({ backend, ...(await ask('stages', items, seed, rounds)) });
      const head = outputLayout(shape).length;
      if (backend === 'webgpu')
        readBack = await ask('readBack', 4 * (head + items + 1), 4 * (head + 2 * FEWER), READ_BACK_ROUNDS);
    } finally {
      await worker.close();
    }
  }
  return { backends, readBack };
}
