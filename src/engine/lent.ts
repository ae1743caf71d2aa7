import type { StoredInteraction } from '../contract/interaction.ts';
import type { PanelWorker } from '../contract/panel_worker.ts';
import type { ParsedQuery } from '../contract/recommend_query.ts';
import type { Wishes } from '../contract/wishes.ts';
import type {
  ConsentState,
  ProfileView,
  Recommendation,
  ReleaseStatus,
  WorkerOptions,
} from '../contract/worker_api.ts';
import type { Databases } from '../export/clear.ts';
import type { ModelFolder } from '../model/load.ts';
import type { WishStore } from '../store/wish_store.ts';
import type { Removals } from './removals.ts';
import type { Snapshot } from './snapshot.ts';
import type { Studies } from './studies.ts';

/**
 * What the worker lends the file that answers the panel (answers/). That file is a bundle of its own: it has its
 * own copy of every module that it runs, so whatever holds state, clock and connections above all, is lent.
 */
export interface Lent {
  readonly options: WorkerOptions;
  readonly databases: Databases;
  readonly wishes: WishStore;
  readonly removals: Removals;
  readonly studies: Pick<Studies, 'reset'>;
  now(): number;
  /** As last told by the page. */
  consent(): ConsentState;
  /** The profile of the history as it stands; undefined while nothing may be recorded or no model came. */
  current(): Promise<Snapshot | undefined>;
  /** The same of a history and wishes that are changed first. */
  take(
    select: (rows: StoredInteraction[]) => StoredInteraction[],
    wish: (wishes: Wishes) => Wishes,
  ): Promise<Snapshot | undefined>;
  recommendations(snapshot: Snapshot, query: ParsedQuery): Recommendation[];
  releaseStatus(): Promise<ReleaseStatus>;
  nearestRow(snapshot: Snapshot): Promise<ProfileView['row']>;
  /** The model's files, once they are there. */
  folder(): ModelFolder | undefined;
  /** Something of the history is gone or another: nothing of it stays in memory. */
  forgetHistory(): void;
  /** Wishes changed: the next answer heeds them. */
  forgetWishes(): Promise<void>;
}

/** What the file exports. */
export interface AnswersFile {
  createAnswers(lent: Lent): PanelWorker;
}
