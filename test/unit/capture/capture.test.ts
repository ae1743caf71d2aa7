// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchBehaviour } from '../../../src/capture/behaviour/watch_behaviour.ts';
import { startCapture } from '../../../src/capture/capture.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import { itemsOf, readPage } from '../../../src/markup.ts';

const shop = window as { dataLayer?: unknown[] };
let stop = (): void => {};
let said: Interaction[] = [];
let seen: Item[] = [];

const start = (): void => {
  stop = startCapture({
    onInteraction: (interaction) => said.push(interaction),
    onItem: (item) => seen.push(item),
    now: () => Date.now(),
    loadBehaviour: async () => watchBehaviour,
    loadMarkup: async () => ({ readPage, itemsOf }),
  });
};
const markup = (...skus: string[]): void => {
  document.head.innerHTML = skus
    .map((sku) => `<script type="application/ld+json">{"@type":"Product","sku":"${sku}"}</script>`)
    .join('');
};
const shape = () => said.map(({ kind, itemId }) => (itemId === undefined ? kind : `${kind} ${itemId}`));
/** Past the bound within which late markup counts; mutation records are delivered on the way. */
const settled = () => vi.advanceTimersByTimeAsync(4_000);
const show = (state: 'visible' | 'hidden'): void => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  vi.useFakeTimers();
  location.href = 'https://shop.example/item/a';
  Object.defineProperty(document, 'readyState', { value: 'complete', configurable: true });
  said = [];
  seen = [];
  delete shop.dataLayer;
  markup();
});

afterEach(() => {
  stop();
  show('visible');
  vi.useRealTimers();
});

describe('views', () => {
  test('a product page is one view, told by markup and dataLayer alike', async () => {
    markup('a');
    shop.dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'a' }] } }];

    start();
    await settled();
    shop.dataLayer.push({ event: 'view_item', ecommerce: { items: [{ item_id: 'a' }] } });

    expect(shape()).toEqual(['view a']);
    expect(seen.map(({ id }) => id)).toContain('a');
  });

  test('a file that does not come costs the dataLayer, not the markup', async () => {
    markup('a');
    shop.dataLayer = [{ event: 'view_cart' }];
    stop = startCapture({
      onInteraction: (interaction) => said.push(interaction),
      onItem: (item) => seen.push(item),
      now: () => Date.now(),
      loadMarkup: async () => ({ readPage, itemsOf }),
      loadBehaviour: () => Promise.reject(new Error('blocked')),
    });

    await settled();

    expect(shape()).toEqual(['view a']);
  });

  test('a page without a product is no view', async () => {
    markup('a', 'b');

    start();
    await settled();

    expect(shape()).toEqual([]);
  });

  test('markup that comes late still counts, markup that comes too late does not', async () => {
    start();
    await vi.advanceTimersByTimeAsync(1_000);
    markup('a');
    await settled();
    expect(shape()).toEqual(['view a']);

    markup('b');
    await settled();
    expect(shape()).toEqual(['view a']);
  });

  test('replaceState followed by pushState to one item is one view', async () => {
    markup('a');
    start();
    await settled();

    history.replaceState({ scroll: 1 }, '', '/item/a');
    history.pushState({}, '', '/item/b');
    await vi.advanceTimersByTimeAsync(300); // the router renders
    markup('b');
    await settled();

    expect(shape()).toEqual(['view a', 'dwell a', 'view b']);
  });

  test('the markup of the page before is not taken for the new page', async () => {
    markup('a');
    start();
    await settled();

    history.pushState({}, '', '/about');
    await settled();

    expect(shape()).toEqual(['view a', 'dwell a']);
  });

  test('a filter that rewrites the query 50 times is no further view', async () => {
    markup('a');
    start();
    await settled();

    for (let i = 0; i < 50; i++) history.replaceState({}, '', `/item/a?filter=${i}`);
    await settled();

    expect(shape()).toEqual(['view a']);
  });

  test('another item behind the same path is another view', async () => {
    markup('a');
    start();
    await settled();

    history.pushState({}, '', '/item/a?id=b');
    await vi.advanceTimersByTimeAsync(300);
    markup('b');
    await settled();

    expect(shape()).toEqual(['view a', 'dwell a', 'view b']);
  });

  test('a return from the back/forward cache is a new visit', async () => {
    markup('a');
    start();
    await settled();
    dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(60_000);

    dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

    expect(shape()).toEqual(['view a', 'dwell a', 'view a']);
  });

  test('a page that is rendered ahead counts when it is shown', async () => {
    show('hidden'); // as a document is while it is being prerendered
    markup('a');
    shop.dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'a' }] } }];
    start();
    dispatchEvent(new Event('load'));
    history.replaceState({ ready: true }, '', '/item/a');
    await settled();
    expect(shape()).toEqual([]);

    show('visible');
    await settled();

    expect(shape()).toEqual(['view a']);
  });

  test('a tab that is opened in the background counts when it is looked at, once', async () => {
    show('hidden');
    markup('a');
    start();
    await settled();
    expect(shape()).toEqual([]);

    show('visible');
    show('hidden');
    show('visible');
    await settled();

    expect(shape()).toEqual(['view a']);
  });

  test('a router behind the hash has paths, an anchor has none', async () => {
    markup('a');
    start();
    await settled();
    history.pushState({}, '', '/item/a#reviews');
    await settled();
    expect(shape()).toEqual(['view a']);

    history.pushState({}, '', '/app#/item/b?from=list');
    await vi.advanceTimersByTimeAsync(300);
    markup('b');
    await settled();
    history.replaceState({}, '', '/app#/item/b?from=mail');
    await settled();

    expect(shape()).toEqual(['view a', 'dwell a', 'view b']);
  });
});

