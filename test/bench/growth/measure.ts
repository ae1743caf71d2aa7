import * as tf from '@tensorflow/tfjs-core';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { parseRecommendQuery } from '../../../src/contract/recommend_query.ts';
import { recommendations } from '../../../src/engine/recommend.ts';
import { type Snapshot, takeSnapshot } from '../../../src/engine/snapshot.ts';
import { passConfig } from '../../../src/model/fused/wasm_pass.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { timesOf } from '../profile/times.ts';
import { CONTEXT, historyOf } from '../profile/world.ts';
import { readSubject } from './subject.ts';

// One point of the curves. Arguments: folder, interactions, updates, seed.
const [folder = '', interactions = '', updates = '', seed = ''] = process.argv.slice(2);
const QUERY = parseRecommendQuery({ count: 8 });
/** Until compilers have nothing left to do. */
const WARM = 30;

await startTraining('wasm');
tf.registerKernel(passConfig); // as in the worker
const subject = await readSubject(folder, Number(interactions));
const held = memoryBytes();

let history: StoredInteraction[] = [];
const loading = await onProcessor(() => subject.load());
const model = loading.result;
const coming = historyOf(model, Number(seed) + 1);
history = Array.from({ length: Number(interactions) }, () => coming.next().value);

const first = await onProcessor(() => update(undefined));
let before = first.result;
await subject.scan(before.inference.profile); // the codes come once
const ms: number[] = [];
for (let i = -WARM; i < Number(updates); i++) {
  // One comes, the oldest goes: the history is as long as it was.
  history = [...history.slice(1), coming.next().value];
  const again = await onProcessor(async () => {
    const snapshot = await update(before);
    await subject.scan(snapshot.inference.profile);
    return snapshot;
  });
  before = again.result;
  if (i >= 0) ms.push(again.ms);
}
const { medianMs, p95Ms } = timesOf(ms);
console.log(
  JSON.stringify({
    firstMs: Number((loading.ms + first.ms).toFixed(1)),
    p50Ms: Number(medianMs.toFixed(2)),
    p95Ms: Number(p95Ms.toFixed(2)),
    memoryMB: Number(((memoryBytes() - held) / 1e6).toFixed(1)),
  }),
);

/**
 * Milliseconds of the processor, compilers and collectors of other threads included: what others do on the machine
 * changes them little.
 */
async function onProcessor<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

/** As the worker does it after each interaction, and a row asks. */
async function update(earlier: Snapshot | undefined): Promise<Snapshot> {
  const snapshot = await takeSnapshot(model, history, {
    context: CONTEXT,
    ...(earlier && { before: earlier }),
  });
  const list = recommendations(snapshot, QUERY);
  if (list.length !== QUERY.count) throw new Error(`the list has ${list.length} items`);
  return snapshot;
}

/** What is held: objects and buffers once the collector has been, and tfjs's wasm. */
function memoryBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return heapUsed + external + wasm.HEAPU8.byteLength;
}
