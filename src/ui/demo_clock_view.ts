import { html, nothing, type TemplateResult } from 'lit';
import { now } from '../contract/clock.ts';
import { DAY_MS } from '../contract/config.ts';
import type { PanelHost } from './panel_host.ts';

/** The strip that moves the clock of a test build; nothing in a released one, whose port has no such clock. */
export function demoClockView({
  port,
  formats,
  words,
  attempt,
  refresh,
}: PanelHost): TemplateResult | typeof nothing {
  const { demoClock } = port;
  if (!demoClock) return nothing;
  const jump = (days: number) => () =>
    attempt(async () => {
      await demoClock.jump(days * DAY_MS);
      await refresh();
    });
  return html`<div class="demo-clock" part="demo-clock">
    <span><b>${words.clock.title}</b> ${formats.dateTime(now() + demoClock.offsetMs())}</span>
    <span class="buttons">
      <button type="button" class="small" @click=${jump(1)}>${words.clock.day}</button>
      <button type="button" class="small" @click=${jump(28)}>${words.clock.period}</button>
    </span>
  </div>`;
}
