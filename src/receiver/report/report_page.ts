import { createHash } from 'node:crypto';
import { DAY_MS } from '../../contract/config.ts';
import { DASHBOARD_STYLE } from '../dashboard_style.ts';
import { shownDay } from '../days.ts';
import type { CohortTable } from '../estimation/cohorts.ts';
import { FALSE_ALARM_RATE } from '../estimation/drift.ts';
import type { PopulationCohorts, PopulationDrift } from '../statistics.ts';
import { type Bar, barChart, escaped, tableTwin } from './html.ts';
import { Phrases, type ReportLanguage } from './report_texts.ts';

/** What a report tells. */
export interface ReportContent {
  readonly site: string;
  readonly language: ReportLanguage;
  readonly period: number;
  readonly periodDays: number;
  readonly total: number;
  readonly leftOutDays: readonly number[];
  /** Those with releases in the period. */
  readonly populations: readonly PopulationReport[];
  /** The period that `drift` compares with. */
  readonly before?: number;
  /** Releases of each period, oldest first. */
  readonly intake: readonly { readonly period: number; readonly releases: number }[];
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}

export interface PopulationReport {
  readonly cohorts: PopulationCohorts;
  readonly drift?: PopulationDrift;
}

const RECENT_PERIODS = 13;

/** The report as one file of HTML: no script, nothing that is loaded, and a policy that says so. */
export function reportPage(content: ReportContent): string {
  const { site, total, period, populations, leftOutDays, intake, madeAt } = content;
  const phrases = new Phrases(content.language);
  const title = phrases.text('title', { site });
  const style = createHash('sha256').update(DASHBOARD_STYLE).digest('base64');
  const name = (one: number) => periodName(one, content.periodDays, phrases);
  const status = total === 0 ? phrases.text('nothing') : phrases.text('period', { period: name(period) });
  const leftOut =
    leftOutDays.length === 0 ? '' : phrases.text('leftOut', { days: leftOutDays.map(shownDay).join(', ') });
  const recent = intake.slice(-RECENT_PERIODS);
  const bars = recent.map((one) => ({
    ...{ name: name(one.period), value: one.releases, text: phrases.whole(one.releases) },
  }));
  const sections = populations.flatMap((population) => [
    cohortSection(population, phrases),
    driftSection(population, content, name, phrases),
  ]);
  return `<!doctype html>
<html lang="${content.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; img-src data:">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${DASHBOARD_STYLE}</style>
</head>
<body>
<header><p class="brand">Inkling <span>${phrases.text('report')}</span></p><p class="note">${escaped(site)}</p></header>
<main>
<section>
<p class="figure">${phrases.whole(total)}</p>
<h1>${phrases.text('headline')}</h1>
<p class="note">${escaped(status)}</p>
${leftOut && `<p class="note">${escaped(leftOut)}</p>`}
</section>
${sections.join('\n')}
<section>
<h2>${phrases.text('intake')}</h2>
${recent.length === 0 ? `<p class="note">${phrases.text('nothing')}</p>` : barChart(bars)}
${tableTwin(
  phrases.text('asTable'),
  phrases.text('intake'),
  [phrases.text('days'), phrases.text('releases')],
  recent.map((one) => [name(one.period), phrases.whole(one.releases)]),
)}
</section>
<section class="note">
<h2>${phrases.text('how')}</h2>
<p>${phrases.text('how1')}</p>
<p>${phrases.text('how2')}</p>
<p>${phrases.text('made', { day: phrases.day(madeAt) })}</p>
</section>
</main>
</body>
</html>
`;
}

