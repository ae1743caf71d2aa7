// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startCapture } from '../../../src/capture/capture.ts';
import type { Sources, Tell } from '../../../src/capture/source.ts';
import { itemsOf, readPage } from '../../../src/markup.ts';

let stop = (): void => {};
let asked = 0;
let time = 1_000;
let tell: Tell | undefined;
let isDeaf = false;
const said: string[] = [];

const start = (sources: () => Promise<Sources>): void => {
  stop = startCapture({
    onInteraction: ({ kind, itemId }) => said.push(`${kind} ${itemId}`),
    onItem: ({ id }) => said.push(id),
    now: () => time,
    loadMarkup: async () => ({ readPage, itemsOf }),
    loadSources() {
      asked++;
      return sources();
    },
  });
};
const platform = async (): Promise<Sources> => ({
  platforms: [
    (given) => {
      tell = given;
      return () => {
        isDeaf = true;
      };
    },
  ],
});
const turns = () => vi.advanceTimersByTimeAsync(4_000);

beforeEach(() => {
  vi.useFakeTimers();
  Object.defineProperty(document, 'readyState', { value: 'complete', configurable: true });
  document.body.innerHTML = '';
  asked = 0;
  time = 1_000;
  tell = undefined;
  isDeaf = false;
  said.length = 0;
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('a page of articles asks for what understands their events, and says what it is about', async () => {
  document.body.innerHTML =
    '<script type="application/ld+json">{"@type":"Article","headline":"A","url":"/a"}</script>';

  start(platform);
  await turns();

  expect({ said, asked }).toEqual({ said: ['/a', 'view /a'], asked: 1 });
  expect(tell!.about()).toMatchObject({ preset: 'content', itemId: '/a' });
  expect([tell!.about().isItem('/a'), tell!.about().isItem('/b')]).toEqual([true, false]);
});

test('a list tells of its items without a view of any', async () => {
  document.body.innerHTML =
    '<script type="application/ld+json">[{"@type":"Product","sku":"a"},{"@type":"Product","sku":"b"}]</script>';

  start(platform);
  await turns();

  expect(said).toEqual(['a', 'b']);
});

test('a page of JSON-LD alone asks for nothing more', async () => {
  document.body.innerHTML = '<script type="application/ld+json">{"@type":"Product","sku":"a"}</script>';

  start(platform);
  await turns();

  expect({ said, asked }).toEqual({ said: ['a', 'view a'], asked: 0 });
});

test('a page that shows a sign asks once, and what a platform tells counts like all else', async () => {
  document.body.innerHTML = '<div class="woocommerce"></div>';

  start(platform);
  await turns();
  history.pushState({}, '', '/elsewhere');
  await turns();
  tell?.item({ id: 'a', name: 'A' });
  tell?.interaction({ kind: 'view', itemId: 'a', at: 1_000 });
  tell?.interaction({ kind: 'view', itemId: 'a', at: 9_000 });
  stop();

  expect({ said, asked, isDeaf }).toEqual({ said: ['a', 'view a'], asked: 1, isDeaf: true });
});

test('a platform that fails, or a file that does not come, throws nothing into the page', async () => {
  document.body.innerHTML = '<i class="woocommerce"></i>';
  start(() => Promise.reject(new Error('blocked')));
  await turns();
  stop();
  start(async () => ({
    platforms: [
      () => {
        throw new Error('a platform of tomorrow');
      },
      ...(await platform()).platforms,
    ],
  }));
  await turns();

  expect({ asked, hears: tell !== undefined }).toEqual({ asked: 2, hears: true });
});

test('where a shop states the path of what it shows, visits go by that and not by the address', async () => {
  let shown = '/item/1';
  document.body.innerHTML = '<i class="woocommerce"></i>';
  start(async () => ({ ...(await platform()), path: () => shown }));
  await turns();
  const view = () => {
    time += 5_000;
    tell?.interaction({ kind: 'view', itemId: 'a', at: time });
  };

  view();
  history.pushState({}, '', '?variant=2');
  view();
  shown = '/item/2';
  history.pushState({}, '', '?id=2');
  view();

  expect(said).toEqual(['view a', 'dwell a', 'view a']);
});
