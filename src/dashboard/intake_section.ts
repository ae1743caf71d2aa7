import uPlot from 'uplot';
import type { Intake, Sites } from './answers.ts';
import { el, tableTwin } from './dom.ts';
import type { Voice } from './language.ts';

const HEIGHT = 160;
/** Gaps between bars, as a share of a day. */
const BAR_WIDTH = 0.7;

/** The last one; the page has one such chart, and it is drawn anew as a whole. */
let chart: uPlot | undefined;
let watch: ResizeObserver | undefined;

/** Days with and without releases between the first and the last one. */
function everyDay({ days }: Intake): { day: number; releases: number }[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const known = new Map(days.map(({ day, releases }) => [day, releases]));
  return Array.from({ length: last.day - first.day + 1 }, (_, i) => {
    const day = first.day + i;
    return { day, releases: known.get(day) ?? 0 };
  });
}

/** A bar a day, and the same as a table; releases by period below. */
export function intakeSection(intake: Intake, sites: Sites, site: string, voice: Voice): HTMLElement[] {
  const days = everyDay(intake);
  const periods = sites.sites.find((each) => each.site === site)?.periods ?? [];
  const label = voice.text('intakePicture');
  const place = el('div', { class: 'chart', role: 'img', 'aria-label': label });
  draw(place, days, voice);
  const dayRows = days.map(({ day, releases }) => [voice.day(day), voice.whole(releases)]);
  const periodRows = periods.map(({ period, releases }) => [
    String(period),
    voice.period(period, sites.periodDays),
    voice.whole(releases),
  ]);
  const words = (...keys: Parameters<Voice['text']>[0][]) => keys.map((key) => voice.text(key));
  return [
    ...(days.length > 0
      ? [
          place,
          tableTwin(voice.text('intake'), voice.text('asTable'), words('day', 'releases'), dayRows.reverse()),
        ]
      : [el('p', { class: 'note' }, voice.text('intakeEmpty'))]),
    ...(periods.length > 0
      ? [
          tableTwin(
            voice.text('byPeriod'),
            voice.text('byPeriod'),
            words('period', 'days', 'releases'),
            periodRows.reverse(),
          ),
        ]
      : []),
  ];
}

function draw(place: HTMLElement, days: readonly { day: number; releases: number }[], voice: Voice): void {
  watch?.disconnect();
  chart?.destroy();
  chart = undefined;
  if (days.length === 0) return;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colour('--track'), width: 1 },
    ticks: { show: false },
  };
  const first = days[0]!.day;
  const last = days.at(-1)!.day;
  const options: uPlot.Options = {
    ...{ width: 320, height: HEIGHT, legend: { show: false }, cursor: { show: false } },
    padding: [8, 4, 0, 0],
    scales: {
      x: { time: false, range: [first - 0.5, last + 0.5] },
      y: { range: (_chart, _low, high) => [0, Math.max(1, high * 1.05)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        incrs: [1, 7, 14, 28],
        values: (_chart, marks) => marks.map((mark) => voice.shortDay(mark)),
      },
      { ...axis, size: 56, values: (_chart, marks) => marks.map((mark) => voice.whole(mark)) },
    ],
    series: [
      {},
      {
        fill: colour('--accent'),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [BAR_WIDTH, 64] }) }),
      },
    ],
  };
  const data: uPlot.AlignedData = [days.map(({ day }) => day), days.map(({ releases }) => releases)];
  const made = new uPlot(options, data, place);
  chart = made;
  watch = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && width !== made.width) made.setSize({ width, height: HEIGHT });
  });
  watch.observe(place);
}
