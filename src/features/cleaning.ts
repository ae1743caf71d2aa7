import { DAY_MS } from '../contract/config.ts';
import type { Step } from './steps.ts';

/** A step that is to be judged: neighbouring interactions with one item in one session. */
export interface Run extends Step {
  /** Nothing but looks: no cart, no like. */
  readonly isLook: boolean;
  readonly views: number;
  /** How many of its interactions tell for how long the item was in view: the view itself, or a dwell after it. */
  readonly told: number;
  /** What they tell in all, milliseconds. */
  readonly shownMs: number;
}

/** Why a run is no step. */
export type Flaw = 'inhuman' | 'accident' | 'bounce';

/** Who leaves an item before this has seen nothing of it: the click was a slip. */
export const ACCIDENT_MS = 1_000;
/** Who goes back to the item before within this time has seen enough of the one between. */
export const BOUNCE_MS = 2_000;
/** So many items in a row that are looked at within so little time are looked at by a program. */
export const INHUMAN_RUNS = 20;
export const INHUMAN_MS = 10_000;
/**
 * Interactions whose time is possible: at most a day ahead. Those of a clock that has since been set right would stay
 * the newest for ever.
 */
export const withoutFuture = <T extends { readonly at: number }>(
  interactions: readonly T[],
  now: number,
): T[] => interactions.filter(({ at }) => at <= now + DAY_MS);

/**
 * What is wrong with each run of a history, undefined for those that count. A log that does not tell how long an
 * item was in view, or has level times, loses nothing by it. `training/prepare/sql.ts` says the same in SQL.
 */
export function flawsOf(runs: readonly Run[]): (Flaw | undefined)[] {
  const inhuman = new Set<number>();
  const looks = runs.filter(({ isLook }) => isLook);
  looks.forEach(({ at, session }, i) => {
    const first = looks[i + 1 - INHUMAN_RUNS];
    if (first?.session === session && at > first.at && at - first.at < INHUMAN_MS) inhuman.add(session);
  });
  return runs.map(({ at, session, isLook, views, told, shownMs }, i) => {
    if (inhuman.has(session)) return 'inhuman';
    if (!isLook) return undefined;
    // One view that does not tell may have been the long one.
    const isTold = told > 0 && told >= views;
    if (isTold && shownMs < ACCIDENT_MS) return 'accident';
    const [before, after] = [runs[i - 1], runs[i + 1]];
    const isReturn = before?.session === session && after?.session === session && before.item === after.item;
    // Level times do not tell how long it was.
    return isReturn && (isTold ? shownMs : after.at - at || BOUNCE_MS) < BOUNCE_MS ? 'bounce' : undefined;
  });
}
