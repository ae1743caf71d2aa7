// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { siteAdapter } from '../../../src/capture/adapter.ts';
import { failureCount } from '../../../src/capture/quiet.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';

let stop = (): void => {};
let said: string[] = [];
let items: Item[] = [];

const start = (given: unknown): void => {
  stop =
    siteAdapter(given)?.source({
      interaction: ({ kind, itemId }: Interaction) => said.push(`${kind} ${itemId}`),
      item: (item) => items.push(item),
      now: () => 1_000,
    }) ?? stop;
};
const go = (path: string): void => history.pushState({}, '', path);
const soon = () => vi.advanceTimersByTimeAsync(200);
const settled = () => vi.advanceTimersByTimeAsync(4_000);
const show = (markup: string): void => {
  document.body.innerHTML = markup;
};
const press = (selector: string): void => document.querySelector<HTMLElement>(selector)!.click();

beforeEach(() => {
  vi.useFakeTimers();
  location.href = 'https://shop.example/item/a';
  said = [];
  items = [];
  show('');
});
afterEach(() => {
  stop();
  stop = () => {};
  vi.useRealTimers();
});

describe('the item', () => {
  test('one selector is enough: its text is the name, and the path names the item', () => {
    show('<h1> Clay  pot </h1>');

    start({ item: 'h1' });

    expect(items).toEqual([{ id: '/item/a', name: 'Clay pot' }]);
    expect(said).toEqual(['view /item/a']);
  });

  test('fields are selectors of text and attributes, or functions', () => {
    show(`<article data-id="7"><nav><a>Garden</a><a>Pots</a></nav><h1>Clay pot</h1><b>€ 1.299,00</b>
      <img src="/pot.png?w=9"><a class="self" href="/item/a?ref=mail">here</a></article>`);

    start({
      item: {
        id: 'article@data-id',
        name: 'h1',
        category: 'nav a',
        price: 'b',
        currency: () => 'eur',
        image: 'img',
        url: '.self@href',
        brand: (find: (selector: string) => Element | undefined) => find('h1')?.textContent?.split(' ')[0],
      },
    });

    expect(items).toEqual([
      {
        id: '7',
        name: 'Clay pot',
        brand: 'Clay',
        category: ['Garden', 'Pots'],
        price: 1299,
        currency: 'EUR',
        url: '/item/a',
        image: 'https://shop.example/pot.png',
      },
    ]);
  });

  test('a function gives the whole item, and only fields of an item are taken from it', () => {
    start({
      item: () => ({ id: 7, name: 'Pot', category: 'Garden > Pots', price: '12.50', email: 'a@b.example' }),
    });

    expect(items).toEqual([{ id: '7', name: 'Pot', category: ['Garden', 'Pots'], price: 12.5 }]);
  });

  test('where ids are spoken of, none means no item; so does no name', async () => {
    show('<h1>About us</h1>');

    start({ item: { id: '.product@data-id', name: 'h1' } });
    stop();
    start({ item: '.product-name' });
    stop();
    start({ item: () => ({ price: 3 }) });
    await settled();

    expect({ items, said }).toEqual({ items: [], said: [] });
  });

  test('what comes part by part is told again and viewed once', async () => {
    start({ item: { name: 'h1', price: 'b' } });

    show('<h1>Pot</h1>');
    await soon();
    show('<h1>Pot</h1><b>12</b>');
    await soon();

    expect(items).toEqual([
      { id: '/item/a', name: 'Pot' },
      { id: '/item/a', name: 'Pot', price: 12 },
    ]);
    expect(said).toEqual(['view /item/a']);
  });

  test('changes inside a shadow root on the way are noticed', async () => {
    show('<shop-item></shop-item>');
    const root = document.querySelector('shop-item')!.attachShadow({ mode: 'open' });
    start({ item: 'shop-item >>> h1' });
    expect(said).toEqual([]);

    root.innerHTML = '<h1>Pot</h1>';
    await soon();

    expect(said).toEqual(['view /item/a']);
  });
});

