// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { readPage } from '../../../../src/markup.ts';

const page = (...blocks: unknown[]): void => {
  document.head.innerHTML = '';
  for (const block of blocks) {
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = typeof block === 'string' ? block : JSON.stringify(block);
    document.head.append(script);
  }
};
const product = (fields: object) => ({ '@context': 'https://schema.org', '@type': 'Product', ...fields });
const crumb = (position: number, name: string, item?: string) => ({
  '@type': 'ListItem',
  position,
  name,
  ...(item ? { item } : {}),
});
const mainOf = (fields: object) => {
  page(product({ sku: 'A1', name: 'Soap', ...fields }));
  return readPage().main;
};

beforeEach(() => {
  document.body.innerHTML = '';
  location.href = 'https://shop.example/item/soap?ref=mail#top';
});

describe('finding the product', () => {
  test('reads one product with all its fields', () => {
    page(
      product({
        sku: 'A1',
        name: ' Olive  soap ',
        brand: { '@type': 'Brand', name: 'Oliva' },
        category: 'Beauty > Bath » Soap',
        color: 'green',
        size: 'L',
        image: ['/pic/soap.jpg?w=200'],
        url: 'https://shop.example/item/soap?variant=3',
        offers: { '@type': 'Offer', price: '4.50', priceCurrency: 'eur' },
      }),
    );

    expect(readPage().main).toEqual({
      id: 'A1',
      name: 'Olive soap',
      brand: 'Oliva',
      category: ['Beauty', 'Bath', 'Soap'],
      price: 4.5,
      currency: 'EUR',
      variant: 'green / L',
      url: '/item/soap',
      image: 'https://shop.example/pic/soap.jpg',
    });
  });

  test('skips a malformed block and reads the others', () => {
    page('{ "@type": "Product", ', product({ sku: 'A1', name: 'Soap' }), 'null', '[]', '"text"', '');

    expect(readPage().main?.id).toBe('A1');
  });

  test.each([
    ['a graph', { '@graph': [{ '@type': 'WebSite' }, { '@type': ['Thing', 'Product'], sku: 'A1' }] }],
    ['an array', [{ '@type': 'Organization' }, { '@type': 'https://schema.org/Product', sku: 'A1' }]],
    ['the main entity of a WebPage', { '@type': 'WebPage', mainEntity: { '@type': 'Product', sku: 'A1' } }],
    [
      'a group with variants',
      { '@type': 'ProductGroup', productGroupID: 'A1', hasVariant: [{ '@type': 'Product', sku: 'x' }] },
    ],
  ])('finds it in %s', (_, block) => {
    page(block);

    expect(readPage()).toMatchObject({ main: { id: 'A1' }, items: [{ id: 'A1' }] });
  });

  test('tells the product of the page from its related products', () => {
    page(product({ sku: 'A1', isRelatedTo: [{ '@type': 'Product', sku: 'B2' }] }));

    const { main, items } = readPage();

    expect(main?.id).toBe('A1');
    expect(items.map(({ id }) => id)).toEqual(['A1', 'B2']);
  });

  test('of several products the one at this address is the product of the page', () => {
    page(product({ sku: 'B2', url: '/item/other' }), product({ sku: 'A1', url: '/item/soap/?x=1' }));

    expect(readPage().main?.id).toBe('A1');
  });

  test('a list has items and no product of the page', () => {
    page({
      '@type': 'ItemList',
      itemListElement: [{ '@type': 'ListItem', item: { '@type': 'Product', sku: 'A1' } }],
    });

    expect(readPage().main).toBeUndefined();
    expect(readPage().items).toHaveLength(1);
  });

  test('a product without any id is named by its path, never by its query', () => {
    page(product({ name: 'Soap' }));

    expect(readPage().main).toMatchObject({ id: '/item/soap', url: '/item/soap' });
  });

  test('gives nothing for a block that nests without end', () => {
    let nested: object = product({ sku: 'deep' });
    for (let depth = 0; depth < 200; depth++) nested = { '@graph': [nested] };
    page(nested);

    expect(readPage().items).toEqual([]);
  });
});

describe('prices', () => {
  test.each([
    ['a number', { price: 12.5 }, 12.5],
    ['thousands in English', { price: '1,299.00' }, 1299],
    ['thousands in German', { price: '1.299,00 €' }, 1299],
    ['a decimal comma', { price: '12,50' }, 12.5],
    ['thousands without decimals', { price: '1,299' }, 1299],
    ['a sign before it', { price: 'US$ 7' }, 7],
    ['zero', { price: 0 }, 0],
    ['an aggregate', { '@type': 'AggregateOffer', lowPrice: '43.90', highPrice: 60 }, 43.9],
    ['a specification', { priceSpecification: { price: '9.99' } }, 9.99],
    ['an array of which the first has none', [{ price: null }, { price: '5' }], 5],
    ['an aggregate of offers', { '@type': 'AggregateOffer', offers: [{ price: 3 }] }, 3],
  ])('reads %s', (_, offers, price) => {
    expect(mainOf({ offers })?.price).toBe(price);
  });

  test.each([
    ['null', { price: null }],
    ['an object', { price: {} }],
    ['text', { price: 'call us' }],
    ['a negative number', { price: -3 }],
    ['no offers', undefined],
    ['offers of null', null],
    ['offers of text', 'none'],
  ])('has no price for %s', (_, offers) => {
    expect(mainOf({ offers })).not.toHaveProperty('price');
  });
});

describe('category from breadcrumbs', () => {
  const trail = (...items: object[]) => ({ '@type': 'BreadcrumbList', itemListElement: items });

  test('leaves out Home and the item itself', () => {
    page(
      product({ sku: 'A1', name: 'Soap' }),
      trail(
        crumb(3, 'Bath', '/c/beauty/bath'),
        crumb(1, 'Welcome', 'https://shop.example/'),
        crumb(2, 'Beauty', '/c/beauty'),
        crumb(4, 'Soap'),
      ),
    );

    expect(readPage().main?.category).toEqual(['Beauty', 'Bath']);
  });

  test('keeps a last step that is not the item', () => {
    page(
      product({ sku: 'A1', name: 'Soap' }),
      trail(crumb(1, 'Home'), { position: 2, item: { '@id': '/c/bath', name: 'Bath' } }),
    );

    expect(readPage().main?.category).toEqual(['Bath']);
  });

  test('gives way to a category that the product states', () => {
    page(
      product({ sku: 'A1', category: ['Care', 'Hands'] }),
      trail(crumb(1, 'Bath', '/c/bath'), crumb(2, 'x')),
    );

    expect(readPage().main?.category).toEqual(['Care', 'Hands']);
  });

  test('of two trails the longer one counts', () => {
    page(
      product({ sku: 'A1', name: 'Soap' }),
      trail(crumb(1, 'Sale', '/sale'), crumb(2, 'Soap')),
      trail(crumb(1, 'Beauty', '/b'), crumb(2, 'Bath', '/b/b'), crumb(3, 'Soap')),
    );

    expect(readPage().main?.category).toEqual(['Beauty', 'Bath']);
  });
});
