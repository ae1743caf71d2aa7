import { type CSSResult, css } from 'lit';
import { ControlsSection } from './controls_section.ts';
import { factsStyles } from './facts_styles.ts';
import { FactsView } from './facts_view.ts';
import { HistorySection } from './history_section.ts';
import { InterestDetails } from './interest_details.ts';
import { LedgerSection } from './ledger_section.ts';
import { ledgerStyles } from './ledger_styles.ts';
import { borrow, type Lit } from './lent_lit.ts';
import { mapStyles } from './map_styles.ts';
import { MapView } from './map_view.ts';
import { mediaStyles } from './media_styles.ts';
import type { PanelHost } from './panel_host.ts';
import { pauseNotice } from './pause_view.ts';
import { reportView } from './report_view.ts';
import { sectionStyles } from './section_styles.ts';
import { timelineStyles } from './timeline_styles.ts';

/** Everything of the panel that its first view does not need. */
export interface Sections {
  readonly details: InterestDetails;
  readonly map: MapView;
  readonly facts: FactsView;
  readonly history: HistorySection;
  readonly left: LedgerSection;
  readonly controls: ControlsSection;
  readonly reportView: typeof reportView;
  readonly pauseNotice: typeof pauseNotice;
  readonly styles: CSSResult;
}

/**
 * ENTRY, built as `inkling-panel-sections-en.js` and `-zh.js` beside the panel's own file and imported by it once
 * the first view stands. Those files have the words of one language each, and borrow the panel's `lit`.
 */
export function createSections(host: PanelHost, lit: Lit): Sections {
  borrow(lit);
  return {
    details: new InterestDetails(host),
    map: new MapView(host),
    facts: new FactsView(host),
    history: new HistorySection(host),
    left: new LedgerSection(host),
    controls: new ControlsSection(host),
    reportView,
    pauseNotice,
    styles: css`${sectionStyles()}${ledgerStyles()}${timelineStyles()}${factsStyles()}${mapStyles()}${mediaStyles()}`,
  };
}

export type CreateSections = typeof createSections;
