import { html, type TemplateResult } from 'lit';
import type { Formats } from './format.ts';
import { pauseEnd } from './pause_end.ts';
import { pauseWords } from './words/pause_words.ts';

/** In place of the cards while a pause is on: until when, the way out of it, and the way to the panel. */
export function pausedRow(
  until: number,
  formats: Formats,
  goOn: () => void,
  openPanel: () => void,
): TemplateResult {
  const words = pauseWords[formats.code];
  return html`<div class="paused" part="paused">
    <p>${words.paused(pauseEnd(until, formats))}</p>
    <div class="choices">
      <button type="button" part="resume" @click=${goOn}>${words.goOn}</button>
      <button type="button" part="open-panel" @click=${openPanel}>${words.openPanel}</button>
    </div>
  </div>`;
}

/** Cards to come, drawn in room that the page keeps: they lie in it and add nothing to its height. */
export const rowSkeleton = (count: number): TemplateResult =>
  html`<div class="skeleton" part="skeleton" aria-hidden="true">
    ${Array.from({ length: count }, () => html`<div class="bone"></div>`)}
  </div>`;
