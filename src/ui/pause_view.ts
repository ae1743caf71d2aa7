import { html, nothing, type TemplateResult } from 'lit';
import type { PanelHost } from './panel_host.ts';
import { pauseEnd } from './pause_end.ts';
import { pauseWords } from './words/pause_words.ts';

/** That a pause is on, until when, and the way out of it; nothing while there is none. */
export function pauseNotice(host: PanelHost): TemplateResult | typeof nothing {
  const { snapshot, formats } = host;
  const words = pauseWords[formats.code];
  const until = snapshot.get('consent')?.pausedUntil;
  if (until === undefined) return nothing;
  return html`<p class="notices paused" part="paused">
    ${words.paused(pauseEnd(until, formats))}
    <button type="button" class="small" @click=${() => pause(host, 0)}>${words.goOn}</button>
  </p>`;
}

/** @param until ms since the epoch; 0 goes on */
export async function pause(host: PanelHost, until: number): Promise<void> {
  const consent = await host.attempt(() => host.port.pause(until));
  if (consent) host.snapshot.set('consent', consent);
  await host.refresh();
}
