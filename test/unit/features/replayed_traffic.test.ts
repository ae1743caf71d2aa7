import 'fake-indexeddb/auto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDedupe } from '../../../src/capture/dedupe.ts';
import { type Interaction, SESSION_GAP_MS } from '../../../src/contract/interaction.ts';
import { gapBucket } from '../../../src/features/build_input.ts';
import { type Flaw, flawsOf, withoutFuture } from '../../../src/features/cleaning.ts';
import { toRuns, toSteps } from '../../../src/features/steps.ts';
import { InklingStore } from '../../../src/store/inkling_store.ts';
import { withSessions } from '../../../src/training/readers.ts';

/** Clicks of a real shop with their real times, `session,item,at`; third-party, so not in this repository. */
const FOLDER = join(import.meta.dirname, '../../../../shared/data/yoochoose-100k');
const FILES = ['train.csv', 'test.csv'].map((name) => join(FOLDER, name));
const missing = FILES.every(existsSync) ? '' : 'shared/data/yoochoose-100k is absent';
if (missing) console.log(`skipped: replayed traffic: ${missing}`);

/** Databases that the store is asked about: each session of the file is a browser of its own. */
const STORED = 400;

describe.skipIf(missing)('real traffic, replayed', () => {
  /** Views of each visitor, oldest first, as a page would tell them. */
  let visitors: Interaction[][];
  let kept: Interaction[][];
  const indices = new Map<string, number>();
  const indexOf = (id: string) => indices.get(id);

  beforeAll(() => {
    const byVisitor = new Map<string, Interaction[]>();
    for (const file of FILES)
      for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
        const [session, itemId, at] = line.split(',') as [string, string, string];
        const key = `${file} ${session}`;
        if (!indices.has(itemId)) indices.set(itemId, indices.size + 1);
        byVisitor.set(key, [...(byVisitor.get(key) ?? []), { kind: 'view', itemId, at: Number(at) }]);
      }
    visitors = [...byVisitor.values()];
    kept = visitors.map((views) => {
      const isDouble = createDedupe();
      return views.filter((view) => !isDouble(view));
    });
  });

  test('loses to each rule what the rule is for, and little of what people did', () => {
    const counts = { views: 0, doubles: 0, future: 0, sessions: 0, repeats: 0, steps: 0 };
    const flawed: Record<Flaw, number> = { inhuman: 0, accident: 0, bounce: 0 };
    const gaps = new Array<number>(8).fill(0);
    kept.forEach((views, i) => {
      const possible = withoutFuture(views, Date.UTC(2014, 9, 1));
      const history = withSessions(possible);
      const runs = toRuns(history, indexOf);
      for (const flaw of flawsOf(runs)) if (flaw) flawed[flaw]++;
      const steps = toSteps(history, indexOf);
      steps.forEach(({ at }, s) => {
        gaps[gapBucket(s === 0 ? undefined : at - steps[s - 1]!.at)]!++;
      });
      counts.views += visitors[i]!.length;
      counts.doubles += visitors[i]!.length - views.length;
      counts.future += views.length - possible.length;
      counts.sessions += new Set(history.map(({ session }) => session)).size;
      counts.repeats += history.length - runs.length;
      counts.steps += steps.length;
    });
    console.log(`replayed traffic: ${JSON.stringify({ visitors: kept.length, ...counts, ...flawed, gaps })}`);

    // As published, checked by a count of its own: views of the item before, less than a second later.
    const doubles = visitors.flatMap((views) =>
      views.filter(({ itemId, at }, i) =>
        views.slice(0, i).some((earlier) => earlier.itemId === itemId && at - earlier.at < 1_000),
      ),
    );
    expect(counts.views).toBe(83_846);
    // A double of a double is one, too.
    expect(Math.abs(counts.doubles - doubles.length)).toBeLessThan(10);
    expect(counts.doubles).toBeGreaterThan(100);
    expect(counts.repeats).toBeGreaterThan(10_000);
    expect(counts.sessions - kept.length).toBe(longBreaks());
    // People: no session faster than people, no clock of tomorrow; clicks without times in view have no accidents.
    expect([flawed.inhuman, flawed.accident, counts.future]).toEqual([0, 0, 0]);
    expect(flawed.bounce).toBeGreaterThan(0);
    expect(flawed.bounce).toBeLessThan(counts.steps / 1_000);
    // What is left of the views after doubles and repeats, but for what a bounce had parted.
    const runs = counts.views - counts.doubles - counts.repeats;
    expect(runs - counts.steps).toBeGreaterThanOrEqual(flawed.bounce);
    expect(runs - counts.steps).toBeLessThanOrEqual(2 * flawed.bounce);
  });

  test('a program that replays a visitor’s items without a pause is left out as a whole', () => {
    const walk = kept.filter((views) => new Set(views.map(({ itemId }) => itemId)).size >= 25)[0]!;
    const program = walk.map((view, i) => ({ ...view, at: walk[0]!.at + i * 200 }));

    expect(toSteps(withSessions(walk), indexOf).length).toBeGreaterThan(20);
    expect(toSteps(withSessions(program), indexOf)).toEqual([]);
  });

  test('an item in view for less than a second is left out, and nothing else', () => {
    // What the log does not tell is taken from it: the time until the next click.
    const told = kept.map((views) =>
      views.map((view, i) => ({
        ...view,
        dwellMs: (views[i + 1]?.at ?? Number.POSITIVE_INFINITY) - view.at,
      })),
    );
    const flaws = told.flatMap((views) => {
      const runs = toRuns(withSessions(views), indexOf);
      return flawsOf(runs).map((flaw, i) => ({ flaw, run: runs[i]! }));
    });
    const accidents = flaws.filter(({ flaw }) => flaw === 'accident');
    console.log(`replayed traffic: ${accidents.length} of ${flaws.length} looks shorter than a second`);

    expect(accidents.length).toBeGreaterThan(50);
    expect(accidents.every(({ run }) => run.shownMs < 1_000)).toBe(true);
    expect(flaws.filter(({ run }) => run.shownMs < 1_000)).toHaveLength(accidents.length);
  });

  test('falls into the same sessions in the browser’s database as in a log', async () => {
    // Those with the longest breaks: the others have one session, wherever they stand.
    const longest = kept.toSorted((a, b) => breakOf(b) - breakOf(a)).slice(0, STORED);
    for (const views of longest) {
      globalThis.indexedDB = new IDBFactory();
      const store = await InklingStore.open();
      // In small batches, as pages write them.
      for (let i = 0; i < views.length; i += 3) await store.append(views.slice(i, i + 3));

      const stored = (await store.interactions()).map(({ id: _, ...row }) => row);
      store.close();

      expect(stored).toEqual(withSessions(views).map(({ id: _, ...row }) => row));
    }
    expect(longBreaks()).toBeGreaterThan(STORED);
  });

  const breaksOf = (views: readonly Interaction[]) => views.slice(1).map(({ at }, i) => at - views[i]!.at);
  const breakOf = (views: readonly Interaction[]) => Math.max(0, ...breaksOf(views));
  const longBreaks = () => kept.flatMap(breaksOf).filter((gap) => gap > SESSION_GAP_MS).length;
});
