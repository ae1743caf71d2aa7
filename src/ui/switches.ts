import { html, nothing, type TemplateResult } from 'lit';
import type { ConsentReason } from '../contract/page_api.ts';
import type { PanelHost } from './panel_host.ts';

type Switch = 'record' | 'release';

/** What no hand can lift for a switch: the shopper's own hand lifts GPC and DNT for recording only. */
const BARRED: Readonly<Record<Switch, readonly ConsentReason[]>> = {
  record: ['insecure-context', 'cross-site-frame', 'pending', 'locked'],
  release: ['gpc', 'dnt', 'insecure-context', 'cross-site-frame', 'pending', 'paused', 'locked'],
};

/**
 * Both switches, each with what decided it.
 *
 * @param isFull with a sentence on what each of them means.
 */
export const switchesView = (host: PanelHost, isFull: boolean): TemplateResult =>
  html`<div class="switches" part="switches">
    ${switchView(host, 'record', isFull)} ${switchView(host, 'release', isFull)}
  </div>`;

function switchView(host: PanelHost, name: Switch, isFull: boolean): TemplateResult {
  const words = host.words.switches;
  const consent = host.snapshot.get('consent');
  const isOn = consent?.[name] ?? false;
  const reason = consent?.[name === 'record' ? 'recordReason' : 'releaseReason'] ?? 'none';
  // A tool's no is taken back where it was said.
  const isBarred =
    !consent ||
    BARRED[name].includes(reason) ||
    (reason === 'tool' && Object.values(consent.tools ?? {}).some((saying) => saying[name] === false));
  const why = (name === 'record' ? words.recordReasons : words.releaseReasons)[reason](isOn);
  return html`<div class="switch-row">
    <button
      type="button"
      role="switch"
      class="switch"
      part="switch"
      data-switch=${name}
      aria-checked=${isOn}
      aria-disabled=${isBarred}
      aria-describedby="${name}-why"
      @click=${() => (isBarred ? host.say(why) : choose(host, name, !isOn))}
    >
      <span class="label">${words[name]}</span>
      <svg class="knob" viewBox="0 0 36 20" width="36" height="20" aria-hidden="true" focusable="false">
        <rect x="1" y="1" width="34" height="18" rx="9"></rect>
        <circle cx="10" cy="10" r="6"></circle>
      </svg>
    </button>
    ${isFull ? html`<p class="muted">${words[`${name}Hint`]}</p>` : nothing}
    <p class="muted reason-why" id="${name}-why">${consent ? why : '\u00a0'}</p>
  </div>`;
}

async function choose(host: PanelHost, name: Switch, on: boolean): Promise<void> {
  // Turning recording off deletes the database: what waits to be deleted goes first.
  await host.removals.flush();
  const consent = await host.attempt(() => host.port.choose({ [name]: on }));
  if (consent) host.snapshot.set('consent', consent);
  await host.refresh();
}
