const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in an element or in quotes: names come from files that others wrote. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign]!);

export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** What stands at the end of the row, and smaller beside it. */
  readonly text: string;
  readonly detail?: string;
  readonly kind?: 'suppressed';
}

/** Rows of bars with their intervals, on one scale that has 0 on it. */
export function barChart(rows: readonly Bar[]): string {
  const least = Math.min(0, ...rows.map(({ value, low = value }) => low));
  const most = Math.max(0, ...rows.map(({ value, high = value }) => high));
  const at = (value: number): string => ((100 * (value - least)) / (most - least || 1)).toFixed(2);
  const line = (kind: string, x1: number, x2: number, y1: string, y2: string): string =>
    `<line class="${kind}" x1="${at(x1)}%" x2="${at(x2)}%" y1="${y1}" y2="${y2}"/>`;
  const items = rows.map(({ name, value, low, high, text, detail, kind }) => {
    const [start, end] = [Math.min(0, value), Math.max(0, value)];
    const width = (Number(at(end)) - Number(at(start))).toFixed(2);
    // A halo first: the line must stand out from the bar and from the track.
    const interval =
      low === undefined || high === undefined
        ? ''
        : ['halo', 'whisker']
            .map(
              (part) =>
                line(part, low, high, '50%', '50%') +
                line(part, low, low, '25%', '75%') +
                line(part, high, high, '25%', '75%'),
            )
            .join('');
    return [
      `<li${kind ? ` class="${kind}"` : ''}><span class="name">${escaped(name)}</span>`,
      '<svg aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="4"/>',
      `<rect class="bar" x="${at(start)}%" width="${width}%" height="100%" rx="4"/>`,
      `${least < 0 ? line('zero', 0, 0, '0', '100%') : ''}${interval}</svg>`,
      `<span class="value">${escaped(text)}${detail ? ` <small>${escaped(detail)}</small>` : ''}</span></li>`,
    ].join('');
  });
  return `<ul class="bars">${items.join('')}</ul>`;
}

/** The same as numbers, folded away; the first cell of a row names it. */
export function tableTwin(
  summary: string,
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const body = rows.map(([first = '', ...cells]) => {
    const rest = cells.map((text) => `<td>${escaped(text)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${rest}</tr>`;
  });
  return [
    `<details><summary>${escaped(summary)}</summary><div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}">`,
    `<table aria-label="${escaped(caption)}"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div></details>`,
  ].join('');
}
