// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import type { HistoryRow } from '../../../src/contract/worker_api.ts';
import { PAGE } from '../../../src/ui/history_section.ts';
import { mount, NOON } from './mount.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const MINUTE = 60_000;

const history = (rows?: HistoryRow[]) => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  const mounted = mount('inkling-panel', { attributes: { section: 'history' } });
  if (rows) mounted.fake.rows = rows;
  const shown = () =>
    [...mounted.root.querySelectorAll('[data-interaction]')].map((row) =>
      Number(row.getAttribute('data-interaction')),
    );
  const enter = (control: HTMLElement, value: string, event: 'input' | 'change') => {
    (control as HTMLInputElement).value = value;
    control.dispatchEvent(new Event(event));
    return mounted.element.updateComplete;
  };
  return { ...mounted, shown, enter };
};

/** 5,000 views, a minute apart, of two departments in turn. */
const many = (): HistoryRow[] =>
  Array.from({ length: 5_000 }, (_, i) => ({
    id: i + 1,
    kind: i % 5 === 0 ? 'cart_add' : 'view',
    itemId: `i${i}`,
    at: NOON - (5_000 - i) * MINUTE,
    session: NOON - 5_000 * MINUTE,
    item: { id: `i${i}`, name: `Thing ${i}`, category: [i % 2 ? 'Garden' : 'Kitchen'] },
  }));

test('draws a page of 5,000 entries, and the next one when asked', async () => {
  const { get, root, shown, shows } = history(many());
  await shows('1 to 50 of 5,000');

  expect(shown()).toHaveLength(PAGE);
  expect(get('button', 'Newer').getAttribute('aria-disabled')).toBe('true');
  get('button', 'Older').click();
  await shows('51 to 100 of 5,000');

  expect(shown()[0]).toBe(4_950);
  expect(shown()).toHaveLength(PAGE);
  await vi.waitFor(() => expect(root.activeElement?.id).toBe('history-range'));
});

test('finds words, and deletes exactly what is found', async () => {
  const { get, element, enter, fake, shown, shows } = history(many());
  await shows('1 to 50 of 5,000');

  await enter(get('searchbox', 'Search your history'), 'thing 4999', 'input');
  await shows('1 entry found');
  expect(shown()).toEqual([5_000]);
  get('button', 'Delete this 1 entry').click();
  await shows('1 entry will be deleted in a few seconds.');
  element.remove();

  expect(fake.called('removeInteractions')).toEqual([[[5_000]]]);
});

test('says when nothing is found, and shows everything again', async () => {
  const { get, enter, shown, shows } = history();
  await shows('17 entries');

  await enter(get('searchbox', 'Search your history'), 'no such thing', 'input');
  await shows('Nothing of this was recorded.');
  get('button', 'Show everything again').click();
  await shows('17 entries');

  expect(shown()).toHaveLength(17);
});

test('narrows down to a kind', async () => {
  const { get, enter, shown, shows } = history();
  await shows('17 entries');

  await enter(get('combobox', 'Kind'), 'cart_add', 'change');
  await shows('1 entry found');

  expect(shown()).toEqual([17]);
});

test('deletes a department, and takes it back', async () => {
  const { get, enter, element, fake, shows } = history(many());
  await shows('5,000');

  await enter(get('combobox', 'Department'), 'Garden', 'change');
  get('button', 'Delete all of Garden').click();
  await shows('2,500 entries will be deleted in a few seconds.');
  get('button', 'Undo all').click();
  await shows('Nothing is deleted.');
  get('button', 'Delete all of Garden').click();
  element.remove();

  const [[ids]] = fake.called('removeInteractions') as [[number[]]];
  expect(fake.called('removeInteractions')).toHaveLength(1);
  expect(ids).toHaveLength(2_500);
  expect(ids.every((id) => id % 2 === 0)).toBe(true);
});

test('marks a whole visit as somebody else’s, and takes that back', async () => {
  const { get, fake, shows } = history();
  await shows('17 entries');
  const mark = () => get('button', 'Not me: Thursday 5 March, Visit from');

  mark().click();
  await vi.waitFor(() => expect(mark().getAttribute('aria-pressed')).toBe('true'));
  await shows('This visit stays in the list and is left out of your profile.');
  mark().click();
  await vi.waitFor(() => expect(mark().getAttribute('aria-pressed')).toBe('false'));

  expect(fake.called('markInteractions')).toEqual([
    [[17, 16, 15, 14], 'notMe', true],
    [[17, 16, 15, 14], 'notMe', false],
  ]);
});

test('deletes several that were selected', async () => {
  const { get, element, fake, shows } = history();
  await shows('17 entries');

  get('button', 'Select several').click();
  await shows('0 entries selected');
  get('checkbox', 'Select: Put in the cart').click();
  get('checkbox', 'Select: Bought').click();
  await shows('2 entries selected');
  get('button', 'Delete the selected').click();
  await shows('2 entries will be deleted in a few seconds.');
  element.remove();

  const [[ids]] = fake.called('removeInteractions') as [[number[]]];
  expect(ids).toHaveLength(2);
  expect(ids).toContain(17);
});

test('asks for pictures only when the shopper does, and without a referrer', async () => {
  const { get, root, shown, shows, fake } = history();
  fake.rows = fake.rows.map((row, i) =>
    i === 0 ? { ...row, item: { ...row.item!, image: '/p.webp' } } : row,
  );
  fake.emit('change');
  await shows('17 entries');
  expect(shown()).toHaveLength(17);
  const pictures = () => root.querySelectorAll('.row img, .row use');

  expect(pictures()).toHaveLength(0);
  get('button', 'Show pictures').click();
  await vi.waitFor(() => expect(pictures().length).toBeGreaterThan(1));

  expect(root.querySelector('.row img')?.getAttribute('referrerpolicy')).toBe('no-referrer');
});
