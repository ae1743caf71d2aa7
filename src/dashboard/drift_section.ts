import type { Drift } from './answers.ts';
import { type BarRow, bars } from './bars.ts';
import { el, tableTwin } from './dom.ts';
import type { Voice } from './language.ts';

/** Changes of shares since the period before, and whether they are more than chance. */
export function driftSection(
  { comparisons, from, falseAlarmRate }: Drift,
  periodDays: number,
  voice: Voice,
): HTMLElement[] {
  const comparable = comparisons.filter(({ degrees }) => degrees > 0);
  if (comparable.length === 0) return [el('p', { class: 'note' }, voice.text('driftNone'))];
  return comparable.flatMap(({ model, isDrift, pValue, changes }) => {
    const known = changes
      .flatMap(({ name, change, low, high }) =>
        change === null || low === null || high === null
          ? []
          : [{ name: voice.name(name), change, low, high }],
      )
      .sort((a, b) => b.change - a.change);
    const verdict = voice.text(isDrift ? 'driftFound' : 'driftNot', {
      ...{ period: voice.period(from, periodDays), rate: voice.percent(falseAlarmRate) },
      p: pValue < 0.0001 ? '< 0.0001' : pValue.toPrecision(2),
    });
    const rows = known.map(({ name, change, low, high }): BarRow => {
      // Of sixteen intervals one may miss 0 by chance: single ones count when all together do.
      const isSure = isDrift && (low > 0 || high < 0);
      return {
        ...{ name, value: change, low, high, text: voice.points(change) },
        ...(isSure && { kind: 'changed' }),
      };
    });
    const heads = (['profile', 'change', 'from', 'to'] as const).map((key) => voice.text(key));
    return [
      el('p', { class: 'note' }, verdict),
      bars(rows),
      tableTwin(
        `${voice.text('drift')}, ${model}`,
        voice.text('asTable'),
        heads,
        known.map(({ name, change, low, high }) => [
          name,
          ...[change, low, high].map((x) => voice.points(x)),
        ]),
      ),
    ];
  });
}
