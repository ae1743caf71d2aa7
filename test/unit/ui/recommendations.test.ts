// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { PANEL_PORT } from '../../../src/contract/page_api.ts';
import { FakeInkling } from './fake_port.ts';
import { mount } from './mount.ts';

afterEach(() => document.body.replaceChildren());

const idsOf = (root: ShadowRoot) =>
  [...root.querySelectorAll('[data-item-id]')].map((card) => card.getAttribute('data-item-id'));

test('shows as many cards as asked for, with name, price and reason', async () => {
  const { root, shows, text } = mount('inkling-recommendations', {
    attributes: { count: '3', heading: 'Yours' },
  });

  await shows('Yours');

  expect(idsOf(root)).toEqual(['item-0', 'item-1', 'item-2']);
  expect(text()).toContain('Silk Repair Shampoo 250 ml €9.90');
  expect(text()).toContain('Because you put Silk Repair Shampoo 250 ml in the cart');
  expect(root.querySelector('a')?.getAttribute('href')).toBe('/item/0');
});

test('draws a symbol of a sprite in the page and any other picture as one', async () => {
  const { root, shows } = mount('inkling-recommendations', { attributes: { count: '1' } });
  await shows('For you');

  expect(root.querySelector('svg.picture use')?.getAttribute('href')).toBe('/sprite.svg#glyph-0');
});

test('replaces a card that is turned down, and records that', async () => {
  const { get, fake, root, shows } = mount('inkling-recommendations', { attributes: { count: '3' } });
  await shows('For you');

  get('button', 'Not interested: Silk Repair').click();
  await vi.waitFor(() => expect(idsOf(root)).toEqual(['item-1', 'item-2', 'item-3']));
  await vi.waitFor(() => expect(fake.called('record')).toEqual([[{ kind: 'dislike', itemId: 'item-0' }]]));

  expect(root.activeElement).toBe(get('button', 'Not interested: Nettle'));
});

test('asks once for a burst of interactions', async () => {
  const { fake, shows } = mount('inkling-recommendations');
  await shows('For you');
  vi.useFakeTimers();
  for (let i = 0; i < 5; i++) fake.emit('change');
  await vi.advanceTimersByTimeAsync(400);
  vi.useRealTimers();

  expect(fake.called('recommend')).toEqual([[10], [10]]);
});

test('follows no address that would run a script', async () => {
  const { fake, root, shows } = mount('inkling-recommendations', { isEmpty: true });
  const item = { id: 'x', name: 'X', url: 'javascript:alert(1)', image: 'javascript:alert(2)#a' };
  Object.assign(fake.handle[PANEL_PORT].inkling, {
    recommend: async () => [{ id: 'x', score: 1, reasons: [], item }],
  });

  fake.emit('clear');
  await shows('X');

  expect(root.querySelector('a, use, img')).toBeNull();
});

test('takes no room until there is something to show', async () => {
  const { root, element, fake, shows } = mount('inkling-recommendations', { isEmpty: true });
  const { rows } = new FakeInkling();
  await vi.waitFor(() => expect(fake.called('recommend')).toHaveLength(1));
  await element.updateComplete;
  const before = [...root.children].filter(({ tagName }) => tagName !== 'STYLE').length;

  fake.rows = rows;
  fake.emit('clear');
  await shows('For you');

  expect(before).toBe(0);
});
