// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import type { Survey } from '../../../src/contract/survey.ts';
import { type DebugFacts, openDebugView } from '../../../src/ui/debug_view.ts';

const SURVEY: Survey = {
  path: '/item/a',
  main: { id: 'a', name: '<b>Pot</b>', price: 12 },
  mainReason: 'address',
  sources: [
    {
      name: 'json-ld',
      count: 3,
      broken: 1,
      items: [{ id: 'a', name: 'Pot' }],
      interactions: [],
      ignored: [],
    },
    { name: 'rdfa', count: 0, broken: 0, items: [], interactions: [], ignored: [] },
    {
      name: 'data-layer',
      count: 2,
      broken: 0,
      items: [],
      interactions: [{ kind: 'cart_add', itemId: 'a', at: 1 }],
      ignored: ['gtm.js'],
    },
  ],
  heard: [
    { kind: 'view', itemId: 'a', at: 1 },
    { kind: 'cart_add', itemId: 'a', value: 2, at: 2 },
  ],
};
const FACTS: DebugFacts = {
  consent: [['recordReason', 'gpc']],
  state: [['backend', 'wasm']],
  match: { all: 3, unknown: ['z'] },
  isBase: false,
};

const host = () => document.querySelector('inkling-debug');
const text = () => host()?.shadowRoot?.querySelector('[role=dialog]')?.textContent ?? '';

afterEach(() => {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  document.documentElement.lang = '';
});

test('shows the item and why, every source that is there, and what decides', () => {
  openDebugView(() => {}).show(SURVEY, FACTS);

  expect(text()).toContain('a · <b>Pot</b> · 12 (it states this address)');
  expect(text()).toContain('1 unreadable');
  expect(text()).toContain('told: cart_add; not gone by: gtm.js');
  expect(text()).not.toContain('RDFa');
  expect(text()).toContain('cart_add a 2view a');
  expect(text()).toContain('recordReasongpc');
  expect(text()).toContain("2 of 3 item ids of this shop's pages are in the model's catalogue.");
  expect(text()).toContain('Not there: z');
  // Texts of a page are texts.
  expect(host()!.shadowRoot!.querySelector('b')).toBeNull();
});

test('says so when ids cannot be held against the catalogue', () => {
  const view = openDebugView(() => {});

  view.show(SURVEY, { ...FACTS, match: undefined });
  expect(text()).toContain('Ids are held against the catalogue once something was recorded');
  view.show(SURVEY, { ...FACTS, isBase: true });
  expect(text()).toContain('models/base knows no ids');
});

test('Escape and the button close it once, and give the focus back', () => {
  let closed = 0;
  document.body.innerHTML = '<button id="before"></button>';
  document.getElementById('before')!.focus();
  openDebugView(() => closed++);
  expect(host()!.shadowRoot!.activeElement?.textContent).toBe('Close');

  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  expect(host()).toBeNull();
  expect(document.activeElement?.id).toBe('before');
  openDebugView(() => closed++);
  host()!.shadowRoot!.querySelector('button')!.click();
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));

  expect(closed).toBe(2);
});

test('speaks Chinese on a Chinese page', () => {
  document.documentElement.lang = 'zh-CN';

  openDebugView(() => {}).show({ ...SURVEY, heard: [] }, FACTS);

  expect(text()).toContain('逐个来源');
  expect(text()).not.toMatch(/Close|undefined/);
});
