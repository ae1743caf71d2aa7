import type { Names } from './answers.ts';
import { type Language, TEXTS, type TextKey } from './texts.ts';

const DAY_MS = 86_400_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** Words, numbers and dates of one language. */
export class Voice {
  readonly language: Language;
  readonly #whole: Intl.NumberFormat;
  readonly #tenths: Intl.NumberFormat;
  readonly #points: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #shortDay: Intl.DateTimeFormat;

  constructor(language: Language) {
    this.language = language;
    this.#whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.#tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    this.#points = new Intl.NumberFormat(language, {
      ...{ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' },
    });
    this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    const date = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
    this.#day = new Intl.DateTimeFormat(language, { ...date, year: 'numeric' });
    this.#shortDay = new Intl.DateTimeFormat(language, date);
  }

  text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return TEXTS[this.language][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  }

  whole(value: number): string {
    return this.#whole.format(Math.round(value) || 0); // no "-0"
  }

  tenths(value: number): string {
    return this.#tenths.format(value);
  }

  percent(value: number): string {
    return this.#percent.format(value);
  }

  /** Percentage points with their sign. */
  points(value: number): string {
    return this.#points.format(100 * value);
  }

  /** @param day days since the epoch */
  day(day: number): string {
    return this.#day.format(day * DAY_MS);
  }

  shortDay(day: number): string {
    return this.#shortDay.format(day * DAY_MS);
  }

  /** The days that a period covers. */
  period(period: number, periodDays: number): string {
    const first = period * periodDays;
    return `${this.day(first)} – ${this.day(first + periodDays - 1)}`;
  }

  /** The greatest unit that fits. */
  time(seconds: number): string {
    if (seconds >= DAY_S) return this.text('daysLong', { n: Math.floor(seconds / DAY_S) });
    if (seconds >= HOUR_S) return this.text('hours', { n: Math.floor(seconds / HOUR_S) });
    return this.text('minutes', { n: Math.floor(seconds / MINUTE_S) });
  }

  /** The name in this language, in one like it, or in English. */
  name(names: Names): string {
    return names[this.language] ?? names[this.language.split('-')[0]!] ?? names.en ?? '';
  }
}

/** What the address says (`?lang=`), or the first of the browser's languages that there are texts in. */
export function preferredLanguage(search: string, browser: readonly string[]): Language {
  for (const wanted of [new URLSearchParams(search).get('lang'), ...browser]) {
    if (/^zh\b/i.test(wanted ?? '')) return 'zh-CN';
    if (/^en\b/i.test(wanted ?? '')) return 'en';
  }
  return 'en';
}
