import { InklingError, invalid } from '../../contract/error.ts';
import { type Interaction, parseInteraction } from '../../contract/interaction.ts';
import { optionalString } from '../../contract/parse.ts';
import type { BasicContext } from '../../features/basic.ts';
import type { Skipped } from './skipped.ts';

/** One interaction of a log, and whose it is. The shopper's name groups, and is never written out. */
export interface LogEntry {
  readonly shopper: string;
  readonly interaction: Interaction;
  readonly context?: BasicContext;
}

/** An object of a log as it was parsed. */
export type Loose = Readonly<Record<string, unknown>>;

/** What cannot be a character of a UTF-8 file: bytes of another encoding are decoded to it. */
export const NOT_UTF8 = '\ufffd';

/** A shopper's name, or a session's where there are no shoppers. @throws InklingError `invalid-argument` */
export function shopperOf({ shopper, session }: Loose): string {
  const name = shopper ?? session;
  if (typeof name === 'number' || typeof name === 'bigint') return String(name);
  if (typeof name !== 'string' || name === '') throw invalid('shopper is missing');
  return name;
}

/**
 * `language`, `device` ("phone", or any other device) and `timeZone` of an object; undefined where it has none.
 * @throws InklingError `invalid-argument`
 */
export function contextOf(given: Loose): BasicContext | undefined {
  const language = optionalString(given.language, 'language', 35);
  const device = optionalString(given.device, 'device', 40);
  const timeZone = optionalString(given.timeZone, 'timeZone', 64);
  if (language === undefined && device === undefined && timeZone === undefined) return undefined;
  return {
    ...(language === undefined ? {} : { language }),
    ...(device === undefined ? {} : { device: device === 'phone' ? device : 'other' }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

/** An interaction of fields by our names; `item` stands for `itemId` too. @throws InklingError `invalid-argument` */
export function interactionOf(given: Loose): Interaction {
  const isPlain = given.itemId !== undefined && typeof given.at === 'number';
  const parsed = isPlain ? given : { ...given, itemId: given.itemId ?? given.item, at: timeOf(given.at) };
  return parseInteraction(parsed, Date.now());
}

/**
 * Milliseconds since the epoch of a number, its digits, or an ISO 8601 time; one without a zone is UTC, so that
 * a log means the same on every machine.
 * @throws InklingError `invalid-argument`
 */
export function timeOf(at: unknown): number {
  if (typeof at === 'number') return at;
  if (typeof at === 'bigint') return Number(at);
  const text = typeof at === 'string' ? at.trim() : '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const [, day, time = '', zone = 'Z'] = ISO.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(time === '' ? day : `${day}T${time}${zoneOf(zone)}`);
  if (Number.isNaN(ms)) throw invalid('at is no time, must be milliseconds since the Unix epoch or ISO 8601');
  return ms;
}

/** Runs the reading of one entry; what it throws for its contents is counted instead. */
export function understand(skipped: Skipped, line: number, read: () => void): void {
  try {
    read();
    skipped.take();
  } catch (error) {
    if (!(error instanceof InklingError)) throw error;
    skipped.bad('interactions', error.message, line);
  }
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/;

/** BigQuery writes UTC, databases +00; `Date` wants +00:00. */
const zoneOf = (zone: string): string =>
  zone === 'UTC'
    ? 'Z'
    : zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours, minutes = '00') => `${hours}:${minutes}`);
