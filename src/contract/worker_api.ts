import type { Backend, Config } from './config.ts';
import type { Kind, StoredInteraction } from './interaction.ts';
import type { Item } from './item.ts';
import type { LedgerFinding } from './ledger_file.ts';
import type { PanelWorker } from './panel_worker.ts';
import type { Preset } from './preset.ts';
import type { Budget, Choice, Erasure, LedgerEntry } from './records.ts';
import type { Relation } from './relation.ts';
import type { Wishes } from './wishes.ts';

/**
 * What crosses the thread: plain structured-cloneable data, no tensors, classes or callbacks.
 * Both sides import this file and nothing else of each other.
 */
export interface InklingWorker extends PanelWorker {
  /** Opens what may be opened and warms the model up if recording is allowed. Call once, first. */
  start(options: WorkerOptions): Promise<WorkerStatus>;
  status(): Promise<WorkerStatus>;
  /** The page appended interactions or the consent changed: the next answer is computed anew. */
  refresh(consent: ConsentState): Promise<void>;
  recommend(query: RecommendQuery): Promise<Recommendation[]>;
  rank(itemIds: readonly string[]): Promise<RankedItem[]>;
  /** The row that was last released, not the true one; undefined before any release. */
  cohort(): Promise<Cohort | undefined>;
  releaseStatus(): Promise<ReleaseStatus>;
  /**
   * Releases this period's embedding if it is due, then sends whatever waits in the outbox.
   * @param allowed whether release is consented to, read on the page just before this call.
   */
  release(allowed: boolean): Promise<ReleaseStatus>;
  /** Deletes everything but the guard, re-opens the database and counts what is left. */
  clear(): Promise<StorageReport>;
  /** As `clear`, and the budget too; release is then blocked for a full period. */
  forget(): Promise<StorageReport>;
  storage(): Promise<StorageReport>;
  /** Moves the clock of a test build; rejects in a released one. */
  setClockOffset(ms: number): Promise<void>;
}

export interface ConsentState {
  /** Behaviour may be recorded. */
  readonly record: boolean;
  /** Releases may leave. */
  readonly release: boolean;
}

export interface WorkerOptions {
  readonly config: Config;
  readonly consent: ConsentState;
  /** Only test builds heed it: ms added to the clock. */
  readonly clockOffsetMs?: number;
  /** BCP 47 tag of the page. */
  readonly language: string;
  /** False: ranks as the model was trained, whatever the history. True by default. */
  readonly learns?: boolean;
}

export interface WorkerStatus {
  readonly backend: Backend;
  /** `idle`: nothing loaded, because nothing may be recorded. */
  readonly model: 'idle' | 'loading' | 'ready' | 'failed';
  readonly modelName?: string;
  /** First 12 hex digits of the SHA-256 of manifest and codebook. */
  readonly modelHash?: string;
  readonly codebookHash?: string;
  /** The shop's experiment, once this browser has tossed its coin for it. */
  readonly holdout?: HoldOutView;
  /** Of a catalogue too large to send whole, once somebody's profile was held against all of it. */
  readonly reach?: Reach;
  /** What is off, in one sentence each, for the panel. */
  readonly problems: readonly Problem[];
}

/**
 * What it costs that the shop is not asked by taste: of the items that the profile likes best, only those whose cards
 * are here may be shown.
 */
export interface Reach {
  /** Items of the whole catalogue. */
  readonly items: number;
  /** So many of them were looked for, and so many of those have their cards here. */
  readonly best: number;
  readonly here: number;
}

/** Some browsers, chosen by a coin, are shown no recommendations. */
export interface HoldOutView {
  /** Share of the browsers that are held out. */
  readonly share: number;
  readonly isHeldOut: boolean;
}

/** A state of the world that the panel tells in one sentence. */
export type Problem =
  | 'model-missing'
  | 'model-corrupt'
  | 'store-blocked'
  | 'store-full'
  | 'store-unavailable'
  | 'store-rebuilt'
  | 'no-receiver'
  | 'no-codebook-pin'
  | 'codebook-mismatch'
  | 'codebook-changed'
  | 'setting-held'
  | 'relay-unusable'
  | 'receiver-unreachable'
  | 'receiver-refused'
  | 'release-given-up'
  | 'no-randomness';

export interface RecommendQuery {
  readonly count: number;
  /** Item ids to leave out, besides what was viewed. */
  readonly exclude?: readonly string[];
  /** Leave viewed and bought items in; what was turned down or lies in the cart stays out. */
  readonly includeSeen?: boolean;
  /**
   * Item ids that stand first, in this order, whatever they score and cost; seen ones too, but none that is
   * excluded, turned down, out of stock or unknown to the model.
   */
  readonly pin?: readonly string[];
  /**
   * How much variety may cost: 0 = by score alone, 1 = all for unlike items and departments that match
   * the shopper's. Without it 0.1.
   */
  readonly diversity?: number;
  readonly filter?: ItemFilter;
}

/** Which items may be recommended, besides pinned ones. Prices in the catalogue's own unit, bounds included. */
export interface ItemFilter {
  readonly minPrice?: number;
  readonly maxPrice?: number;
}

