/** Rows of the guard database: the only thing that stays after a clear. */

/** Who flipped a switch. Only `shopper` lifts GPC, and only for recording; `tool` is a consent tool of the page. */
export type Hand = 'site' | 'shopper' | 'tool';

/** What speaks for shoppers on a page: a consent tool, or a function of the site's own; `unread` = one whose reader has not come yet. */
export type Tool = 'tcf' | 'gpp' | 'shopify' | 'consentMode' | 'wordpress' | 'function' | 'unread';

/** What a tool says of each switch: yes, no, null = not decided yet; a switch of which it says nothing is absent. */
export interface Saying {
  readonly record?: boolean | null | undefined;
  readonly release?: boolean | null | undefined;
}

/** Every tool that is there. */
export type Sayings = Readonly<Partial<Record<Tool, Saying>>>;

/** The shopper's choice and its proof. */
export interface Choice {
  readonly record: boolean;
  readonly release: boolean;
  readonly at: number;
  readonly by: Hand;
  /** What the browser said when the choice was made. */
  readonly gpc: boolean;
  /** What the page's tools said then; absent where there were none. */
  readonly tools?: Sayings;
  /** Until then nothing is recorded, shown or sent, ms since the epoch; `UNTIL_LIFTED` = until somebody goes on. */
  readonly pausedUntil?: number;
  /** Somebody signed out of a shared computer: as paused, and the panel shows nothing. */
  readonly locked?: true;
}

/** The end of a pause that has none. */
export const UNTIL_LIFTED: number = Number.MAX_SAFE_INTEGER;

/** What holds both switches off at this moment, whatever was chosen. */
export const restOf = (choice: Choice | undefined, now: number): 'locked' | 'paused' | undefined =>
  choice?.locked ? 'locked' : (choice?.pausedUntil ?? 0) > now ? 'paused' : undefined;

/** Whether something may leave at this moment, as far as the shopper's choice goes. */
export const allowsRelease = (choice: Choice | undefined, now: number): boolean =>
  choice?.release === true && restOf(choice, now) === undefined;

/**
 * One debit of the privacy budget. `reserved`: debited, and no byte can have left yet.
 * `committed`: the release stands in ledger and outbox, and its bytes may have left.
 */
export interface Spend {
  readonly period: number;
  readonly epsilonMilli: number;
  /** Rows of the codebook. Only for telling the exact loss; where it is absent the worst is told, that of 2. */
  readonly K?: number;
  readonly state: 'reserved' | 'committed';
  readonly at: number;
}

export interface Budget {
  /** When this browser's budget began, ms since the epoch. Nothing is released in its first day. */
  readonly since: number;
  /** Latest time ever seen: a clock set back does not bring a period back. */
  readonly highWater: number;
  /** When the current period's release falls due; drawn once a period. */
  readonly due?: {
    readonly period: number;
    readonly at: number;
    /** Hex SHA-256 of the codebook that the period was begun with, the only one it draws from. */
    readonly codebook?: string;
  };
  /** Debits of the last 365 days. */
  readonly spends: readonly Spend[];
}

/** A row of the ledger: what left, byte for byte, chained by hash. */
export interface LedgerEntry {
  /** 0 is the genesis row. */
  readonly seq: number;
  /** When the release's epsilon was debited, by the time that the budget goes by: never earlier than the row before. */
  readonly at: number;
  /** Hex SHA-256 of the entry before; 64 zeros in the genesis row. */
  readonly previous: string;
  /** Hex SHA-256 of this entry's other fields. */
  readonly hash: string;
  /** Absent in the genesis row. */
  readonly release?: LedgerRelease;
}

export interface LedgerRelease {
  readonly period: number;
  readonly epsilonMilli: number;
  readonly K: number;
  /** Row of the codebook that was sent. */
  readonly row: number;
  /** The 128 bytes, hex. */
  readonly bytes: string;
  /** Hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** Hex SHA-256 of the codebook file and of the model's manifest. */
  readonly codebook: string;
  readonly model: string;
  readonly receiver: string;
  /** Address of the relay that it goes through; absent = directly. */
  readonly relay?: string;
}

/**
 * What became of asking the receiver to erase a release. `asked`: no answer has been seen. `erased`: the receiver
 * says that it is gone. `too-late`: it holds no such release (any more). `unreachable`: it could not be asked.
 */
export interface Erasure {
  readonly state: 'asked' | 'erased' | 'too-late' | 'unreachable';
  /** When it was asked or answered, ms since the epoch. */
  readonly at: number;
}

/** A release on its way. Deleted when the receiver acknowledged it; one that was given up stays, unsent. */
export interface OutboxEntry {
  readonly period: number;
  readonly url: string;
  /** As in the ledger. */
  readonly relay?: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly createdAt: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  /** The last attempt failed; absent while the first one is under way. */
  readonly isUnanswered?: true;
  /** The receiver refused it, or could not be reached for 30 days. Absent while it is on its way. */
  readonly givenUp?: 'refused' | 'unreachable';
}
