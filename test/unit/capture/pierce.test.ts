// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { pierce } from '../../../src/capture/pierce.ts';

const shadowOf = (host: Element, markup: string): ShadowRoot => {
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = markup;
  return root;
};
const texts = (selector: string) => pierce(selector).map((element) => element.textContent);

beforeEach(() => {
  document.body.innerHTML = '<shop-app></shop-app><p>outside</p>';
  const app = shadowOf(document.querySelector('shop-app')!, '<shop-item></shop-item><shop-item></shop-item>');
  for (const [i, item] of [...app.querySelectorAll('shop-item')].entries()) shadowOf(item, `<h1>${i}</h1>`);
});

test('steps into open shadow roots, and nowhere without being told to', () => {
  expect(texts('p')).toEqual(['outside']);
  expect(texts('h1')).toEqual([]);
  expect(texts('shop-app >>> shop-item >>> h1')).toEqual(['0', '1']);
  expect(texts('shop-app>>>shop-item:first-child>>>h1')).toEqual(['0']);
});

test('tells of every shadow root on the way, so that it can be watched', () => {
  const roots: ShadowRoot[] = [];

  pierce('shop-app >>> shop-item >>> h1', (root) => roots.push(root));

  expect(roots.map(({ host }) => host.localName)).toEqual(['shop-app', 'shop-item', 'shop-item']);
});

test('leaves out what is not drawn, but not what is never drawn', () => {
  document.head.innerHTML = '<meta name="sku" content="a">';
  const hidden = { value: () => false };
  for (const element of document.querySelectorAll('p, meta'))
    Object.defineProperty(element, 'checkVisibility', hidden);

  expect(pierce('p')).toEqual([]);
  expect(pierce('meta[name=sku]')).toHaveLength(1);
});

test('a closed root and a selector of no end find nothing', () => {
  document.querySelector('p')!.attachShadow({ mode: 'closed' }).innerHTML = '<b>secret</b>';

  expect(texts('p >>> b')).toEqual([]);
  expect(texts(Array(50).fill('shop-app').join('>>>'))).toEqual([]);
});

test('takes no more than a hundred elements', () => {
  document.body.innerHTML = '<i></i>'.repeat(1_000);

  expect(pierce('i')).toHaveLength(100);
});
