// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from 'vitest';
import { listenDataLayer, readPush } from '../../../../src/capture/behaviour/data_layer.ts';
import { wordsOf } from '../../../../src/capture/behaviour/words.ts';

const AT = 1_750_000_000_000;
const shop = window as { dataLayer?: unknown[] };

afterEach(() => {
  delete shop.dataLayer;
});

describe('reading one push', () => {
  test('a GA4 item becomes an item and a view, and nothing else is taken', () => {
    const push = readPush(
      {
        event: 'view_item',
        user_id: 'u1',
        ecommerce: {
          currency: 'USD',
          coupon: 'SECRET',
          items: [
            {
              item_id: 17,
              item_name: 'Soap',
              item_brand: 'Oliva',
              item_category: 'Beauty',
              item_category2: 'Bath',
              item_variant: 'green',
              price: 19.99,
              discount: 2,
              coupon: 'SECRET',
              affiliation: 'partner',
            },
          ],
        },
      },
      AT,
    );

    expect(push).toEqual({
      interactions: [{ kind: 'view', itemId: '17', at: AT }],
      items: [
        {
          id: '17',
          name: 'Soap',
          brand: 'Oliva',
          category: ['Beauty', 'Bath'],
          price: 17.99,
          currency: 'USD',
          variant: 'green',
        },
      ],
    });
  });

  test.each([
    ['select_item', 'select', undefined],
    ['add_to_cart', 'cart_add', 2],
    ['remove_from_cart', 'cart_remove', 2],
    ['purchase', 'purchase', 2],
    ['add_to_wishlist', 'wishlist', undefined],
  ])('%s is %s, one for each item', (event, kind, value) => {
    const { interactions } = readPush(
      {
        event,
        ecommerce: {
          transaction_id: 't',
          items: [
            { item_id: 'a', quantity: 2 },
            { item_id: 'b', quantity: '2' },
          ],
        },
      },
      AT,
    );

    const expected = { kind, at: AT, ...(value === undefined ? {} : { value }) };
    expect(interactions).toEqual([
      { ...expected, itemId: 'a' },
      { ...expected, itemId: 'b' },
    ]);
  });

  test.each([
    ['view_cart', 'cart_view'],
    ['begin_checkout', 'checkout'],
  ])('%s is one %s, whatever the basket holds', (event, kind) => {
    const { interactions, items } = readPush(
      { event, ecommerce: { items: [{ item_id: 'a' }, { item_id: 'b' }] } },
      AT,
    );

    expect(interactions).toEqual([{ kind, at: AT }]);
    expect(items).toHaveLength(2);
  });

  test('what gtag pushes is read as well', () => {
    const entry = (function (..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: gtag pushes exactly this object
      return arguments;
    })('event', 'add_to_cart', { items: [{ item_id: 'a' }] });

    expect(readPush(entry, AT).interactions).toEqual([{ kind: 'cart_add', itemId: 'a', value: 1, at: AT }]);
  });

  test('a search is kept as words', () => {
    expect(readPush({ event: 'search', search_term: 'Grüne SEIFE, 2' }, AT).interactions).toEqual([
      { kind: 'search', at: AT, tokens: ['grüne', 'seife', '2'] },
    ]);
  });

  test('addresses and long numbers are no search words', () => {
    expect(wordsOf('soap jo@mail.example +49 170 1234567 4111-1111 ok')).toEqual(['soap', '49', '170', 'ok']);
  });

  test('a category in one string is a path', () => {
    const { items } = readPush(
      { event: 'view_item', ecommerce: { items: [{ item_id: 'a', item_category: 'X > Y' }] } },
      AT,
    );

    expect(items[0]?.category).toEqual(['X', 'Y']);
  });

  test.each([
    [null],
    [undefined],
    [7],
    ['event'],
    [() => {}],
    [{}],
    [{ event: 'gtm.js' }],
    [{ event: '__proto__' }],
    [{ event: 'toString', ecommerce: { items: [{ item_id: 'a' }] } }],
    [{ event: 'view_item' }],
    [{ event: 'view_item', ecommerce: null }],
    [{ event: 'view_item', ecommerce: { items: 'x' } }],
    [{ event: 'view_item', ecommerce: { items: [null, 3, {}, { item_name: 'no id' }] } }],
    [{ ecommerce: { items: [{ item_id: 'no event' }] } }],
    [['config', 'G-1']],
  ])('%j says nothing', (entry) => {
    expect(readPush(entry, AT)).toEqual({ interactions: [], items: [] });
  });
});

describe('listening', () => {
  test('hears what was pushed before and after', () => {
    const heard: unknown[] = [];
    shop.dataLayer = ['before'];

    listenDataLayer((entry) => heard.push(entry)).attach();
    const length = shop.dataLayer.push('a', 'b');

    expect(heard).toEqual(['before', 'a', 'b']);
    expect(length).toBe(3);
    expect([...shop.dataLayer]).toEqual(['before', 'a', 'b']);
  });

  test('hears each push once when others wrap push before and after', () => {
    const heard: unknown[] = [];
    const order: string[] = [];
    const wrap = (name: string) => {
      const layer = shop.dataLayer as unknown[];
      const inner = layer.push;
      layer.push = (...entries) => {
        order.push(name);
        return inner.apply(layer, entries);
      };
    };
    shop.dataLayer = [];
    wrap('earlier');
    const listener = listenDataLayer((entry) => heard.push(entry));
    listener.attach();
    wrap('later');
    listener.attach();

    shop.dataLayer.push('a');

    expect(heard).toEqual(['a']);
    expect(order).toEqual(['later', 'earlier']);
  });

  test('follows the page to a new array, reading what stands in it', () => {
    const heard: unknown[] = [];
    const listener = listenDataLayer((entry) => heard.push(entry));
    listener.attach(); // there is none yet, and none is made
    expect(shop.dataLayer).toBeUndefined();

    shop.dataLayer = ['first'];
    listener.attach();
    shop.dataLayer.push('second');

    expect(heard).toEqual(['first', 'second']);
  });

  test('an error of ours does not reach whoever pushes', () => {
    shop.dataLayer = [];
    listenDataLayer(() => {
      throw new Error('ours');
    }).attach();

    expect(shop.dataLayer.push('a')).toBe(1);
  });

  test('an entry whose getter throws is passed over', () => {
    const heard: unknown[] = [];
    shop.dataLayer = [];
    listenDataLayer((entry) => heard.push(readPush(entry, AT))).attach();
    const trap = {
      get event(): string {
        throw new Error('theirs');
      },
    };

    shop.dataLayer.push(trap, { event: 'view_cart' });

    expect(heard).toHaveLength(1);
  });

  test('hears nothing after stop', () => {
    const heard: unknown[] = [];
    shop.dataLayer = [];
    const listener = listenDataLayer((entry) => heard.push(entry));
    listener.attach();
    shop.dataLayer.push('a');

    listener.stop();
    shop.dataLayer.push('b');

    expect(heard).toEqual(['a']);
  });
});
