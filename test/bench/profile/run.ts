import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import type { StoredInteraction } from '../../../src/contract/interaction.ts';
import { hiddenOf } from '../../../src/engine/learner.ts';
import type { LoadedModel } from '../../../src/engine/loaded_model.ts';
import { type Snapshot, scoresOf, takeSnapshot } from '../../../src/engine/snapshot.ts';
import { extendInput } from '../../../src/features/build_input.ts';
import { relationRows, relationsOf } from '../../../src/features/relations.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { passConfig } from '../../../src/model/fused/wasm_pass.ts';
import { forecast, learn, startingAdaptation } from '../../../src/profile/adaptation.ts';
import { topItems } from '../../../src/profile/best_items.ts';
import { outlookOf } from '../../../src/profile/outlook.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { createPlain, type PlainResult } from './plain.ts';
import { quantile, type Times, timed, timesOf } from './times.ts';
import { CONTEXT, historyOf, loadRandom } from './world.ts';

/**
 * `npm run bench:profile`: what one more interaction costs the worker, all groups of features on: steps, input, the
 * model's pass (tfjs, wasm, in Node), scores of all items and the best twenty; against loops over typed arrays that do the
 * same (plain.ts). Both go over the same history in turns, in one run; their results are held together first. Steps and
 * input are typed arrays either way and the same code on both sides; `model and ranking` is the ratio without them.
 *
 * Beside it: a step of learning, the memory of what is loaded, and the tensors that are left after all updates, which must
 * be none. Prints a table, or with --json one object; fails on a leak and on results that differ, never on time.
 */
const USAGE = 'npm run bench:profile [-- --items N] [--updates N] [--seed N] [--json]';
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '12000' },
    updates: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const COUNT = 20;
const LARGEST_DIFFERENCE = 1e-4;
/** Interactions of the history before the first update, and beyond which its oldest go. */
const BEGUN = 150;
const KEPT = 300;
/** Updates until compilers have nothing left to do. */
const WARM = 200;
const LESSONS = 100;
const REPORT_EVERY = 50;

if (values.help) console.log(USAGE);
else await run(Number(values.items), Number(values.updates), Number(values.seed));

interface Compared {
  readonly ours: Times;
  readonly plain: Times;
  /** Median of the ratios of what was done side by side. */
  readonly ratio: number;
}

interface Result {
  readonly items: number;
  readonly positions: number;
  readonly updates: number;
  readonly largestDifference: number;
  readonly update: Compared;
  readonly modelAndRanking: Compared;
  readonly learning: { readonly step: Times; readonly withoutPass: Times };
  readonly memoryMB: number;
  readonly tensorsLeft: number;
}

async function run(V: number, updates: number, seed: number): Promise<void> {
  await startTraining('wasm');
  tf.registerKernel(passConfig); // as in the worker
  const before = memory();
  const model = loadRandom(V, seed);
  const bench = await updateInTurns(model, updates, seed);
  const lessons = await timeLessons(bench.snapshot);
  model.inference.dispose();
  const result: Result = {
    items: V,
    positions: model.folder.manifest.T,
    updates,
    largestDifference: bench.largestDifference,
    update: {
      ours: timesOf(bench.ours),
      plain: timesOf(bench.plain),
      ratio: ratioOf(bench.ours, bench.plain),
    },
    modelAndRanking: {
      ours: timesOf(bench.oursModel),
      plain: timesOf(bench.plainModel),
      ratio: ratioOf(bench.oursModel, bench.plainModel),
    },
    learning: lessons,
    memoryMB: bench.memory.heapMB - before.heapMB + bench.memory.wasmMB,
    tensorsLeft: bench.tensorsLeft,
  };
  if (values.json) console.log(JSON.stringify(result));
  else print(result);
  if (bench.tensorsLeft !== 0)
    throw new Error(`${bench.tensorsLeft} tensors are left after ${updates} updates`);
}

function ratioOf(ours: readonly number[], plain: readonly number[]): number {
  const ratios = ours.map((ms, i) => ms / plain[i]!);
  return quantile(ratios, 0.5);
}

