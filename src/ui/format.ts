import { DAY_MS } from '../contract/config.ts';
import type { Preset } from '../contract/preset.ts';
import type { Language, LanguageCode } from './language.ts';
import { type Nouns, nounsFor } from './words/nouns.ts';
import { reasonWords } from './words/reason_words.ts';

/** How one language writes what the panel shows. Times are milliseconds since the epoch. */
export interface Formats {
  readonly tag: string;
  /** Which dictionary goes with it. */
  readonly code: LanguageCode;
  /** What its sentences call the place and what it offers: dictionaries are asked for with them. */
  readonly nouns: Nouns;
  /** The time that "today" goes by, ms since the epoch. */
  now(): number;
  number(value: number): string;
  /** Share in [0, 1] in percent; a share that is not 0 never reads 0. */
  percent(share: number): string;
  /** "3 March", with the year when it is another one. */
  date(at: number): string;
  /** "Tuesday 3 March". */
  day(at: number): string;
  time(at: number): string;
  dateTime(at: number): string;
  /** "today", "yesterday", "tomorrow", "on Tuesday" for the six days before, else "on 3 March". */
  when(at: number): string;
  seconds(ms: number): string;
  bytes(size: number): string;
  /** The price, or undefined when the item has none; without a currency the bare number. */
  price(value: number | undefined, currency: string | undefined): string | undefined;
}

/**
 * @param now reads the time against which "today" is meant.
 */
export function formatsFor({ tag, code }: Language, now: () => number, preset: Preset = 'shop'): Formats {
  const chinese = code === 'zh';
  const named = nounsFor(code, preset);
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(tag, options);
    return (at: number) => spaced(formatter.format(at), chinese);
  };
  const monthDay = dates({ day: 'numeric', month: 'long' });
  const withYear = dates({ day: 'numeric', month: 'long', year: 'numeric' });
  const weekday = dates({ weekday: chinese ? 'short' : 'long' });
  const longDay = dates({ weekday: 'long', day: 'numeric', month: 'long' });
  const clock = dates({ hour: '2-digit', minute: '2-digit' });
  const full = dates({ dateStyle: 'long', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const numbers = new Intl.NumberFormat(tag);
  const percents = new Intl.NumberFormat(tag, { style: 'percent' });
  const finePercents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });

  const date = (at: number) =>
    new Date(at).getFullYear() === new Date(now()).getFullYear() ? monthDay(at) : withYear(at);

  return {
    tag,
    code,
    nouns: named,
    now,
    number: (value) => numbers.format(value),
    percent: (share) => {
      if (share > 0 && share < 0.001) return `< ${finePercents.format(0.001)}`;
      return (share > 0 && share < 0.1 ? finePercents : percents).format(share);
    },
    date,
    day: (at) =>
      new Date(at).getFullYear() === new Date(now()).getFullYear()
        ? longDay(at)
        : `${weekday(at)} ${withYear(at)}`,
    time: clock,
    dateTime: full,
    when: (at) => {
      const days = daysBetween(at, now());
      if (days >= -1 && days <= 1) return relative.format(-days, 'day');
      return reasonWords[code](named).on(days > 1 && days < 7 ? weekday(at) : date(at));
    },
    seconds: (ms) =>
      ms < 60_000
        ? unit(tag, 'second', Math.max(1, Math.round(ms / 1000)))
        : unit(tag, 'minute', Math.round(ms / 60_000)),
    bytes: (size) =>
      size < 1_000_000
        ? unit(tag, 'kilobyte', Math.ceil(size / 1000))
        : unit(tag, 'megabyte', Math.round(size / 100_000) / 10),
    price: (value, currency) => (value === undefined ? undefined : price(tag, value, currency)),
  };
}

/** Start of the local day, as a key to group by. */
export function dayOf(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

// Rounded, because a local day may have 23 or 25 hours.
const daysBetween = (from: number, to: number): number => Math.round((dayOf(to) - dayOf(from)) / DAY_MS);

/** Chinese typography puts a space between digits and characters. */
const spaced = (text: string, chinese: boolean): string =>
  chinese ? text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ').replace(/(\p{Script=Han})(?=\d)/gu, '$1 ') : text;

const unit = (tag: string, name: string, value: number): string =>
  new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);

function price(tag: string, value: number, currency: string | undefined): string {
  if (currency === undefined) return new Intl.NumberFormat(tag, { minimumFractionDigits: 2 }).format(value);
  try {
    return new Intl.NumberFormat(tag, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).format(value);
  } catch {
    // Not an ISO 4217 code: what the page said is still worth showing.
    return `${value} ${currency}`;
  }
}
