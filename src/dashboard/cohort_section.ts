import type { CodebookCohorts, Cohort } from './answers.ts';
import { type BarRow, bars } from './bars.ts';
import { el, tableTwin } from './dom.ts';
import type { Voice } from './language.ts';

type Shown = Cohort & { readonly count: number; readonly low: number; readonly high: number };

/** Those with numbers, the largest first. */
export const shownCohorts = ({ cohorts }: CodebookCohorts): Shown[] =>
  cohorts.filter((cohort): cohort is Shown => !cohort.isSuppressed).sort((a, b) => b.count - a.count);

/** Bars of one codebook's cohorts with their intervals. */
export function cohortSection(codebook: CodebookCohorts, voice: Voice): HTMLElement {
  const { K, p, model, epsilonMilli, suppressed: rest } = codebook;
  const shown = shownCohorts(codebook);
  const half = ({ low, high }: { low: number; high: number }) => `± ${voice.whole((high - low) / 2)}`;
  const positive = (count: number) => voice.whole(Math.max(0, count));
  const rows = shown.map((cohort): BarRow => {
    const { count: value, low, high, name } = cohort;
    return { name: voice.name(name), value, low, high, text: positive(value), detail: half(cohort) };
  });
  const restName = rest && voice.text(rest.cells === K ? 'allRest' : 'rest', { cells: rest.cells });
  if (rest && restName)
    rows.push({
      ...{ name: restName, value: rest.count, low: rest.low, high: rest.high, kind: 'suppressed' },
      ...{ text: positive(rest.count), detail: half(rest) },
    });
  const cells = (name: string, row: { count: number; low: number; high: number; share: number | null }) => [
    ...[name, voice.whole(row.count), voice.whole(row.low), voice.whole(row.high)],
    row.share === null ? '–' : voice.percent(row.share),
  ];
  const notShown = voice.text('notShown');
  const title = voice.text('cohorts', { model });
  return el(
    'section',
    { 'aria-label': title },
    el('h2', {}, title),
    el(
      'p',
      { class: 'note' },
      voice.text('odds', {
        ...{ K, odds: voice.tenths(1 / p), codebook: codebook.codebook.slice(0, 12) },
        epsilon: epsilonMilli / 1000,
      }),
    ),
    bars(rows),
    tableTwin(
      title,
      voice.text('asTable'),
      (['profile', 'estimate', 'from', 'to', 'share'] as const).map((key) => voice.text(key)),
      [
        ...shown.map((cohort) => cells(voice.name(cohort.name), cohort)),
        ...(rest && restName ? [cells(restName, rest)] : []),
        ...codebook.cohorts
          .filter(({ isSuppressed }) => isSuppressed)
          .map(({ name }) => [voice.name(name), notShown, '', '', '']),
      ],
    ),
  );
}
