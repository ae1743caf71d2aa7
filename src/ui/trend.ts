import { html, type TemplateResult } from 'lit';
import type { Evidence } from '../contract/panel_worker.ts';
import type { Formats } from './format.ts';
import { tasteWords } from './words/taste_words.ts';

const WIDTH = 96;
const HEIGHT = 24;

/** How sure an interest is, and how it went over the weeks: a line, and the same in words. */
export function trendView({ low, high, weeks }: Evidence, { code, percent, date }: Formats): TemplateResult {
  const words = tasteWords[code];
  const first = weeks[0]!;
  const last = weeks.at(-1)!;
  const top = Math.max(...weeks.map(({ share }) => share)) || 1;
  const points = weeks.map(
    ({ share }, i) =>
      `${((i / Math.max(1, weeks.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 2 - (share / top) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return html`<p class="trend">
    ${words.between(percent(low), percent(high))}
    ${
      weeks.length > 1
        ? html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true" focusable="false">
              <polyline points=${points.join(' ')}></polyline>
            </svg>
            ${words.since(date(first.at), percent(first.share), percent(last.share))}`
        : words.fresh
    }
  </p>`;
}
