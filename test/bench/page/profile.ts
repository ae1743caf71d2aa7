import type { Page } from '@playwright/test';

/** Scripts of Inkling, wherever they are served. */
export const OURS = /\/inkling[\w-]*\.m?js/;

export interface MainThreadTime {
  readonly totalMs: number;
  /** The longest stretch without a break. */
  readonly longestMs: number;
}

/**
 * Main-thread time in scripts whose address matches, and in all that they called (selectors, JSON,
 * IndexedDB), while `work` runs; by sampling profiler, every 100 microseconds.
 */
export async function mainThreadTime(
  page: Page,
  scripts: RegExp,
  work: () => Promise<void>,
): Promise<MainThreadTime> {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  await session.send('Profiler.start');
  await work();
  const { profile } = await session.send('Profiler.stop');
  await session.detach();
  const ours = new Set<number>();
  // Parents come before their children.
  for (const { id, callFrame, children = [] } of profile.nodes) {
    if (scripts.test(callFrame.url)) ours.add(id);
    if (ours.has(id)) for (const child of children) ours.add(child);
  }
  const deltas = profile.timeDeltas ?? [];
  let total = 0;
  let stretch = 0;
  let longest = 0;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    stretch = ours.has(id) ? stretch + deltas[i]! : 0;
    longest = Math.max(longest, stretch);
    if (ours.has(id)) total += deltas[i]!;
  }
  return { totalMs: total / 1000, longestMs: longest / 1000 };
}