export interface Recommendation {
  readonly id: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** Its department, where the shopper stated an interest in that and has done nothing in it: then this is why. */
  readonly stated?: string;
  /** The catalogue's card, when it has one. */
  readonly item?: Item;
}

export interface RankedItem {
  readonly id: string;
  /** Absent when the model does not know the item; such items come last, in the given order. */
  readonly score?: number;
}

/** Why something is concluded: what was done with one item, and its share of the score. */
export interface Reason {
  /** Keys of the interactions that were folded into it: a view, its dwell, its cart. */
  readonly interactionIds: readonly number[];
  readonly kind: Kind;
  readonly at: number;
  readonly itemId?: string;
  readonly itemName?: string;
  /** What the item is; absent = shop. */
  readonly preset?: Preset;
  /** Share in [0, 1] of what all reasons explain. */
  readonly share: number;
}

export interface Cohort {
  readonly row: number;
  readonly K: number;
  readonly embedding: Int8Array;
  readonly period: number;
}

export type ReleaseState =
  | 'off' // release not consented to, or nothing configured to send to
  | 'waiting' // not due yet
  | 'due' // due; `waitMs` of the random wait are left on this page
  | 'sending' // drawn, bytes in the outbox
  | 'sent' // acknowledged
  | 'given-up' // the receiver could not be reached for 30 days, or refused
  | 'skipped' // the codebook changed within the period
  | 'spent'; // the year's budget is used up: this period is skipped

export interface ReleaseStatus {
  readonly state: ReleaseState;
  readonly period: number;
  /** Start of the next period, ms since the epoch. */
  readonly periodEndsAt: number;
  readonly dueAt?: number;
  /** What is left of this page's random wait; there only when a release is due or bytes are on their way. */
  readonly waitMs?: number;
  readonly epsilonMilli: number;
  /** Thousandths left of the year's 24000. */
  readonly budgetLeftMilli: number;
  readonly problems: readonly Problem[];
}

/** One interest, as a bar. */
export interface Interest {
  /** Category path joined by " > ". */
  readonly path: string;
  readonly department: string;
  /** Share in [0, 1]; the departments of one profile add up to 1. */
  readonly share: number;
  readonly reasons: readonly Reason[];
}

/** An interest of longer ago than what the model reads. */
export interface KeptInterest {
  /** Category path joined by " > ". */
  readonly path: string;
  /** What is left of it, as a share of all that is left of the history, times how sure the category is. */
  readonly share: number;
  /** When something was last done for it. */
  readonly at: number;
}

export interface ProfileView {
  /** Departments, strongest first. */
  readonly interests: readonly Interest[];
  /** Leaf categories, strongest first. */
  readonly topics: readonly Interest[];
  /** Weights of the feature groups in the fusion; they add up to 1 over the groups that have data. */
  readonly groups: {
    readonly basic: number;
    readonly behaviour: number;
    readonly tags: number;
    readonly relations: number;
  };
  /** The codebook row nearest to the profile, as a release would see it before the coin. */
  readonly row?: { readonly row: number; readonly name: string };
  /** Strongest first; by the day's look over the whole history. */
  readonly kept: readonly KeptInterest[];
  readonly interactions: number;
  /** Steps from which this device has learned what the model as trained gets wrong; it changes the ranking. */
  readonly learned: number;
  /** The catalogue's departments, by path; none where nothing may be recorded or no model came. */
  readonly departments: readonly string[];
  /** What the shopper said of interests and of themself. */
  readonly wishes: Wishes;
  readonly updatedAt: number;
  /** What the site offers; absent where nothing may be recorded. */
  readonly preset?: Preset;
}

export interface HistoryRow extends StoredInteraction {
  readonly item?: Item;
}

export interface RelationRow extends Relation {
  /** Of the item, where the target is one. */
  readonly name?: string;
}

/** Id of an interaction, or `relationKey` of a relation. */
export type RowKey = number | string;

export interface LedgerView {
  readonly entries: readonly LedgerEntry[];
  /** Whether every hash of the chain fits. */
  readonly intact: boolean;
  /** What a check of the whole ledger found to be wrong; empty = nothing. */
  readonly findings?: readonly LedgerFinding[];
  /** Periods that are still in the outbox. */
  readonly pending: readonly number[];
  readonly givenUp: readonly number[];
  /** What the receiver was asked to erase, by period. */
  readonly erasures: Readonly<Record<number, Erasure>>;
  readonly rowNames: readonly string[];
  /** Budget of this browser, as the guard has it; undefined before any choice. */
  readonly budget?: Budget;
  /** The relay that releases go through, and the hex SHA-256 of its pinned key configuration. */
  readonly relay?: { readonly url: string; readonly keySha256: string };
  readonly status: ReleaseStatus;
}

export interface StorageReport {
  /** Rows per object store, `database/store`. */
  readonly rows: Readonly<Record<string, number>>;
  /** The guard's rows in full; undefined while neither database exists. */
  readonly guard?: { readonly choice?: Choice; readonly budget?: Budget };
  readonly usageBytes?: number;
}
