// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { canonical, pathOf, pictureOf } from '../../../src/capture/url.ts';

beforeEach(() => {
  location.href = 'https://shop.example/c/bath?sort=price';
});

test.each([
  ['https://shop.example/item/1?email=jo%40mail.example#pay', '/item/1'],
  ['/item/1/?token=x', '/item/1/'],
  ['../item/1#a?b', '/item/1'],
  ['/app#/item/1?email=jo%40mail.example', '/app#/item/1'],
  ['/app#!/item/1', '/app#!/item/1'],
  ['/app#/', '/app'],
  ['/app#item/1', '/app'],
  ['https://other.example/item/1', undefined],
  ['javascript:alert(1)', undefined],
  ['http://[broken', undefined],
  ['', undefined],
  [17, undefined],
  [undefined, undefined],
])('the path of %s is %s', (address, path) => {
  expect(pathOf(address)).toBe(path);
});

test.each([
  ['/a/', '/a'],
  ['/a/index.html', '/a'],
  ['/a', '/a'],
  ['/', '/'],
  ['/index.html', '/'],
  [undefined, undefined],
])('%s is the page %s', (path, page) => {
  expect(canonical(path)).toBe(page);
});

test('a picture keeps its host and loses query and credentials', () => {
  expect(pictureOf('https://me:secret@cdn.example/a.svg?sig=1#pan')).toBe('https://cdn.example/a.svg#pan');
  expect(pictureOf('data:image/png;base64,AAAA')).toBeUndefined();
});
