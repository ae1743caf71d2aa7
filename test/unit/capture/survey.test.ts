// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Markup, Sources } from '../../../src/capture/source.ts';
import { startSurvey } from '../../../src/capture/survey.ts';
import type { SourceName } from '../../../src/contract/survey.ts';
import { itemsOf, readPage } from '../../../src/markup.ts';

const FILES: { sources: Sources; markup: Markup } = {
  sources: { platforms: [] },
  markup: { readPage, itemsOf },
};
const page = window as { dataLayer?: unknown[]; inklingConfig?: unknown; adobeDataLayer?: unknown };
let changes = 0;
let surveyor: ReturnType<typeof startSurvey>;

const start = (): void => {
  surveyor = startSurvey(
    FILES,
    () => Date.now(),
    () => changes++,
  );
};
const of = (name: SourceName) => surveyor.survey().sources.find((source) => source.name === name)!;

beforeEach(() => {
  vi.useFakeTimers();
  location.href = 'https://shop.example/item/a/?utm=mail';
  Object.defineProperty(document, 'readyState', { value: 'complete', configurable: true });
  document.head.innerHTML = '';
  document.body.innerHTML = '';
  for (const name of ['dataLayer', 'inklingConfig', 'adobeDataLayer'] as const) delete page[name];
  changes = 0;
});
afterEach(() => {
  surveyor.stop();
  vi.useRealTimers();
});

test('tells the item of the page and why it is the one', async () => {
  document.head.innerHTML = `<script type="application/ld+json">{"@type":"Product","sku":"a","name":"Pot"}</script>
    <script type="application/ld+json">{"@type":</script>`;

  start();
  await vi.advanceTimersByTimeAsync(0);

  expect(surveyor.survey()).toMatchObject({
    path: '/item/a',
    main: { id: 'a', name: 'Pot' },
    mainReason: 'only',
    heard: [{ kind: 'view', itemId: 'a' }],
  });
  expect(of('json-ld')).toMatchObject({ count: 2, broken: 1, items: [{ id: 'a' }] });
});

test('hears the dataLayer from its first entry, and names what nobody goes by', async () => {
  page.dataLayer = [
    { 'gtm.start': 1, event: 'gtm.js' },
    { event: 'add_to_cart', ecommerce: { items: [{ item_id: 'a', item_name: 'Pot' }] } },
    ['consent', 'default', {}],
    { pageType: 'item' },
  ];

  start();
  await vi.advanceTimersByTimeAsync(0);

  expect(of('data-layer')).toMatchObject({
    count: 4,
    items: [{ id: 'a', name: 'Pot' }],
    interactions: [{ kind: 'cart_add', itemId: 'a' }],
    ignored: ['gtm.js', 'consent', 'pageType'],
  });
  expect(surveyor.survey().heard).toMatchObject([{ kind: 'cart_add', itemId: 'a' }]);
});

test('goes on hearing, and says that there is more', async () => {
  page.dataLayer = [];
  start();
  await vi.advanceTimersByTimeAsync(0);
  expect(changes).toBe(0);

  page.dataLayer.push({ event: 'add_to_wishlist', ecommerce: { items: [{ item_id: 'b' }] } });

  expect(changes).toBeGreaterThan(0);
  expect(surveyor.survey().heard).toMatchObject([{ kind: 'wishlist', itemId: 'b' }]);
});

test('tells of an adapter what it finds, and of other sources that they are there', () => {
  document.body.innerHTML = '<h1>Pot</h1><i itemscope itemtype="https://schema.org/Thing"></i>';
  page.inklingConfig = { adapter: { item: 'h1' } };
  page.adobeDataLayer = [];

  start();

  expect(of('adapter')).toMatchObject({ count: 1, items: [{ id: '/item/a', name: 'Pot' }] });
  expect(surveyor.survey().main).toEqual({ id: '/item/a', name: 'Pot' });
  expect([of('microdata').count, of('adobe').count, of('shopify').count]).toEqual([1, 1, 0]);
});

test('a page of nothing, or of a dataLayer that throws, is surveyed all the same', () => {
  page.dataLayer = [
    {
      get event() {
        throw new Error('a getter');
      },
    },
  ];

  start();

  expect(of('data-layer')).toMatchObject({ count: 1, broken: 1 });
  expect(surveyor.survey().main).toBeUndefined();
});
