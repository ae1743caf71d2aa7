import type { Evidence } from '../contract/panel_worker.ts';
import type { Interest } from '../contract/worker_api.ts';
import type { Snapshot } from '../engine/snapshot.ts';
import type { Step } from '../features/steps.ts';
import { interestsOf } from './profile_view.ts';
import { type Pause, type Then, untilNextTask, withSteps } from './weeks.ts';

/** Half the width of an interval that holds 95 % of a normal distribution, in standard errors. */
const WIDTH = 1.96;

/**
 * What each interest rests on, found by leaving out one step after the other: its reasons, the one first without
 * which its share falls most, and how far the share would swing had any single step been missed.
 *
 * The interval is the jackknife's (Tukey 1958): with n steps and s_i the share without step i, its variance is
 * (n - 1)/n · sum (s_i - mean)^2. It tells how little the profile is made from, not how true it is.
 *
 * @param weeks from `weeklySnapshots`
 * @param pause before each pass of the model
 */
export async function evidenceOf(
  snapshot: Snapshot,
  weeks: readonly Then[],
  pause: Pause = untilNextTask,
): Promise<Evidence[]> {
  const { model, steps } = snapshot;
  const known = interestsOf(snapshot);
  const told = [...known.departments, ...known.topics];
  const recent = steps.slice(-model.folder.manifest.T);
  const without: ReadonlyMap<string, number>[] = [];
  for (const step of recent) {
    await pause();
    without.push(sharesOf(await withSteps(snapshot, leaveOut(steps, step))));
  }
  const shownWeeks = weeks.map(({ at, known }) => ({ at, shares: sharesOf(known) }));
  const stepOf = new Map(recent.flatMap(({ interactionIds }, i) => interactionIds.map((id) => [id, i])));
  return told.map(({ path, share, reasons }) => {
    const shares = without.map((of) => of.get(path) ?? 0);
    const dropOf = (ids: readonly number[]) => share - (shares[stepOf.get(ids[0]!) ?? -1] ?? share);
    return {
      path,
      ...intervalOf(share, shares),
      weeks: shownWeeks.map(({ at, shares: then }) => ({ at, share: then.get(path) ?? 0 })),
      reasons: byDrop(reasons, dropOf),
    };
  });
}

function sharesOf(snapshot: Snapshot): ReadonlyMap<string, number> {
  const { departments, topics } = interestsOf(snapshot);
  return new Map([...departments, ...topics].map(({ path, share }) => [path, share]));
}

/** The steps without one; neighbours that are now one look at one item become one step, as `toSteps` folds them. */
function leaveOut(steps: readonly Step[], gone: Step): Step[] {
  const left: Step[] = [];
  for (const step of steps) {
    const last = left.at(-1);
    if (step === gone) continue;
    if (last && last.item === step.item && last.session === step.session)
      left[left.length - 1] = { ...last, interactionIds: [...last.interactionIds, ...step.interactionIds] };
    else left.push(step);
  }
  return left;
}

/** Strongest first; those without which nothing changes keep the order that attention gave them. */
function byDrop(
  reasons: Interest['reasons'],
  dropOf: (ids: readonly number[]) => number,
): Interest['reasons'] {
  const drops = new Map(reasons.map((reason) => [reason, dropOf(reason.interactionIds)]));
  const total = reasons.reduce((sum, reason) => sum + Math.max(0, drops.get(reason)!), 0);
  // An only interest stays whole whatever is left out: then attention is all that can be told.
  if (total === 0) return reasons;
  return reasons
    .map((reason) => ({ ...reason, share: Math.max(0, drops.get(reason)!) / total }))
    .sort((a, b) => b.share - a.share);
}

function intervalOf(share: number, shares: readonly number[]): Pick<Evidence, 'low' | 'high'> {
  const n = shares.length;
  if (n < 2) return { low: 0, high: 1 };
  const mean = shares.reduce((sum, value) => sum + value, 0) / n;
  const spread = shares.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = WIDTH * Math.sqrt(((n - 1) / n) * spread);
  return { low: Math.max(0, share - half), high: Math.min(1, share + half) };
}