function cohortSection({ cohorts: { codebooks, combined } }: PopulationReport, phrases: Phrases): string {
  const { counts, table } = codebooks.findLast((one) => one.table.total > 0)!;
  const shown: Pick<CohortTable, 'rows' | 'suppressed'> = combined ?? table;
  const names = counts.names.map((one) => phrases.name(one));
  const rows = shown.rows
    .flatMap((estimate, cohort) => (estimate ? [{ name: names[cohort]!, ...estimate }] : []))
    .sort((a, b) => b.count.value - a.count.value);
  const rest = shown.suppressed;
  const restName = rest && phrases.text(rest.cells === counts.K ? 'allRest' : 'rest', { cells: rest.cells });
  const all = rest ? [...rows, { name: restName!, ...rest }] : rows;
  const bars = all.map(
    ({ name, count }, i): Bar => ({
      ...{ name, ...count, text: phrases.whole(count.value) },
      detail: `± ${phrases.whole((count.high - count.low) / 2)}`,
      ...(i >= rows.length && { kind: 'suppressed' }),
    }),
  );
  const cells = all.map(({ name, count, share }) => [
    ...[name, count.value, count.low, count.high].map((cell) =>
      typeof cell === 'string' ? cell : phrases.whole(cell),
    ),
    ...(share ? [share.value, share.low, share.high].map(phrases.percent) : ['', '', '']),
  ]);
  const hidden = shown.rows.flatMap((row, cohort) =>
    row ? [] : [[names[cohort]!, phrases.text('notShown'), ...new Array<string>(5).fill('')]],
  );
  const title = phrases.text('cohorts', { model: counts.model });
  const note = combined
    ? phrases.text('combined', {
        count: combined.codebooks.length,
        p: phrases.probability(combined.agreement),
      })
    : phrases.text('odds', {
        ...{ K: counts.K, odds: (1 / counts.odds.p).toFixed(1), codebook: counts.codebook.slice(0, 12) },
        epsilon: counts.epsilonMilli / 1000,
      });
  const [from, to] = [phrases.text('from'), phrases.text('to')];
  const heads = [
    phrases.text('profile'),
    phrases.text('estimate'),
    from,
    to,
    phrases.text('share'),
    from,
    to,
  ];
  return `<section aria-label="${escaped(title)}"><h2>${escaped(title)}</h2><p class="note">${escaped(note)}</p>${barChart(
    bars,
  )}${tableTwin(phrases.text('asTable'), title, heads, [...cells, ...hidden])}</section>`;
}

function driftSection(
  { drift }: PopulationReport,
  { before }: ReportContent,
  name: (period: number) => string,
  phrases: Phrases,
): string {
  const title = phrases.text('drift');
  if (!drift || before === undefined || drift.degrees === 0) {
    const why = phrases.text(drift ? 'driftFew' : 'driftNone');
    return `<section><h2>${title}</h2><p class="note">${why}</p></section>`;
  }
  const said = phrases.text(drift.isDrift ? 'driftFound' : 'driftNot', {
    ...{
      period: name(before),
      p: phrases.probability(drift.pValue),
      rate: phrases.percent(FALSE_ALARM_RATE),
    },
  });
  const changes = drift.changes
    .flatMap((change, cohort) =>
      change ? [{ name: phrases.name(drift.sides[1].names[cohort]!), ...change }] : [],
    )
    .sort((a, b) => b.value - a.value);
  const bars = changes.map((change) => ({
    ...{ ...change, text: phrases.points(change.value) },
    detail: `± ${phrases.points((change.high - change.low) / 2).replace('+', '')}`,
  }));
  const cells = changes.map((change) => [
    change.name,
    ...[change.value, change.low, change.high].map(phrases.points),
  ]);
  const heads = [phrases.text('profile'), phrases.text('change'), phrases.text('from'), phrases.text('to')];
  return `<section><h2>${title}</h2><p class="note">${escaped(said)}</p>${barChart(bars)}${tableTwin(
    phrases.text('asTable'),
    title,
    heads,
    cells,
  )}</section>`;
}

/** Days that a period covers. */
function periodName(period: number, periodDays: number, phrases: Phrases): string {
  const start = period * periodDays * DAY_MS;
  return `${phrases.day(start)} – ${phrases.day(start + (periodDays - 1) * DAY_MS)}`;
}
