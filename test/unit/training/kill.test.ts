import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { encodeBaseModel } from '../../../src/training/base_model.ts';
import { replaceFolder } from '../../../src/training/replace_folder.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';

/**
 * The real command, in a process of its own, killed with SIGKILL at random moments of its run. Half of
 * them by the clock, anywhere in the time that a whole run takes; half when so many names have changed in
 * the model's folder, or beside it where the checkpoint is: most of a run is training, and all of the danger
 * is in the milliseconds of writing.
 */
const KILLS = process.env.INKLING_LONG ? 10 : 2;
const SEED = 20;
const ROOT = join(import.meta.dirname, '../../..');

const catalogue: Item[] = Array.from({ length: 24 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 3}`,
  category: [`Department ${i % 2}`, `Leaf ${i % 6}`],
}));

let folder: string;
let out: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-kill-'));
  out = join(folder, 'mine');
  const shoppers = simulateShoppers({ seed: 2, count: 130, catalogue, meanSessions: 2 });
  const lines = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  await writeFile(join(folder, 'items.jsonl'), lines(catalogue));
  await writeFile(
    join(folder, 'log.jsonl'),
    lines(shoppers.map(({ id, interactions }) => ({ shopper: id, interactions }))),
  );
});
afterAll(() => rm(folder, { recursive: true }));

function train(seed: number): ChildProcess {
  const files = ['--items', join(folder, 'items.jsonl'), '--interactions', join(folder, 'log.jsonl')];
  const options = ['--out', out, '--epochs', '2', '--seed', String(seed)];
  return spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'src/cli.ts'), 'train', ...files, ...options],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

/** Kills when `count` names have changed in the model's folder or beside it, or this one there. */
function killAtChange(child: ChildProcess, count: number, name?: string): () => void {
  let left = count;
  const watchers = [folder, out].map((path) =>
    watch(path, (_, changed) => {
      if ((name === undefined || changed === name) && --left === 0) child.kill('SIGKILL');
    }),
  );
  return () => watchers.forEach((watcher) => void watcher.close());
}

describe('inkling train, killed', () => {
  test(`leaves a loadable model at each of ${KILLS} random moments, and goes on to the same model`, async () => {
    await mkdir(out);
    await replaceFolder(out, encodeBaseModel());
    const prng = new Prng(SEED);
    // A whole run tells how long one takes and how many names it changes.
    let changes = 0;
    const watchers = [folder, out].map((path) => watch(path, () => changes++));
    const startedAt = performance.now();
    expect(await once(train(0), 'exit')).toEqual([0, null]);
    let durationMs = performance.now() - startedAt;
    watchers.forEach((watcher) => void watcher.close());
    expect((await readModelFolder(out)).manifest).toMatchObject({ name: 'mine', seed: 0 });
    const whole = await readFile(join(out, 'manifest.json'), 'utf8');
    const tally = { runs: 0, killed: 0, loadable: 0 };

    // A run that ends before its kill comes proves nothing, and another is killed in its place.
    while (tally.killed < KILLS && tally.runs < 4 * KILLS) {
      const seed = ++tally.runs;
      const child = train(seed);
      const begunAt = performance.now();
      const atChange = tally.killed % 2 === 0;
      const moment = atChange ? 1 + prng.integer(changes) : durationMs * prng.next();
      const timer = atChange ? undefined : setTimeout(() => child.kill('SIGKILL'), moment);
      const unwatch = atChange ? killAtChange(child, moment) : () => {};
      const [, signal] = await once(child, 'exit');
      clearTimeout(timer);
      unwatch();
      if (signal === 'SIGKILL') tally.killed++;
      else durationMs = Math.min(durationMs, performance.now() - begunAt);
      const { manifest } = await readModelFolder(out);
      expect(manifest.seed, `after run ${seed}`).toBeLessThanOrEqual(seed);
      if (signal === 'SIGKILL') tally.loadable++;
    }
    console.log(
      `inkling train, moments of seed ${SEED}: ${tally.killed} kills, ${tally.loadable} left a loadable model`,
    );

    expect(tally.killed).toBe(KILLS);
    expect(tally.loadable).toBe(KILLS);

    // Killed once more, when an epoch is done, the first run goes on and comes to the very same model.
    const again = train(0);
    const unwatch = killAtChange(again, 1, '.mine.checkpoint');
    expect(await once(again, 'exit')).toEqual([null, 'SIGKILL']);
    unwatch();
    const last = train(0);
    const said = text(last.stderr!);
    expect(await once(last, 'exit')).toEqual([0, null]);
    expect(await said).toMatch(/^goes on after epoch [12] /);
    expect(await readFile(join(out, 'manifest.json'), 'utf8')).toBe(whole);
    expect((await readdir(folder)).sort()).toEqual(['items.jsonl', 'log.jsonl', 'mine']);
    // The model, the one before it, and nothing of those that died.
    const left = (await readdir(out)).filter((name) => name.startsWith('.'));
    expect(left).toEqual([]);
  }, 1_800_000);
});
