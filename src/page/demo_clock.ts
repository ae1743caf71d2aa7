import { isTestBuild, setClockOffset } from '../contract/clock.ts';

const KEY = 'inkling-demo-clock';

/** Sets the clock of a test build to where the demo left it, and returns the offset; 0 in a released build. */
export function restoreDemoClock(): number {
  if (!isTestBuild) return 0;
  const offsetMs = Number(localStorage.getItem(KEY)) || 0;
  setClockOffset(offsetMs);
  return offsetMs;
}

/** Where the demo clock stands; 0 in a released build. */
export const demoOffset = (): number => (isTestBuild ? Number(localStorage.getItem(KEY)) || 0 : 0);

/** Moves the demo clock on, for this page and the pages after it; nothing in a released build. */
export function jumpDemoClock(ms: number): number {
  if (!isTestBuild) return 0;
  const offsetMs = demoOffset() + ms;
  localStorage.setItem(KEY, String(offsetMs));
  setClockOffset(offsetMs);
  return offsetMs;
}
