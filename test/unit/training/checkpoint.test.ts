import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { Checkpoint, keyOfTraining } from '../../../src/training/checkpoint.ts';
import { readSequences } from '../../../src/training/readers.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';
import { type Learnt, type LoopProgress, trainLoop } from '../../../src/training/train_loop.ts';
import { buildTrainingData, type TrainingData } from '../../../src/training/training_data.ts';
import { temporaryFile } from './temporary_file.ts';

const items: Item[] = Array.from({ length: 10 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 2}`,
  category: ['All'],
}));
const settings = {
  ...DEFAULT_SETTINGS,
  minShoppers: 1,
  epochs: 4,
  patience: 4,
  protocol: 'leave-one-out' as const,
  shape: { D: 4, T: 8, heads: 2, blocks: 1, F: 4 },
};

let folder: string;
let data: TrainingData;
beforeAll(async () => {
  await startTraining('cpu');
  folder = await mkdtemp(join(tmpdir(), 'inkling-checkpoint-'));
  data = await dataOf('i0 i1 i2 i3 i4', 'i1 i0 i2', 'i3 i1 i0 i7 i8 i9 i2 i6', 'i2 i9 i0 i1 i3');
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const dataOf = async (...lines: readonly string[]): Promise<TrainingData> =>
  buildTrainingData(items, await readSequences(temporaryFile(...lines)), settings);

/** The best epoch is the second: what is kept of it must survive, too. */
const SCORES = [0.2, 0.9, 0.1, 0.3];
const score = async (_: Learnt, epoch: number): Promise<number> => SCORES[epoch - 1] ?? 0;

/** The loop as `train` runs it, and the epochs that it trained; dies where `watch` throws. */
async function run(
  path: string,
  {
    given = settings,
    watch = () => {},
  }: { given?: typeof settings; watch?: (at: LoopProgress) => void } = {},
): Promise<{ learnt: Learnt; epochs: number[] }> {
  const checkpoint = new Checkpoint(path, keyOfTraining(given, data, data.validation));
  const resumed = await checkpoint.load();
  const epochs = new Set<number>();
  const { learnt } = await trainLoop(
    data.examples,
    data.layout,
    given,
    score,
    (progress) => {
      epochs.add(progress.epoch);
      watch(progress);
    },
    { resumed, save: (state) => checkpoint.save(state) },
  );
  return { learnt, epochs: [...epochs] };
}

const diesIn =
  (epoch: number) =>
  (at: LoopProgress): void => {
    if (at.epoch === epoch && at.done === at.total) throw new Error('killed');
  };

describe('a run that died', () => {
  test('goes on and ends with the very values of a run that did not, however often it dies', async () => {
    const whole = await run(join(folder, 'whole'));
    const path = join(folder, 'often');

    for (const epoch of [1, 2, 2, 4])
      await expect(run(path, { watch: diesIn(epoch) }), `in epoch ${epoch}`).rejects.toThrow('killed');
    const last = await run(path);

    expect(whole.epochs).toEqual([1, 2, 3, 4]);
    expect(last.epochs).toEqual([4]);
    expect(last.learnt).toEqual(whole.learnt);
    expect(whole.learnt.table.some((value) => value !== 0)).toBe(true);
  });

  test('after its last epoch trains no more', async () => {
    const path = join(folder, 'last');
    const { learnt } = await run(path);

    expect(await run(path)).toEqual({ learnt, epochs: [] });
  });

  test('that had stopped gaining does not start to train again', async () => {
    const path = join(folder, 'patience');
    const given = { ...settings, patience: 1 };

    expect((await run(path, { given })).epochs).toEqual([1, 2, 3]);
    expect((await run(path, { given })).epochs).toEqual([]);
  });

  test('has its time counted', async () => {
    const path = join(folder, 'time');
    await run(path);
    const checkpoint = new Checkpoint(path, keyOfTraining(settings, data, data.validation));
    await checkpoint.load();

    expect(checkpoint.secondsBefore).toBeGreaterThan(0);
  });
});

describe('a checkpoint is not gone on with', () => {
  test.each([
    ['is damaged', (bytes: Buffer) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1)],
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['is empty', () => new Uint8Array()],
  ])('when it %s', async (what, spoil) => {
    const path = join(folder, what);
    const given = { ...settings, epochs: 1 };
    await run(path, { given });
    expect((await run(path, { given })).epochs).toEqual([]);
    await writeFile(path, spoil(await readFile(path)));

    expect((await run(path, { given })).epochs).toEqual([1]);
  });

  test('when any setting, item, step or judging test is another', async () => {
    const { examples, validation, catalogue } = data;
    const key = keyOfTraining(settings, data, validation);
    const [first, ...rest] = examples;
    const moved = { ...first!, input: { ...first!.input, gaps: first!.input.gaps.map((gap) => gap + 1) } };
    const others = [
      keyOfTraining({ ...settings, seed: 2 }, data, validation),
      keyOfTraining(settings, { ...data, examples: [moved, ...rest] }, validation),
      keyOfTraining(settings, { ...data, catalogue: { ...catalogue, brands: ['Other'] } }, validation),
      keyOfTraining(settings, data, validation.slice(1)),
      keyOfTraining(settings, await dataOf('i0 i1 i2', 'i1 i0 i2 i5'), validation),
    ];

    expect(keyOfTraining({ ...settings }, data, validation)).toBe(key);
    expect(new Set([key, ...others]).size).toBe(1 + others.length);
  });
});
