import { html, nothing, type TemplateResult } from 'lit';
import type { PanelHost } from './panel_host.ts';
import type { Question } from './snapshot.ts';

/** Holds the room of what is coming, so that nothing jumps when it comes. */
export const skeleton = (label: string): TemplateResult =>
  html`<div class="skeleton" role="status" aria-label=${label}>
    ${Array.from({ length: 5 }, () => html`<div class="bone"></div>`)}
  </div>`;

export const emptyState = (sentence: string, hint?: string): TemplateResult =>
  html`<div class="empty" part="empty">
    <p class="lead">${sentence}</p>
    ${hint ? html`<p class="muted">${hint}</p>` : nothing}
  </div>`;

/**
 * Instead of a section whose answer is not there: the room it will take, the empty state when
 * nothing may be recorded, or a sentence on why it failed with a way to ask again.
 */
export function unanswered(host: PanelHost, question: Question, empty?: TemplateResult): TemplateResult {
  const { words } = host;
  const failure = host.snapshot.failure(question);
  if (failure === undefined) return skeleton(words.loading);
  if (failure === 'not-consented' && empty) return empty;
  return failed(words.errors[failure], words.tryAgain, () => host.refresh());
}

/** What did not come, in a sentence, with a way to ask again. */
export const failed = (sentence: string, tryAgain: string, again: () => unknown): TemplateResult =>
  html`<div class="empty" part="empty">
    <p>${sentence}</p>
    <button type="button" class="plain" @click=${again}>${tryAgain}</button>
  </div>`;

/** Every sentence of what is off, as a list; nothing when all is well. */
export const notices = (sentences: readonly string[]): TemplateResult | typeof nothing =>
  sentences.length === 0
    ? nothing
    : html`<ul class="notices" part="notices" role="list">
        ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>`;
