import type { Point } from './readme.ts';

const [WIDTH, HEIGHT] = [360, 230];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 36, 34, 40];

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly value: (point: Point) => number;
  /** A line for each length of the history, or one for all. */
  readonly isByHistory: boolean;
}

const PANELS: readonly Panel[] = [
  {
    title: 'One more interaction and a list, p50',
    unit: 'ms',
    value: ({ p50Ms }) => p50Ms,
    isByHistory: true,
  },
  {
    title: "From the model's bytes to the first list",
    unit: 'ms',
    value: ({ firstMs }) => firstMs,
    isByHistory: true,
  },
  { title: 'Model, brotli', unit: 'MB', value: ({ brotliBytes }) => brotliBytes / 1e6, isByHistory: false },
  { title: 'Memory held', unit: 'MB', value: ({ memoryMB }) => memoryMB, isByHistory: true },
];

/** The curves as an SVG that is legible on light and on dark pages. Both axes are logarithmic. */
export function chartOf(points: readonly Point[]): string {
  const panels = PANELS.map((panel, i) => {
    const [x, y] = [(i % 2) * WIDTH, Math.floor(i / 2) * HEIGHT];
    return `<g transform="translate(${x} ${y})">${panelOf(panel, points)}</g>`;
  });
  const histories = [...new Set(points.map(({ interactions }) => interactions))];
  const legend = histories.map(
    (count, i) =>
      `<g transform="translate(${LEFT + i * 160} ${2 * HEIGHT + 14})"><path class="line h${i}" d="M0 0h22"/><text x="28" y="4">${count.toLocaleString('en')} interactions</text></g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${2 * HEIGHT + 32}" role="img" aria-label="Growth with the catalogue: time, bytes and memory">
<style>
text{font:12px system-ui,sans-serif;fill:#3d3a36}.title{font-weight:600}.grid{stroke:#d5d0c8;stroke-width:1}
.line{fill:none;stroke-width:2}.h0{stroke:#0b6e75}.h1{stroke:#b1591a;stroke-dasharray:7 3}.h2{stroke:#6a4fa3;stroke-dasharray:3 3}.h3{stroke:#a12b52;stroke-dasharray:9 3 2 3}
@media(prefers-color-scheme:dark){text{fill:#e4dfd7}.grid{stroke:#4a4640}.h0{stroke:#5cc4cb}.h1{stroke:#eda26a}.h2{stroke:#b39ee6}.h3{stroke:#ef86a8}}
</style>
${panels.join('\n')}
${legend.join('\n')}
</svg>
`;
}

function panelOf({ title, unit, value, isByHistory }: Panel, points: readonly Point[]): string {
  const items = points.map((point) => point.items);
  const x = scaleOf(Math.min(...items), Math.max(...items), LEFT, WIDTH - RIGHT);
  const values = points.map(value);
  const ticks = decades(Math.min(...values), Math.max(...values));
  const y = scaleOf(ticks[0]!, ticks.at(-1)!, HEIGHT - BOTTOM, TOP);
  const rows = ticks.map(
    (tick) =>
      `<path class="grid" d="M${LEFT} ${y(tick)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${tick.toLocaleString('en')}</text>`,
  );
  const columns = [...new Set(items)].map(
    (V) => `<text x="${x(V)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${shortOf(V)}</text>`,
  );
  const histories = [...new Set(points.map(({ interactions }) => interactions))];
  const lines = (isByHistory ? histories : histories.slice(0, 1)).map((count, i) => {
    const path = points
      .filter(({ interactions }) => interactions === count)
      .map((point) => `${x(point.items)} ${y(value(point))}`);
    return `<path class="line h${i}" d="M${path.join('L')}"/>`;
  });
  return `<text class="title" x="${LEFT}" y="18">${title}, ${unit}</text>${rows.join('')}${columns.join('')}${lines.join('')}`;
}

/** From a range of values to one of pixels, by logarithms, to a tenth. */
function scaleOf(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = Math.log(high / low) || 1;
  return (value) => Math.round(10 * (from + ((to - from) * Math.log(value / low)) / span)) / 10;
}

/** Powers of ten around a range: two at least. */
function decades(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.max(from + 1, Math.ceil(Math.log10(high)));
  return Array.from({ length: to - from + 1 }, (_, i) => Number(`1e${from + i}`));
}

const shortOf = (V: number): string => (V < 1e6 ? `${V / 1e3}k items` : `${V / 1e6}M items`);
