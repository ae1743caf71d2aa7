/**
 * Basic information: what is known of a visit besides its items, in classes so wide that they single nobody out.
 * Nothing here is fingerprinting material: no user agent string, no canvas, no fonts, no exact screen. A release
 * has no basic information at all.
 */

/** What a browser, or a line of a shop's log, tells. Each part may be absent, and is then class 0 of its slot. */
export interface BasicContext {
  /** BCP 47; only the language itself counts, not script or country. */
  readonly language?: string | undefined;
  readonly device?: Device | undefined;
  /** IANA name; only its region counts, and what time of day and week it is there. */
  readonly timeZone?: string | undefined;
}

export const DEVICES = ['phone', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** Fifths of the catalogue's prices. */
export const PRICE_BANDS = 5;

const VISITS = ['first', 'returning'] as const;
const TIMES_OF_DAY = ['night', 'morning', 'afternoon', 'evening'] as const;
const DAYS = ['workday', 'weekend'] as const;
/** First part of a time zone's name; the others, "Etc" and "Antarctica", tell too little or too much. */
const REGIONS = [
  'Africa',
  'America',
  'Asia',
  'Atlantic',
  'Australia',
  'Europe',
  'Indian',
  'Pacific',
] as const;
const LANGUAGES = [
  'ar',
  'de',
  'en',
  'es',
  'fr',
  'hi',
  'id',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt',
  'ru',
  'tr',
  'vi',
  'zh',
  '*',
] as const;

/** Rows of each slot's classes in the basic table, after row 0, none. The order is what was trained: append, never reorder. */
const CLASSES: readonly number[] = [
  PRICE_BANDS,
  VISITS.length,
  TIMES_OF_DAY.length,
  DAYS.length,
  DEVICES.length,
  REGIONS.length,
  LANGUAGES.length,
];

export const BASIC_SLOTS = CLASSES.length;
export const BASIC_ROWS = 1 + CLASSES.reduce((sum, count) => sum + count);
const FIRST_ROWS = CLASSES.map(
  (_, slot) => 1 + CLASSES.slice(0, slot).reduce((sum, count) => sum + count, 0),
);

/** Row of a class of a slot; 0 for none. @param place of the class in its slot, -1 = none */
const rowOf = (slot: number, place: number): number => (place < 0 ? 0 : FIRST_ROWS[slot]! + place);

/** @param band 1 to PRICE_BANDS, 0 = no price */
export const priceRow = (band: number): number => rowOf(0, band - 1);

export const visitRow = (isFirst: boolean): number => rowOf(1, isFirst ? 0 : 1);

/** Rows of device, region and language, which hold for the whole history. [3] */
export function contextRows({ device, timeZone, language }: BasicContext): [number, number, number] {
  const region = timeZone?.split('/')[0] as (typeof REGIONS)[number] | undefined;
  const primary = language?.split('-')[0]?.toLowerCase();
  const known = LANGUAGES.indexOf(primary as (typeof LANGUAGES)[number]);
  return [
    rowOf(4, device === undefined ? -1 : DEVICES.indexOf(device)),
    rowOf(5, region === undefined ? -1 : REGIONS.indexOf(region)),
    rowOf(6, primary === undefined || primary === '' ? -1 : known === -1 ? LANGUAGES.length - 1 : known),
  ];
}

/** Rows of the time of day and of the week where the shopper is; none where the time zone is unknown. */
export function clockRows(timeZone: string | undefined): (at: number) => [number, number] {
  const clock = clockOf(timeZone);
  if (!clock) return () => [0, 0];
  return (at) => {
    const [weekday, hour] = clock.format(at).split(/,?\s+/) as [string, string];
    const isWeekend = weekday === 'Sat' || weekday === 'Sun';
    return [rowOf(2, Math.floor((Number(hour) % 24) / 6)), rowOf(3, isWeekend ? 1 : 0)];
  };
}

function clockOf(timeZone: string | undefined): Intl.DateTimeFormat | undefined {
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return undefined; // no zone of that name: the state of the world
  }
}
