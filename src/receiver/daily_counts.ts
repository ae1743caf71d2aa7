import { createHash } from 'node:crypto';
import { parseCodebook } from '../contract/codebook.ts';
import { invalid } from '../contract/error.ts';
import { odds } from '../privacy/krr.ts';
import { parseDay, shownDay } from './days.ts';
import type { DailyCount, Storage } from './storage.ts';

/** Days that are read at once. */
const CHUNK_DAYS = 128;

/** The counts of one codebook in one period that came on one day: every row, those without any as 0. */
export interface DayOfCodebook {
  readonly period: number;
  /** Hex SHA-256 of the codebook's file. */
  readonly codebook: string;
  readonly model: string;
  readonly epsilonMilli: number;
  readonly K: number;
  readonly p: number;
  readonly q: number;
  /** Noisy releases by row, [K]. */
  readonly releases: readonly number[];
  /** English, by row. [K] */
  readonly names: readonly string[];
}

/** A day of a site's counts, as they stand now. It replaces what was read of that day before. */
export interface Day {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  /** Give it back as `after` to go on behind this day. */
  readonly cursor: string;
  readonly counts: readonly DayOfCodebook[];
}

export interface DailyOptions {
  readonly storage: Storage;
  readonly site: string;
  /** The first day that is not read, days since the epoch: today, which is not over yet, or tomorrow. */
  readonly before: number;
  readonly periodDays: number;
  /** A cursor. */
  readonly after?: string;
}

/**
 * Every day with counts, oldest first, up to `before`; after a cursor only what is new to its holder.
 *
 * Days are not final: a shopper may erase a release until its nonce is forgotten, and a surge may be counted later. So a
 * cursor names its day and a digest of all days before it that could still change. Where the digest no longer fits,
 * these days are given again, those that are empty by now, too.
 *
 * @throws InklingError `invalid-argument` for what is no cursor, before the first day.
 */
export async function dailyCounts(options: DailyOptions): Promise<AsyncIterable<Day>> {
  const { storage, site, before, periodDays, after } = options;
  // A release comes in its period or the next and is kept for two more, a day of tolerance at both ends.
  const changing = 3 * periodDays + 2;
  const codebooks = await describeCodebooks(storage, site);
  let from: number;
  let isSentAgain = false;
  if (after === undefined) {
    const first = (await storage.counts({ site }))[0]?.period ?? 0;
    from = Math.max(0, Math.min(first * periodDays - 1, before - changing));
  } else {
    const { day, digest } = parseCursor(after) ?? invalidCursor();
    isSentAgain = digest !== (await digestBefore(storage, site, day, changing));
    from = isSentAgain ? Math.max(0, day - changing + 1) : day + 1;
  }
  return days();

  async function* days(): AsyncGenerator<Day> {
    let digests = await digestsOf(storage, site, from - changing, from - 1);
    for (let start = from; start < before; start += CHUNK_DAYS) {
      const end = Math.min(before, start + CHUNK_DAYS) - 1;
      const byDay = grouped(await storage.dailyCounts({ site, from: start, to: end }), ({ day }) => day);
      for (let day = start; day <= end; day++) {
        const counts = byDay.get(day) ?? [];
        digests = [...digests.slice(1 - changing), digestOf(counts)];
        if (counts.length === 0 && !isSentAgain) continue;
        yield { day: shownDay(day), cursor: cursorOf(day, digests), counts: byCodebook(counts, codebooks) };
      }
    }
  }
}

type Described = Omit<DayOfCodebook, 'period' | 'releases'>;

async function describeCodebooks(storage: Storage, site: string): Promise<Map<string, Described>> {
  const stored = await storage.codebooks(site);
  return new Map(
    stored.map(({ sha256, model, epsilonMilli, file }) => {
      const { K, rows } = parseCodebook(JSON.parse(Buffer.from(file).toString('utf8')));
      const names = rows.map(({ name }) => name.en ?? '');
      return [sha256, { codebook: sha256, model, epsilonMilli, K, ...odds(epsilonMilli, K), names }];
    }),
  );
}

function byCodebook(
  counts: readonly DailyCount[],
  codebooks: ReadonlyMap<string, Described>,
): DayOfCodebook[] {
  const groups = grouped(counts, ({ period, codebook }) => `${period} ${codebook}`);
  return [...groups.values()].map((group) => {
    const { period, codebook } = group[0]!;
    const described = codebooks.get(codebook)!;
    const releases = new Array<number>(described.K).fill(0);
    for (const count of group) releases[count.row]! += count.releases;
    return { period, ...described, releases };
  });
}

/** The digests of a range of days, one each. */
async function digestsOf(storage: Storage, site: string, from: number, to: number): Promise<string[]> {
  const counts = await storage.dailyCounts({ site, from: Math.max(0, from), to: Math.max(0, to) });
  const byDay = grouped(counts, ({ day }) => day);
  return Array.from({ length: to - from + 1 }, (_, i) => digestOf(byDay.get(from + i) ?? []));
}

async function digestBefore(storage: Storage, site: string, day: number, days: number): Promise<string> {
  return together(await digestsOf(storage, site, day - days + 1, day));
}

function digestOf(counts: readonly DailyCount[]): string {
  if (counts.length === 0) return '-';
  const cells = counts.map(({ period, codebook, row, releases }) => [period, codebook, row, releases]);
  return sha256(JSON.stringify(cells));
}

const together = (digests: readonly string[]): string => sha256(digests.join());
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const cursorOf = (day: number, digests: readonly string[]): string => `${shownDay(day)}.${together(digests)}`;

/** Whether it could have been a cursor. */
export const isCursor = (text: string): boolean => parseCursor(text) !== undefined;

function parseCursor(text: string): { day: number; digest: string } | undefined {
  const [, date = '', digest = ''] = /^([\d-]{10})\.([0-9a-f]{16})$/.exec(text) ?? [];
  const day = parseDay(date);
  return day === undefined ? undefined : { day, digest };
}

function invalidCursor(): never {
  throw invalid('"after" is no cursor, must be one that a line of this stream had');
}

function grouped<T, Key>(list: readonly T[], keyOf: (one: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
