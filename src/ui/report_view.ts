import { html, type TemplateResult } from 'lit';
import type { StorageReport } from '../contract/worker_api.ts';
import type { Formats } from './format.ts';
import { icon } from './icons.ts';
import { rowsLeft, storageView } from './storage_view.ts';
import { storageWords } from './words/storage_words.ts';

/** `forget` deletes the sending budget as well. */
export type Depth = 'clear' | 'forget';

/** What the re-opened database holds after everything was deleted. */
export function reportView(
  { depth, report }: { readonly depth: Depth; readonly report: StorageReport },
  formats: Formats,
  close: { readonly label: string; readonly onClick: () => void },
): TemplateResult {
  const words = storageWords[formats.code](formats.nouns);
  const rows = formats.number(rowsLeft(report));
  return html`<section class="report" part="report" aria-labelledby="report-title">
    <header>
      <h2 id="report-title" tabindex="-1">${depth === 'clear' ? words.done(rows) : words.forgotten(rows)}</h2>
      <button type="button" class="bare" aria-label=${close.label} @click=${close.onClick}>${icon('close')}</button>
    </header>
    ${storageView(report, formats)}
  </section>`;
}
