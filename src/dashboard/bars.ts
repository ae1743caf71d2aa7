import { el, shape } from './dom.ts';

export interface BarRow {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** What stands at the end of the row, and smaller beside it. */
  readonly text: string;
  readonly detail?: string;
  readonly kind?: 'suppressed' | 'changed';
}

/** Rows of bars with their intervals, on one scale that has 0 on it. */
export function bars(rows: readonly BarRow[]): HTMLElement {
  const least = Math.min(0, ...rows.map(({ value, low = value }) => low));
  const most = Math.max(0, ...rows.map(({ value, high = value }) => high));
  const span = most - least || 1;
  const at = (value: number) => Math.max(0, Math.min(100, (100 * (value - least)) / span));
  return el('ul', { class: 'bars' }, ...rows.map((row) => barRow(row, at)));
}

function barRow(row: BarRow, at: (value: number) => number): HTMLElement {
  const { name, text, detail, kind } = row;
  const value = el('span', { class: 'value' }, text);
  if (detail) value.append(' ', el('small', {}, detail));
  return el('li', kind ? { class: kind } : {}, el('span', { class: 'name' }, name), picture(row, at), value);
}

function picture({ value, low, high }: BarRow, at: (value: number) => number): SVGElement {
  const svg = shape('svg', { 'aria-hidden': 'true', focusable: 'false' });
  const [start, end] = [at(Math.min(0, value)), at(Math.max(0, value))];
  svg.append(
    shape('rect', { class: 'track', width: '100%', height: '100%', rx: 4 }),
    shape('rect', { class: 'bar', x: `${start}%`, width: `${end - start}%`, height: '100%', rx: 4 }),
  );
  if (at(0) > 0) svg.append(line('zero', at(0), at(0), '0', '100%'));
  if (low === undefined || high === undefined) return svg;
  // A halo first: the line must stand out from the bar and from the track.
  for (const kind of ['halo', 'whisker'])
    svg.append(
      line(kind, at(low), at(high), '50%', '50%'),
      line(kind, at(low), at(low), '25%', '75%'),
      line(kind, at(high), at(high), '25%', '75%'),
    );
  return svg;
}

const line = (kind: string, x1: number, x2: number, y1: string, y2: string): SVGElement =>
  shape('line', { class: kind, x1: `${x1}%`, x2: `${x2}%`, y1, y2 });
