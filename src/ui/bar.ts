import { html, type TemplateResult } from 'lit';

/**
 * A horizontal bar. It is decoration: the number it draws stands beside it as text.
 * Attributes instead of styles, so that the strictest style-src lets it through.
 *
 * @param share length in [0, 1] of the full width.
 */
export function bar(share: number, height = 8): TemplateResult {
  const percent = Math.min(100, Math.max(0, share * 100));
  // A sliver keeps "a little" apart from "nothing".
  const width = percent === 0 ? 0 : Math.max(percent, 1);
  return html`<svg class="bar" part="bar" width="100%" height=${height} aria-hidden="true" focusable="false">
    <rect class="track" width="100%" height=${height} rx=${height / 2}></rect>
    <rect class="fill" width="${width.toFixed(2)}%" height=${height} rx=${height / 2}></rect>
  </svg>`;
}
