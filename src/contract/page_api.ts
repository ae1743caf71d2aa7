import type { Interaction } from './interaction.ts';
import type { PanelWorker } from './panel_worker.ts';
import type { Preset } from './preset.ts';
import type { Sayings } from './records.ts';
import type { RelationRequest } from './relation.ts';
import type {
  Cohort,
  ConsentState,
  RankedItem,
  Recommendation,
  RecommendQuery,
  ReleaseStatus,
  StorageReport,
  WorkerStatus,
} from './worker_api.ts';

/** What happened, for `inkling.on`. */
export type InklingEvent = 'ready' | 'change' | 'consent' | 'release' | 'clear' | 'problem';

/** The public handle, `window.inkling`. No call throws; rejected promises carry an InklingError. */
export interface Inkling {
  /** Records the site's or the shopper's choice; an omitted switch keeps its value. */
  consent(choice: { readonly record?: boolean; readonly release?: boolean }): Promise<ConsentState>;
  record(interaction: Partial<Interaction> & Pick<Interaction, 'kind'>): Promise<void>;
  /** Tells whom the shopper follows, what wishlist was shared, what review was read; `on: false` takes it back. */
  relate(relation: RelationRequest): Promise<void>;
  recommend(query?: Partial<RecommendQuery>): Promise<Recommendation[]>;
  rank(itemIds: readonly string[]): Promise<RankedItem[]>;
  cohort(): Promise<Cohort | undefined>;
  release(): Promise<ReleaseStatus>;
  clear(): Promise<StorageReport>;
  /**
   * Nothing is recorded, recommended or released until then; what is there stays. A page can only make a pause longer;
   * the shopper ends it in the panel.
   * @param until ms since the Unix epoch, or Infinity
   */
  pause(until: number): Promise<ConsentState>;
  /** For signing out on a shared computer: as a pause, and the panel shows nothing, until it is called with false. */
  lock(isLocked?: boolean): Promise<ConsentState>;
  /** Shows the panel in a dialog on this page. */
  openPanel(): Promise<void>;
  /** Calls back on every such event; returns a function that ends it. */
  on(type: InklingEvent, callback: () => void): () => void;
  /** For an engineer's console: shows what is understood from this page, source by source. */
  debug(): Promise<void>;
}

/**
 * Where the panel and the row find what pages are not offered. A courtesy, not a wall: scripts of
 * the same origin can read IndexedDB anyway (README, "what is not promised").
 */
export const PANEL_PORT: unique symbol = Symbol.for('inkling.panel') as never;

/** What `<inkling-panel>` and `<inkling-recommendations>` work with. Every method may reject with an InklingError. */
export interface PanelPort extends PanelWorker {
  readonly inkling: Inkling;
  /** What the site offers, where it is configured. */
  readonly preset?: Preset | undefined;
  /** The module of the panel's sections in the drop-in's folder: one for each language. */
  loadSections(language: 'en' | 'zh'): Promise<unknown>;
  /** Resolves when the worker answers; `backend` and `problems` tell how. */
  status(): Promise<WorkerStatus>;
  /** Both switches, and the signal that decided each. */
  consentView(): Promise<ConsentView>;
  /** A switch turned by the shopper's hand. */
  choose(choice: { readonly record?: boolean; readonly release?: boolean }): Promise<ConsentView>;
  /** A pause by the shopper's hand, which may end one, too: 0 goes on. */
  pause(until: number): Promise<ConsentView>;
  storage(): Promise<StorageReport>;
  clear(): Promise<StorageReport>;
  forget(): Promise<StorageReport>;
  /** Only in the test build: the clock that the demo and the tests move. */
  readonly demoClock?: { offsetMs(): number; jump(ms: number): Promise<void> };
}

/** What decided a switch. */
export type ConsentReason =
  | 'none'
  | 'shopper'
  | 'site'
  /** A consent tool; `tools` tells which. */
  | 'tool'
  /** A tool has not decided yet. */
  | 'pending'
  /** Until `pausedUntil`. */
  | 'paused'
  | 'locked'
  | 'gpc'
  | 'dnt'
  | 'insecure-context'
  | 'cross-site-frame';

export interface ConsentView extends ConsentState {
  readonly recordReason: ConsentReason;
  readonly releaseReason: ConsentReason;
  /** When the choice was made; absent before any. */
  readonly chosenAt?: number;
  /** End of a pause, ms since the epoch; `UNTIL_LIFTED` (records.ts) where it has none. */
  readonly pausedUntil?: number;
  /** What the consent tools on this page say now; absent where there are none. */
  readonly tools?: Sayings;
}

/** The handle as the panel sees it. */
export interface InklingHandle extends Inkling {
  readonly [PANEL_PORT]: PanelPort;
}