async function updateInTurns(model: LoadedModel, updates: number, seed: number) {
  const { T, lambda, beta } = model.folder.manifest;
  const { index } = model;
  const coming = historyOf(model, seed + 1);
  let history: StoredInteraction[] = Array.from({ length: BEGUN }, () => coming.next().value);
  const follows = history.slice(0, 2);
  const plainUpdate = createPlain(model);
  let before: Snapshot | undefined;
  let built: Snapshot['built'] | undefined;
  const keep = () => true;

  /** As the worker does it. @returns also the milliseconds of what follows the input */
  const ours = async () => {
    const { ms, result } = await timed(async () => {
      const snapshot = await takeSnapshot(model, history, { context: CONTEXT, ...(before && { before }) });
      return { snapshot, best: topItems(scoresOf(snapshot), COUNT, keep) };
    });
    before = result.snapshot;
    return { ms, ...result };
  };
  const plain = async () => {
    const { ms, result } = await timed(() => {
      const relations = relationRows(relationsOf(history), index);
      built = extendInput(built, toSteps(history, index.indexOf), index.graph, {
        T,
        relations,
        context: CONTEXT,
      });
      return plainUpdate(built.input, COUNT);
    });
    return { ms, result };
  };
  /** The model's pass and the ranking alone, of an input that is there. */
  const oursModel = async ({ input }: Snapshot) => {
    const inference = await model.inference.infer(input);
    return topItems(blendScores(inference, input, index, { lambda, beta }), COUNT, keep);
  };

  const found = { ours: [], plain: [], oursModel: [], plainModel: [] } as Record<string, number[]>;
  const show = showCount(process.stderr, 'updates', updates);
  let largestDifference = 0;
  let tensors = 0;
  let reached = memory();
  for (let update = -WARM; update < updates; update++) {
    history = [...history, coming.next().value];
    // Follows stay: their group must not fall silent.
    if (history.length > KEPT) history = [...follows, ...history.slice(KEPT - BEGUN)];
    const isOursFirst = update % 2 === 0;
    const first = isOursFirst ? await ours() : undefined;
    const other = await plain();
    const mine = first ?? (await ours());
    if (update < 0 || update % REPORT_EVERY === 0)
      largestDifference = Math.max(largestDifference, differenceOf(mine.snapshot, mine.best, other.result));
    const passes = [
      async () => ['plainModel', (await timed(() => plainUpdate(mine.snapshot.input, COUNT))).ms] as const,
      async () => ['oursModel', (await timed(() => oursModel(mine.snapshot))).ms] as const,
    ];
    const alone = [];
    for (const pass of isOursFirst ? passes : passes.reverse()) alone.push(await pass());
    if (update === -1) [tensors, reached] = [tf.memory().numTensors, memory()];
    if (update < 0) continue;
    found.ours!.push(mine.ms);
    found.plain!.push(other.ms);
    for (const [name, ms] of alone) found[name]!.push(ms);
    if ((update + 1) % REPORT_EVERY === 0) show(update + 1);
  }
  return {
    ours: found.ours!,
    plain: found.plain!,
    oursModel: found.oursModel!,
    plainModel: found.plainModel!,
    largestDifference,
    snapshot: before!,
    memory: reached,
    tensorsLeft: tf.memory().numTensors - tensors,
  };
}

/**
 * Of every score, relative to the largest.
 * @throws where results differ by more than LARGEST_DIFFERENCE, or a better item is missing
 */
function differenceOf(snapshot: Snapshot, best: readonly { item: number }[], plain: PlainResult): number {
  const scores = scoresOf(snapshot);
  const largest = plain.scores.reduce((max, score) => Math.max(max, Math.abs(score)), 0);
  const gap =
    scores.reduce((max, score, i) => Math.max(max, Math.abs(score - plain.scores[i]!)), 0) / largest;
  const least = plain.scores[plain.best.at(-1)!]!;
  const isWorse = best.some(({ item }) => plain.scores[item]! < least - LARGEST_DIFFERENCE * largest);
  if (!(gap <= LARGEST_DIFFERENCE) || isWorse || best.length !== plain.best.length)
    throw new Error(`results differ by ${gap} of the largest score`);
  return gap;
}

/** One step of learning, with the model's pass that it begins with and without. */
async function timeLessons({ model, input, steps }: Snapshot) {
  const ranking = model.learnable;
  let adaptation = startingAdaptation(ranking.D);
  const whole: number[] = [];
  const alone: number[] = [];
  const hidden = hiddenOf(steps, model);
  for (let lesson = -10; lesson < LESSONS; lesson++) {
    const pass = await timed(() => model.inference.infer(input));
    const { ms } = await timed(() => {
      const outlook = outlookOf(pass.result, input, model.index, hidden);
      const item = 1 + (((lesson + 10) * 97) % ranking.V);
      adaptation = learn(adaptation, outlook, forecast(adaptation, outlook, ranking), item, ranking);
    });
    if (lesson < 0) continue;
    whole.push(pass.ms + ms);
    alone.push(ms);
  }
  return { step: timesOf(whole), withoutPass: timesOf(alone) };
}

/** What is held after the collector has been: objects and their buffers, and the whole memory of tfjs's wasm. */
function memory(): { heapMB: number; wasmMB: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return { heapMB: (heapUsed + external) / 2 ** 20, wasmMB: wasm.HEAPU8.byteLength / 2 ** 20 };
}

function print(result: Result): void {
  const { update, modelAndRanking, learning, memoryMB, items, positions, largestDifference } = result;
  console.log(
    `${items} items, ${positions} positions, ${result.updates} updates; scores within ${largestDifference.toExponential(1)}`,
  );
  const row = ({ medianMs, p95Ms }: Times) => ({
    'median ms': medianMs.toFixed(2),
    'p95 ms': p95Ms.toFixed(2),
  });
  console.table({
    'update and best twenty': { ...row(update.ours), ratio: update.ratio.toFixed(2) },
    '  plain typed arrays': row(update.plain),
    'of it model and ranking': { ...row(modelAndRanking.ours), ratio: modelAndRanking.ratio.toFixed(2) },
    '  plain typed arrays ': row(modelAndRanking.plain),
    'a step of learning': row(learning.step),
    '  without the pass': row(learning.withoutPass),
  });
  console.log(`memory: ${memoryMB.toFixed(1)} MB; tensors left: ${result.tensorsLeft}`);
}
