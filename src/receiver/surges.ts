import type { Storage, StoredRelease } from './storage.ts';

/** So many times the median day is more than a sale or a holiday brings: releases are due at random times. */
const FACTOR = 5;
/** Under this many releases a day nothing is a surge: a shop that has just begun doubles from day to day. */
const FLOOR = 1_000;
/** Days that the median is of, and how many of them there must be before anything is implausible. */
const HISTORY_DAYS = 28;
const MIN_DAYS = 7;

/**
 * How many releases a site may plausibly get in a day, and what comes beyond that.
 *
 * Whoever floods a receiver with well-formed releases shifts its cohorts, and no release says whose it is. What
 * can be seen is their number. Beyond the limit releases are kept in quarantine: stored and acknowledged, since
 * some are shoppers', but not counted until somebody has looked (`inkling quarantine`).
 */
export class Surges {
  readonly #storage: Pick<Storage, 'dailyCounts'>;
  readonly #site: string;
  #day = 0;
  #counted = 0;
  #limit = Number.POSITIVE_INFINITY;

  constructor(storage: Pick<Storage, 'dailyCounts'>, site: string) {
    this.#storage = storage;
    this.#site = site;
  }

  /** Releases a day beyond which they are put in quarantine; infinite while there is no history. */
  get limit(): number {
    return this.#limit;
  }

  /** What the database says, other receivers' releases included. */
  async refresh(today: number): Promise<void> {
    const counts = await this.#storage.dailyCounts({
      site: this.#site,
      from: today - HISTORY_DAYS,
      to: today,
    });
    const days = new Array<number>(HISTORY_DAYS + 1).fill(0);
    for (const { day, releases } of counts) {
      const at = day - today + HISTORY_DAYS;
      days[at] = days[at]! + releases;
    }
    const past = days.slice(0, HISTORY_DAYS);
    this.#limit = limitOf(past.slice(past.findIndex((releases) => releases > 0)));
    this.#counted = days[HISTORY_DAYS]!;
    this.#day = today;
  }

  /** The releases, those beyond the day's limit marked as held. */
  admit(releases: readonly StoredRelease[]): readonly StoredRelease[] {
    const day = releases[0]?.day ?? this.#day;
    if (day !== this.#day) {
      this.#day = day; // a new day has begun; the limit is the one before's until the next refresh
      this.#counted = 0;
    }
    const room = Math.max(0, this.#limit - this.#counted);
    this.#counted += releases.length;
    if (room >= releases.length) return releases;
    return releases.map((release, at) => (at < room ? release : { ...release, isHeld: true as const }));
  }
}

/** @param days releases by day, from the first that had any to yesterday. */
function limitOf(days: readonly number[]): number {
  if (days.length < MIN_DAYS || days.every((releases) => releases === 0)) return Number.POSITIVE_INFINITY;
  const median = days.toSorted((a, b) => a - b)[Math.floor(days.length / 2)]!;
  return Math.max(FLOOR, FACTOR * median);
}
