import type { InklingEvent, PanelPort } from '../contract/page_api.ts';
import type { Reason } from '../contract/worker_api.ts';
import type { Formats } from './format.ts';
import type { ReasonGroup } from './reasons.ts';
import type { Removals } from './removals.ts';
import type { Question, Snapshot } from './snapshot.ts';
import type { PanelWords } from './words/panel_words.ts';

export const SECTIONS = ['about', 'history', 'left', 'controls'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** What each section shows. */
export const QUESTIONS: Readonly<Record<SectionName, readonly Question[]>> = {
  about: ['consent', 'profile', 'status'],
  history: ['history', 'relations', 'status', 'consent'],
  left: ['ledger', 'status', 'consent'],
  controls: ['consent', 'status', 'storage', 'ledger'],
};

/** After which the open section asks anew. */
export const HEARD: readonly InklingEvent[] = ['ready', 'change', 'consent', 'release', 'clear', 'problem'];

/** What a section of the panel may ask of the panel. */
export interface PanelHost {
  readonly port: PanelPort;
  readonly snapshot: Snapshot;
  readonly removals: Removals;
  readonly formats: Formats;
  /** The first view's dictionary, in the language of the moment. */
  readonly words: PanelWords;
  /** Reasons as sentences. @param interest its name, as a person calls it */
  explain(reasons: readonly Reason[], interest: string): readonly ReasonGroup[];
  requestUpdate(): void;
  /** Says it in the live region. */
  say(message: string): void;
  /** Moves the focus after the next rendering; to nothing when the selector finds nothing. */
  focusOn(selector: string): void;
  /** Runs what the shopper asked for; a failure is told in one sentence, and undefined returned. */
  attempt<T>(command: () => Promise<T>): Promise<T | undefined>;
  /** Fetches anew whatever the open section shows. */
  refresh(): Promise<void>;
}
