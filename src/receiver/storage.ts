/**
 * What the receiver keeps, behind one small interface, so that a team can put another engine under it.
 * The calls are asynchronous although SQLite's are not: an engine across a network needs it.
 */
export interface Storage {
  /**
   * Registers a codebook for a site, or leaves the one that stands there under the same hash.
   * @returns the one that stands: the caller compares, for its epsilon may differ.
   */
  registerCodebook(codebook: StoredCodebook): Promise<StoredCodebook>;
  /** Every codebook that the site ever had, oldest first: old counts stay readable. */
  codebooks(site: string): Promise<StoredCodebook[]>;
  /** Makes one or two codebooks, the newest first, those whose releases the site takes. */
  activate(site: string, codebooks: readonly string[]): Promise<void>;
  /** Back to what was live before the last `activate` that still stands. @returns whether there was any. */
  rollBack(site: string): Promise<boolean>;
  /** What all receivers of a site have to agree on. */
  standing(site: string): Promise<Standing>;
  /**
   * Stores the batch: all of it or none, and on disk when the promise resolves.
   * A nonce that the site already has is left as it stands.
   * @returns for each release whether it was new.
   * @throws InklingError `invalid-argument` for a codebook that is not registered and for a period that
   * was rolled up: its nonces are gone, so nobody could tell whether the release is new.
   */
  append(batch: readonly StoredRelease[]): Promise<boolean[]>;
  /** Releases per period, codebook and row; rows without any are left out, and so are quarantined releases. */
  counts(query: PeriodQuery): Promise<Count[]>;
  /** The same by day of arrival. */
  dailyCounts(query: DayQuery): Promise<DailyCount[]>;
  /** The releases themselves, in the order of their nonces, those in quarantine too. */
  rows(query: PeriodQuery): AsyncIterable<StoredRelease>;
  /** Takes a release out, and out of the counts. @returns whether it was there. */
  erase(site: string, nonce: Uint8Array): Promise<boolean>;
  /** Days of which releases are in quarantine, oldest first. */
  quarantine(site: string): Promise<QuarantinedDay[]>;
  /** Counts or discards what is in quarantine of a day. @returns how many releases. */
  settleQuarantine(site: string, day: number, fate: 'count' | 'discard'): Promise<number>;
  /**
   * Forgets the releases of all periods before this one; their counts stay. Of those in quarantine nothing
   * stays. Works in steps, between which others may write; interrupted, it is taken up by the next call.
   * @returns how many releases were forgotten by this call.
   */
  rollUp(site: string, before: number): Promise<number>;
  /**
   * Writes down the day that a receiver's clock shows.
   * @returns since when the days have followed each other without a step back, or one ahead of more than
   * `maxStep`; the day after such a step, which may lie ahead.
   */
  noteDay(today: number, maxStep: number): Promise<number>;
  /** Whether something can be written right now. Never rejects. */
  health(): Promise<Health>;
  close(): Promise<void>;
  /** Parts of the database may fail alone: what fails together may succeed one by one. */
  readonly isSpread?: boolean;
}

/** One release as it is kept. No address, no browser, no time finer than a day. */
export interface StoredRelease {
  readonly site: string;
  /** 16 bytes; unique within the site. */
  readonly nonce: Uint8Array;
  /** Hex SHA-256 of the codebook's file. */
  readonly codebook: string;
  readonly row: number;
  readonly period: number;
  /** Day of arrival, days since the epoch. */
  readonly day: number;
  /** In quarantine: kept, and not counted. */
  readonly isHeld?: true;
}

export interface StoredCodebook {
  readonly site: string;
  /** Hex SHA-256 of the file. */
  readonly sha256: string;
  readonly epsilonMilli: number;
  /** Name of the model that brought it. */
  readonly model: string;
  /** The file, byte for byte. */
  readonly file: Uint8Array;
}

export interface PeriodQuery {
  readonly site: string;
  /** First and last period, both included; absent = no bound. */
  readonly from?: number;
  readonly to?: number;
}

export interface Standing {
  /** Hex SHA-256 of the codebooks whose releases are taken, the newest first. */
  readonly live: readonly string[];
  /** Releases of periods before this one are forgotten, and no longer taken. */
  readonly rolledUpBefore: number;
}

export interface QuarantinedDay {
  readonly day: number;
  readonly releases: number;
}

export interface DayQuery {
  readonly site: string;
  /** First and last day, both included; absent = no bound. */
  readonly from?: number;
  readonly to?: number;
}

export interface DailyCount extends Count {
  readonly day: number;
}

export interface Count {
  readonly period: number;
  readonly codebook: string;
  readonly row: number;
  readonly releases: number;
}

export interface Health {
  readonly isWritable: boolean;
  /** One sentence, when it is not. */
  readonly problem?: string;
}
