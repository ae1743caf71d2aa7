import { UNTIL_LIFTED } from '../contract/records.ts';
import { dayOf, type Formats } from './format.ts';

/** When a pause ends, as people say it: the time alone where that is today; undefined where it has no end. */
export function pauseEnd(until: number, { now, time, dateTime }: Formats): string | undefined {
  if (until === UNTIL_LIFTED) return undefined;
  return dayOf(until) === dayOf(now()) ? time(until) : dateTime(until);
}