describe('single-page shops', () => {
  test('what a router leaves standing is not the item of the next address', async () => {
    show('<h1>Pot</h1>');
    start({ item: 'h1' });

    go('/item/b');
    await soon();
    expect(said).toEqual(['view /item/a']);
    show('<h1>Pan</h1>');
    await soon();

    expect(said).toEqual(['view /item/a', 'view /item/b']);
    expect(items.at(-1)).toEqual({ id: '/item/b', name: 'Pan' });
  });

  test('a router that draws first and moves the address then is understood as well', async () => {
    show('<h1>Pot</h1>');
    start({ item: { id: 'h1', name: 'h1' } });

    show('<h1>Pan</h1>');
    go('/item/b');
    await soon();

    expect(said).toEqual(['view Pot', 'view Pan']);
  });

  test('the same item is viewed again after a list, whatever hides between', async () => {
    show('<h1>Pot</h1>');
    start({ item: 'h1' });

    go('/list');
    show('<ul></ul>');
    await settled();
    go('/item/a');
    show('<h1>Pot</h1>');
    await soon();

    expect(said).toEqual(['view /item/a', 'view /item/a']);
  });

  test.each([
    ['a hash router', () => location.hash.slice(1), '/shop#/item/7?coupon=x', '/item/7'],
    [
      'a query router',
      () => `/item/${new URLSearchParams(location.search).get('id')}`,
      '/item?id=7',
      '/item/7',
    ],
    ['a selector', 'link[rel=canonical]', '/whatever', '/item/7'],
  ])('the path of %s is what the adapter says', (_, path, address, expected) => {
    document.head.innerHTML = '<link rel="canonical" href="https://shop.example/item/7?utm=1">';
    location.href = `https://shop.example${address}`;

    expect(siteAdapter({ path })?.path()).toBe(expected);
  });

  test('a path on another origin, or none, leaves it to the address', () => {
    expect(siteAdapter({ path: () => 'https://elsewhere.example/x' })?.path()).toBeUndefined();
    expect(siteAdapter({ path: () => 7 })?.path()).toBeUndefined();
    expect(siteAdapter({})?.path()).toBeUndefined();
  });
});

describe('gestures', () => {
  test('a click on the cart button, or on something in it, puts the item of this page into the cart', () => {
    show('<h1>Pot</h1><button class="buy"><i>+</i></button><button class="other"></button>');
    start({ item: 'h1', cart: '.buy' });

    press('.other');
    press('i');

    expect(said).toEqual(['view /item/a', 'cart_add /item/a']);
  });

  test('a button inside a shadow root is found by the way that the click takes', () => {
    show('<h1>Pot</h1><shop-item></shop-item>');
    const root = document.querySelector('shop-item')!.attachShadow({ mode: 'open' });
    root.innerHTML = '<button>Add</button>';
    start({ item: 'h1', cart: 'shop-item >>> button' });

    root.querySelector('button')!.click();

    expect(said).toContain('cart_add /item/a');
  });

  test('on a list a function says which item is meant, by its id or with what it knows of it', () => {
    show(
      '<li><h2>Pot</h2><button id="a">Add</button></li><li><h2>Pan</h2><button id="b">Remove</button></li>',
    );
    const nameBeside = (element: Element) => element.closest('li')?.querySelector('h2')?.textContent;
    start({
      cart: (element: Element) => element.textContent === 'Add' && { id: nameBeside(element), price: '$3' },
      cartRemove: (element: Element) => element.textContent === 'Remove' && nameBeside(element),
      wishlist: () => undefined,
    });

    press('#a');
    press('#b');
    press('h2');

    expect(said).toEqual(['cart_add Pot', 'cart_remove Pan']);
    expect(items).toEqual([{ id: 'Pot', name: 'Pot', price: 3 }]);
  });

  test('a click on a page without an item puts nothing into the cart', () => {
    show('<button>Add</button>');
    start({ item: 'h1', cart: 'button' });

    press('button');

    expect(said).toEqual([]);
  });

  test('nothing is heard any more once it was stopped', () => {
    show('<h1>Pot</h1><button>Add</button>');
    start({ item: 'h1', cart: 'button' });
    stop();

    press('button');
    go('/item/b');

    expect(said).toEqual(['view /item/a']);
  });
});

describe('written by others', () => {
  const fails = () => {
    throw new Error('a mistake of the shop');
  };

  test('a function that throws is silence, and is counted', () => {
    show('<h1>Pot</h1><button>Add</button>');
    const before = failureCount();

    start({ item: { name: 'h1', brand: fails }, cart: fails, path: fails });
    press('button');

    expect(said).toEqual(['view /item/a']);
    expect(failureCount()).toBeGreaterThanOrEqual(before + 3);
  });

  test('a selector that is none is silence, and is counted', () => {
    show('<h1>Pot</h1>');
    const before = failureCount();

    start({ item: { name: 'h1', price: '::::' }, cart: '[' });
    press('h1');

    expect(items).toEqual([{ id: '/item/a', name: 'Pot' }]);
    expect(failureCount()).toBeGreaterThan(before);
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'h1'],
    ['numbers', { item: 7, cart: 7, path: 7 }],
    ['nothing of ours', { constructor: 1, toString: 2 }],
    ['what promises', { item: async () => ({ name: 'Pot' }), cart: async () => 'a' }],
    [
      'getters that throw',
      {
        get item() {
          throw new Error('a getter');
        },
        get path() {
          throw new Error('a getter');
        },
      },
    ],
    ['texts without end', { item: () => ({ id: 'x'.repeat(1e6), name: {}, price: 'a'.repeat(1e6) }) }],
  ])('an adapter of %s throws nothing into the page', (_, given) => {
    show('<button>Add</button>');

    expect(() => {
      start(given);
      siteAdapter(given)?.path();
      press('button');
    }).not.toThrow();
    for (const { id, name } of items) expect(id.length + name.length).toBeLessThan(600);
  });
});
