import { expect, test } from 'vitest';
import type { Reason } from '../../../src/contract/worker_api.ts';
import { formatsFor } from '../../../src/ui/format.ts';
import { languageFor } from '../../../src/ui/language.ts';
import { groupReasons } from '../../../src/ui/reasons.ts';

/** Thursday 5 March 2026, noon. */
const NOW = new Date(2026, 2, 5, 12).getTime();
const DAY = 86_400_000;
const english = formatsFor(languageFor('en'), () => NOW);
const chinese = formatsFor(languageFor('zh-CN'), () => NOW);

const reason = (id: number, over: Partial<Reason> = {}): Reason => ({
  interactionIds: [id],
  kind: 'view',
  at: NOW - 2 * DAY,
  itemId: `item-${id}`,
  itemName: `Item ${id}`,
  share: 0.1,
  ...over,
});

const sentences = (reasons: Reason[], formats = english) =>
  groupReasons(reasons, 'Hair care', formats).map(({ sentence }) => sentence);

test('names the item and the weekday', () => {
  expect(sentences([reason(1)])).toEqual(['Because you viewed Item 1 on Tuesday']);
  expect(sentences([reason(1)], chinese)).toEqual(['因为你周二看过“Item 1”']);
});

test('counts three items of a day, and says when the last of several days was', () => {
  const ofADay = [reason(1), reason(2), reason(3)];

  expect(sentences(ofADay)).toEqual(['Because you viewed 3 items of Hair care on Tuesday']);
  expect(sentences(ofADay, chinese)).toEqual(['因为你周二看过 3 款Hair care']);
  expect(sentences([...ofADay, reason(4, { at: NOW - DAY })])).toEqual([
    'Because you viewed 4 items of Hair care, last yesterday',
  ]);
});

test('reads view, dwell and scroll of one item as one viewing', () => {
  const reasons = [reason(1), reason(2, { itemId: 'item-1', itemName: 'Item 1', kind: 'dwell' })];

  expect(groupReasons(reasons, 'Hair care', english)).toMatchObject([
    { sentence: 'Because you viewed Item 1 on Tuesday', ids: [1, 2] },
  ]);
});

test('puts the weightiest first and keeps kinds apart', () => {
  expect(sentences([reason(1), reason(2, { kind: 'purchase', share: 0.6, at: NOW - 40 * DAY })])).toEqual([
    'Because you bought Item 2 on 24 January',
    'Because you viewed Item 1 on Tuesday',
  ]);
});

test('leaves what looks like a pattern in a name alone', () => {
  expect(sentences([reason(1, { itemName: "$& $1 {} $'" })])).toEqual([
    "Because you viewed $& $1 {} $' on Tuesday",
  ]);
});
