import { DAY_MS } from '../contract/config.ts';

/** Days since the epoch as a date, YYYY-MM-DD. */
export const shownDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** A date, YYYY-MM-DD, as days since the epoch; undefined when it is none. */
export function parseDay(text: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time / DAY_MS;
}