describe('dwell', () => {
  test('is told at the end of the visit, without the time in the background', async () => {
    markup('a');
    start();
    await vi.advanceTimersByTimeAsync(2_000);
    show('hidden');
    await vi.advanceTimersByTimeAsync(60_000);
    show('visible');
    await vi.advanceTimersByTimeAsync(3_000);

    dispatchEvent(new Event('pagehide'));

    expect(said.at(-1)).toMatchObject({ kind: 'dwell', itemId: 'a', dwellMs: 5_000 });
  });
});

describe('leaving', () => {
  test('is noticed when it begins, and told once', async () => {
    const navigation = new EventTarget();
    vi.stubGlobal('navigation', navigation);
    markup('a');
    start();
    await vi.advanceTimersByTimeAsync(5_000);
    const leave = (sameDocument: boolean, downloadRequest: string | null): void => {
      const event = new Event('navigate');
      navigation.dispatchEvent(Object.assign(event, { destination: { sameDocument }, downloadRequest }));
    };

    leave(true, null);
    leave(false, 'manual.pdf');
    expect(shape()).toEqual(['view a']);
    leave(false, null);
    dispatchEvent(new Event('pagehide'));

    expect(shape()).toEqual(['view a', 'dwell a']);
    vi.unstubAllGlobals();
  });

  test('from a page without a product brings none back', async () => {
    markup('a');
    start();
    await settled();
    history.pushState({}, '', '/about');
    markup();
    await settled();
    dispatchEvent(new Event('pagehide'));

    dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));

    expect(shape()).toEqual(['view a', 'dwell a']);
  });
});

describe('the page comes first', () => {
  test('an error in whoever listens reaches neither the pusher nor the router', async () => {
    shop.dataLayer = [];
    stop = startCapture({
      onInteraction() {
        throw new Error('ours');
      },
      onItem() {
        throw new Error('ours');
      },
      now: () => Date.now(),
      loadBehaviour: async () => watchBehaviour,
    });
    await settled();
    markup('a');

    expect(shop.dataLayer.push({ event: 'view_cart' })).toBe(1);
    expect(() => history.pushState({}, '', '/item/b')).not.toThrow();
    expect(location.pathname).toBe('/item/b');
    await settled();
  });

  test('an error of the router itself is passed on', () => {
    start();

    // A state that cannot be cloned, or another origin: the browser's own refusal.
    expect(() => history.pushState({}, '', 'https://other.example/')).toThrow();
  });

  test('after the end nothing is told', async () => {
    shop.dataLayer = [];
    start();
    await settled();
    shop.dataLayer.push({ event: 'view_cart' });
    expect(shape()).toEqual(['cart_view']);

    stop();
    shop.dataLayer.push({ event: 'begin_checkout' });
    history.pushState({}, '', '/item/b');
    markup('b');
    await settled();

    expect(shape()).toEqual(['cart_view']);
  });
});
