import type { Quarantine, Status } from './answers.ts';
import { bars } from './bars.ts';
import { el, table, tableTwin } from './dom.ts';
import type { Voice } from './language.ts';

/** Whether the receiver can store, and what it took since its start. */
export function statusSection(status: Status, voice: Voice): HTMLElement[] {
  const { isWritable, problem = '', uptimeSeconds } = status;
  const counters = (['accepted', 'duplicates', 'quarantined', 'waiting'] as const).map((key) => [
    voice.text(key),
    voice.whole(status[key]),
  ]);
  return [
    el(
      'p',
      { class: isWritable ? 'state well' : 'state ill' },
      isWritable
        ? voice.text('healthy', { time: voice.time(uptimeSeconds) })
        : voice.text('ill', { problem }),
    ),
    table(voice.text('running'), [voice.text('counter'), voice.text('number')], counters),
  ];
}

/** Requests that were turned away, by the rule that they broke. */
export function refusalSection({ refused }: Status, voice: Voice): HTMLElement[] {
  if (refused.length === 0) return [el('p', { class: 'note' }, voice.text('refusalsEmpty'))];
  const rows = [...refused].sort((a, b) => b.requests - a.requests);
  return [
    bars(rows.map(({ rule, requests }) => ({ name: rule, value: requests, text: voice.whole(requests) }))),
    tableTwin(
      voice.text('refusals'),
      voice.text('asTable'),
      [voice.text('rule'), voice.text('requests')],
      rows.map(({ rule, requests }) => [rule, voice.whole(requests)]),
    ),
  ];
}

/** Days that brought more than is plausible. */
export function quarantineSection({ days, limit }: Quarantine, voice: Voice): HTMLElement[] {
  const allowed = limit === null ? '' : ` ${voice.text('quarantineLimit', { limit: voice.whole(limit) })}`;
  const note = (key: 'quarantineEmpty' | 'quarantineNote') =>
    el('p', { class: 'note' }, voice.text(key) + allowed);
  if (days.length === 0) return [note('quarantineEmpty')];
  return [
    note('quarantineNote'),
    table(
      voice.text('quarantine'),
      [voice.text('day'), voice.text('releases')],
      days.map(({ day, releases }) => [voice.day(day), voice.whole(releases)]),
    ),
  ];
}
