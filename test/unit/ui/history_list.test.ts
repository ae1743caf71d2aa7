import { expect, test } from 'vitest';
import type { HistoryRow } from '../../../src/contract/worker_api.ts';
import { byDay, HistoryList, NO_FILTER } from '../../../src/ui/history_list.ts';

const DAY = 86_400_000;
const AT = new Date(2026, 2, 5, 12).getTime();

const row = (id: number, at: number, more: Partial<HistoryRow> = {}): HistoryRow => ({
  id,
  kind: 'view',
  at,
  session: at,
  ...more,
});
const pan = { id: 'p', name: 'Crème brûlée pan', brand: 'Nord', category: ['Kitchen', 'Pans'] };
const ROWS = [
  row(1, AT - DAY, { item: pan, session: 1 }),
  row(2, AT, { kind: 'search', tokens: ['kettle'], session: 2 }),
  row(3, AT, { item: { ...pan, id: 'q', name: 'Tent', category: ['Outdoor'] }, session: 2 }),
  row(4, AT + 60_000, { item: pan, kind: 'cart_add', session: 3 }),
];
const ids = (rows: readonly HistoryRow[]) => rows.map(({ id }) => id);

test('lists the newest first, ties by the later key', () => {
  expect(ids(new HistoryList(ROWS).find(NO_FILTER))).toEqual([4, 3, 2, 1]);
});

test.each([
  ['creme PAN', [4, 1]],
  ['nord tent', [3]],
  ['kettle', [2]],
  ['outdoor', [3]],
  ['kettle pan', []],
])('finds "%s" in names, brands, categories and words, without case and accents', (text, found) => {
  expect(ids(new HistoryList(ROWS).find({ ...NO_FILTER, text }))).toEqual(found);
});

test('narrows down by kind and by department together', () => {
  const list = new HistoryList(ROWS);

  expect(list.kinds).toEqual(['cart_add', 'view', 'search']);
  expect(list.departments).toEqual(['Kitchen', 'Outdoor']);
  expect(ids(list.find({ text: '', kind: 'view', department: 'Kitchen' }))).toEqual([1]);
});

test('puts days and their sessions together, and knows all of each whatever is shown', () => {
  const list = new HistoryList(ROWS);
  const days = byDay(list.find(NO_FILTER).slice(0, 2));

  expect(days.map(({ sessions }) => sessions.map(({ session, rows }) => [session, ids(rows)]))).toEqual([
    [
      [3, [4]],
      [2, [3]],
    ],
  ]);
  expect(ids(list.day(days[0]!.start))).toEqual([4, 3, 2]);
  expect(ids(list.session(2))).toEqual([3, 2]);
});
