import type { Erasure } from './records.ts';
import type { ImportReport } from './take_away.ts';
import type { Facts, Taste } from './wishes.ts';
import type {
  HistoryRow,
  Interest,
  LedgerView,
  ProfileView,
  Reason,
  Recommendation,
  RelationRow,
  RowKey,
} from './worker_api.ts';

/**
 * What only the panel asks of the worker. A file of its own answers, fetched with the first question; when
 * it does not come, each rejects with `file-unavailable`, and everything else works.
 */
export interface PanelWorker {
  profile(): Promise<ProfileView>;
  /** What each interest rests on, by leaving out one step after the other. Takes one pass of the model a step. */
  evidence(): Promise<readonly Evidence[]>;
  /** Some items and the shopper's way among them; undefined where nothing may be recorded or no model came. */
  tasteMap(): Promise<TasteMap | undefined>;
  /** The profile at unit length, [D]; undefined without behaviour. */
  embedding(): Promise<Float32Array | undefined>;
  history(): Promise<HistoryRow[]>;
  /** What is followed and the like, latest first. */
  relations(): Promise<RelationRow[]>;
  /** Removes interactions by their ids, and relations by `relationKey`, with what was learnt from them. */
  removeInteractions(keys: readonly RowKey[]): Promise<void>;
  /**
   * Will remove these, in place of what it was told before, whatever becomes of this page: a page that is open then
   * does it, or the next one.
   */
  removeSoon(keys: readonly RowKey[], afterMs: number): Promise<void>;
  /** Marks interactions as a gift or as somebody else's; both are left out of profile and release. */
  markInteractions(ids: readonly number[], mark: 'gift' | 'notMe', on: boolean): Promise<void>;
  /** Interests and the first recommendations as they would be after a change. Changes nothing. */
  preview(change: PreviewChange): Promise<Preview>;
  /** Says less, never or right of a category path, or, undefined, takes that back. */
  setTaste(path: string, taste: Taste | undefined): Promise<void>;
  /** Replaces what is stated. */
  setFacts(facts: Facts): Promise<void>;
  /** Forgets what was learnt on the device, and learns from what comes after. */
  resetLearning(): Promise<void>;
  /** All that this device knows, as the text of a file. */
  takeAway(): Promise<string>;
  /** Merges such a file; never ledger, budget, outbox or consent. Rejects with `invalid-argument`, having changed nothing. */
  bringBack(file: string): Promise<ImportReport>;
  ledger(): Promise<LedgerView>;
  /**
   * Asks the receiver to erase a period's release, the way that it went; undefined when nothing of it has left.
   * Not asked again by itself.
   */
  eraseRelease(period: number): Promise<Erasure | undefined>;
}

export interface PreviewChange {
  /** Ids of interactions that would not be there. */
  readonly without?: readonly number[];
  readonly taste?: { readonly path: string; readonly taste: Taste };
}

export interface Preview {
  /** Departments, strongest first. */
  readonly interests: readonly Interest[];
  /** The first few of what would be recommended. */
  readonly recommendations: readonly Recommendation[];
}

/** What one interest, a department or a leaf, rests on. */
export interface Evidence {
  /** Category path joined by " > ". */
  readonly path: string;
  /** The one first without which the share falls most; `share` is its part of all such falls. */
  readonly reasons: readonly Reason[];
  /** Share within which the interest lies if any one thing had been missed, 95 %. */
  readonly low: number;
  readonly high: number;
  /** Its share at the ends of the last weeks, oldest first and now last; none from before anything was done. */
  readonly weeks: readonly { readonly at: number; readonly share: number }[];
}

/** Items and shopper in one plane; its middle is the mean item, its scale the same in both directions. */
export interface TasteMap {
  /** By name; "" is all that has none, or one of the many small ones. */
  readonly departments: readonly string[];
  /** None where there are too few for a map. */
  readonly items: readonly (Place & {
    readonly name: string;
    /** Place in `departments`. */
    readonly department: number;
  })[];
  /** The profile at the ends of the last weeks, oldest first and now last; none without behaviour. */
  readonly path: readonly (Place & {
    /** ms since the Unix epoch */
    readonly at: number;
  })[];
  /** Share in [0, 1] of the difference between these items that the plane holds. */
  readonly explained: number;
}

export interface Place {
  readonly x: number;
  /** Upwards. */
  readonly y: number;
}
