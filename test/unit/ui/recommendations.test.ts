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

test('says of what the shopper stated that this is why', async () => {
  const { fake, shows } = mount('inkling-recommendations', { isEmpty: true });
  const item = { id: 'x', name: 'X' };
  Object.assign(fake.handle[PANEL_PORT].inkling, {
    recommend: async () => [{ id: 'x', score: 1, reasons: [], stated: 'Kitchen', item }],
  });
  fake.emit('change');

  await shows('Because you stated an interest in Kitchen');
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

test('says that a pause is on, until when, and ends it by the shopper’s hand', async () => {
  const { fake, get, find, root, shows, text } = mount('inkling-recommendations');
  await shows('For you');
  const wanted = fake.called('recommend').length;

  fake.consent = { ...fake.consent, record: false, pausedUntil: new Date(2099, 2, 5, 15, 40).getTime() };
  fake.emit('consent');
  await shows('Paused until 5 March 2099 at 15:40. Nothing is recorded, suggested or sent.');
  expect(idsOf(root)).toEqual([]);
  expect(find('button', 'Your profile')).toBeDefined();
  get('button', 'Resume').click();
  await vi.waitFor(() => expect(idsOf(root)).toHaveLength(6));

  expect(fake.called('pause')).toEqual([[0]]);
  expect(fake.called('recommend').length).toBeGreaterThan(wanted);
  expect(text()).toContain('Recording and suggestions go on.');
  expect(root.activeElement?.textContent).toBe('For you');
});

test('draws the cards as the shop’s own template says, in the page, and drops those that are turned down', async () => {
  const { element, fake, get, root, shows } = mount('inkling-recommendations', { isEmpty: true });
  element.innerHTML =
    '<template><a data-inkling="link"><img data-inkling="image" alt=""><b data-inkling="name"></b></a><i data-inkling="brand"></i></template>';
  const items = [
    { id: 'a', name: '<b>A</b>', url: '/a', image: 'https://shop.example/a.jpg', brand: 'Ours' },
    { id: 'b', name: 'B', url: 'javascript:alert(1)' },
  ];
  let gone: string | undefined;
  Object.assign(fake.handle[PANEL_PORT].inkling, {
    recommend: async () =>
      items.filter(({ id }) => id !== gone).map((item) => ({ id: item.id, score: 1, reasons: [], item })),
  });
  element.count = 2;
  await shows('For you');

  const [a, b] = ['a', 'b'].map((id) => element.querySelector(`[slot=${id}]`)!);
  expect(a!.querySelector('a')!.getAttribute('href')).toBe('/a');
  expect(a!.querySelector('img')!.getAttribute('src')).toBe('https://shop.example/a.jpg');
  expect(a!.querySelector('b')!.textContent).toBe('<b>A</b>');
  expect(b!.querySelector('a')!.hasAttribute('href')).toBe(false);
  expect(b!.querySelector('img')!.hasAttribute('hidden')).toBe(true);
  expect(b!.querySelector('i')!.hasAttribute('hidden')).toBe(true);
  expect(root.querySelector('.name')).toBeNull();

  gone = 'a';
  get('button', 'Not interested: <b>A</b>').click();
  await vi.waitFor(() => expect(element.querySelector('[slot=a]')).toBeNull());
  expect(element.querySelector('[slot=b]')).not.toBeNull();
});

test('draws a skeleton in room that the page keeps, until the first answer', async () => {
  const { element, fake, root, shows } = mount('inkling-recommendations', { attributes: { count: '3' } });
  Object.defineProperty(element, 'offsetHeight', { value: 320 });
  let answer = (_: never[]) => {};
  const { inkling } = fake.handle[PANEL_PORT];
  const { recommend } = inkling;
  Object.assign(inkling, { recommend: () => new Promise((resolve) => (answer = resolve)) });
  await element.updateComplete;
  const bones = root.querySelectorAll('.bone').length;
  Object.assign(inkling, { recommend });
  answer([]);
  fake.emit('clear');
  await shows('For you');

  expect(bones).toBe(3);
  expect(root.querySelector('.bone')).toBeNull();
});
