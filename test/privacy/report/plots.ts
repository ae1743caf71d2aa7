export type Plot = Bars | Dots;

/** Horizontal bars from 0, or from `logFrom` on a logarithmic scale. */
export interface Bars {
  readonly kind: 'bars';
  readonly caption: string;
  readonly max: number;
  readonly logFrom?: number;
  readonly rows: readonly {
    readonly label: string;
    readonly value: number;
    /** The value as it is written beside its bar. */
    readonly shown: string;
    /** Drawn as a line across the bar. */
    readonly ceiling?: number;
    /** What is shipped, as against its rivals: filled, where they are outlined. */
    readonly isOurs: boolean;
  }[];
}

/** Rows of dots over one axis. */
export interface Dots {
  readonly kind: 'dots';
  readonly caption: string;
  readonly min: number;
  readonly max: number;
  readonly rows: readonly { readonly label: string; readonly points: readonly number[] }[];
}

const WIDTH = 720;
const LABEL_WIDTH = 240;
const VALUE_WIDTH = 72;
const ROW = 24;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;

/** The plot as inline SVG, labelled directly, coloured by the page's custom properties. */
export const drawPlot = (plot: Plot): string => (plot.kind === 'bars' ? drawBars(plot) : drawDots(plot));

function drawBars({ caption, max, logFrom, rows }: Bars): string {
  const place = (value: number) => {
    const share =
      logFrom === undefined
        ? value / max
        : Math.log(Math.max(value, logFrom) / logFrom) / Math.log(max / logFrom);
    return Math.max(0, Math.min(1, share)) * PLOT_WIDTH;
  };
  const marks = rows.map(({ label, value, shown, ceiling, isOurs }, i) => {
    const y = i * ROW;
    const end = Math.max(place(value), ceiling === undefined ? 0 : place(ceiling));
    const tick =
      ceiling === undefined
        ? ''
        : line(LABEL_WIDTH + place(ceiling), y + 2, LABEL_WIDTH + place(ceiling), y + ROW - 2, 'limit');
    return `${text(LABEL_WIDTH - 12, y + 16, label, 'label')}<rect class="${isOurs ? 'ours' : 'rival'}" x="${LABEL_WIDTH}" y="${y + 6}" width="${round(Math.max(1, place(value)))}" height="12" rx="2"/>${tick}${text(LABEL_WIDTH + end + 8, y + 16, shown, 'value')}`;
  });
  return figure(caption, rows.length * ROW, marks.join(''));
}

function drawDots({ caption, min, max, rows }: Dots): string {
  const place = (value: number) =>
    LABEL_WIDTH + ((Math.max(min, Math.min(max, value)) - min) / (max - min)) * PLOT_WIDTH;
  const height = rows.length * ROW;
  const ticks = Array.from({ length: max - min + 1 }, (_, i) => min + i)
    .filter((value) => value % 2 === 0)
    .map(
      (value) =>
        line(place(value), 0, place(value), height, value === 0 ? 'axis' : 'grid') +
        text(place(value), height + 16, String(value), 'tick'),
    );
  const dots = rows.map(
    ({ label, points }, i) =>
      text(LABEL_WIDTH - 12, i * ROW + 16, label, 'label') +
      points
        .map((point) => `<circle class="dot" cx="${round(place(point))}" cy="${i * ROW + 12}" r="3"/>`)
        .join(''),
  );
  return figure(caption, height + ROW, ticks.join('') + dots.join(''));
}

const figure = (caption: string, height: number, marks: string): string =>
  `<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(caption)}">${marks}</svg><figcaption>${escapeHtml(caption)}. The table below has the numbers.</figcaption></figure>`;

const text = (x: number, y: number, content: string, kind: string): string =>
  `<text class="${kind}" x="${round(x)}" y="${y}">${escapeHtml(content)}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line class="${kind}" x1="${round(x1)}" y1="${y1}" x2="${round(x2)}" y2="${y2}"/>`;

const round = (x: number): string => x.toFixed(1);

export const escapeHtml = (content: string): string =>
  content.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!);
