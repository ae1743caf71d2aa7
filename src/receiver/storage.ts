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
  /**
   * Stores the batch: all of it or none, and on disk when the promise resolves.
   * A nonce that the site already has is left as it stands.
   * @returns for each release whether it was new.
   */
  append(batch: readonly StoredRelease[]): Promise<boolean[]>;
  /** Releases per period, codebook and row; rows without any are left out. */
  counts(query: PeriodQuery): Promise<Count[]>;
  /** The releases themselves, in the order of their nonces. */
  rows(query: PeriodQuery): AsyncIterable<StoredRelease>;
  /** Takes a release out, and out of the counts. @returns whether it was there. */
  erase(site: string, nonce: Uint8Array): Promise<boolean>;
  /** Whether something can be written right now. Never rejects. */
  health(): Promise<Health>;
  close(): Promise<void>;
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
