// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { readPage } from '../../../../src/markup.ts';

// What real pages do, made anew in a few lines each; fixtures.test.ts reads the pages themselves.

const show = (body: string, head = ''): void => {
  document.head.innerHTML = head;
  document.body.innerHTML = body;
};
const ld = (text: unknown): string =>
  `<script type="application/ld+json">${typeof text === 'string' ? text : JSON.stringify(text)}</script>`;
const og = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, content]) => `<meta property="${name}" content="${content}">`)
    .join('');
const SOAP = { '@type': 'Product', sku: 'A1', name: 'Soap' };
const TAGS = {
  'og:type': 'product',
  'og:title': 'Soap | Oliva',
  'product:price:amount': '4,50',
  'product:price:currency': 'USD',
};
const crumbsOf = (html: string): readonly string[] | undefined => {
  show(html, ld(SOAP));
  return readPage().main?.category;
};

beforeEach(() => {
  location.href = 'https://shop.example/item/soap';
});

describe('blocks that JSON.parse refuses', () => {
  test.each([
    ['comments of a line', '{"@type":"Product", // soap\n"sku":"A1", // "b"\n}'],
    ['comments of a block', '/* a */{"@type":"Product",/* "x" */"sku":"A1"}'],
    ['line breaks and tabs in strings', '{"@type":"Product","sku":"A1","name":"Olive\n\tsoap"}'],
    ['a comma too many', '{"@type":"Product","sku":"A1","image":["/a.jpg",],}'],
    ['an HTML comment around', '<!--\n{"@type":"Product","sku":"A1"}\n-->'],
  ])('are mended: %s', (_, block) => {
    show('', ld(block));

    expect(readPage().main?.id).toBe('A1');
  });

  test('an address within a string is no comment', () => {
    show('', ld('{"@type":"Product","sku":"A1","name":"Soap", "url":"https://shop.example/item/soap",}'));

    expect(readPage()).toMatchObject({ main: { url: '/item/soap' }, isStatedHere: true });
  });
});

describe('groups and references', () => {
  const GROUP = {
    '@type': 'ProductGroup',
    '@id': '#group',
    productGroupID: 'G',
    name: 'Soap',
    brand: { '@id': '#brand' },
    hasVariant: [
      { '@type': 'Product', sku: 'S', size: 'S', offers: { url: '?size=s', price: 3, priceCurrency: 'EUR' } },
      { '@type': 'Product', sku: 'L', size: 'L', offers: { url: '?size=l', price: 5, priceCurrency: 'EUR' } },
    ],
  };
  const BRAND = { '@type': 'Brand', '@id': '#brand', name: 'Oliva' };

  test('the address chooses variant and price, and the group keeps its id', () => {
    location.href = 'https://shop.example/item/soap?size=l';
    show('', ld({ '@graph': [BRAND, GROUP] }));

    expect(readPage().items).toMatchObject([{ id: 'G', brand: 'Oliva', variant: 'L', price: 5 }]);
  });

  test('without a choice the first variant has the price', () => {
    show('', ld({ '@graph': [GROUP, BRAND] }));

    const { main } = readPage();

    expect(main).toMatchObject({ id: 'G', price: 3, currency: 'EUR' });
    expect(main).not.toHaveProperty('variant');
  });

  test('variants that stand beside their group belong to it', () => {
    const { hasVariant, ...group } = GROUP;
    const variants = hasVariant.map((variant) => ({ ...variant, isVariantOf: { '@id': '#group' } }));
    show('', ld([group, ...variants]));

    expect(readPage().items).toMatchObject([{ id: 'G', price: 3 }]);
  });

  test('a variant alone takes from its group what it leaves out', () => {
    show(
      '',
      ld({
        ...SOAP,
        name: undefined,
        isVariantOf: { '@type': 'ProductGroup', name: 'Soap', brand: 'Oliva' },
      }),
    );

    expect(readPage().main).toMatchObject({ id: 'A1', name: 'Soap', brand: 'Oliva' });
  });

  test('of offers in an array the one at this address has the price', () => {
    location.href = 'https://shop.example/item/soap?variant=2';
    const offers = [1, 2].map((n) => ({
      '@type': 'Offer',
      price: n,
      sku: `o${n}`,
      url: `/item/soap?variant=${n}`,
    }));
    show('', ld({ '@type': 'Product', name: 'Soap', offers, brand: null, category: '' }));

    expect(readPage().main).toEqual({ id: 'o1', name: 'Soap', price: 2, url: '/item/soap' });
  });

  test('a price that is struck through is not the price', () => {
    const priceSpecification = [
      { priceType: 'https://schema.org/StrikethroughPrice', price: 9 },
      { price: 7, priceCurrency: 'EUR' },
    ];
    show('', ld({ ...SOAP, offers: { '@type': 'Offer', priceSpecification } }));

    expect(readPage().main).toMatchObject({ price: 7, currency: 'EUR' });
  });

  test('a category may be written from the widest on with arrows to the left', () => {
    show('', ld({ ...SOAP, category: 'Home < Bath < Soap' }));

    expect(readPage().main?.category).toEqual(['Home', 'Bath', 'Soap']);
  });
});

describe('Open Graph', () => {
  test('its sale price wins, and the currency of JSON-LD stays', () => {
    show(
      '',
      og(TAGS) +
        ld({ ...SOAP, offers: { '@type': 'AggregateOffer', lowPrice: '3.90', priceCurrency: 'EUR' } }),
    );

    expect(readPage().main).toMatchObject({ id: 'A1', price: 4.5, currency: 'EUR' });
  });

  test('gives the price to microdata without offers', () => {
    show(
      '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Soap</b><i itemprop="sku">A1</i></div>',
      og(TAGS),
    );

    expect(readPage().main).toMatchObject({ id: 'A1', price: 4.5, currency: 'USD' });
  });

  test('says nothing of another product, such as the one of the page before', () => {
    show(
      '',
      og({ ...TAGS, 'og:title': 'Brush', 'og:url': 'https://shop.example/item/brush' }) +
        ld({ ...SOAP, offers: { price: 3 } }),
    );

    expect(readPage().main).toMatchObject({ name: 'Soap', price: 3 });
  });

  test('a product of tags alone has a path and perhaps no price, but never NaN', () => {
    show('', og({ 'og:type': 'shop:product', 'og:title': 'Soap', 'product:price:amount': 'call us' }));

    expect(readPage().main).toEqual({ id: '/item/soap', name: 'Soap', url: '/item/soap' });
  });

  test.each(['website', 'product.group', 'article'])('a page of type %s is no product', (type) => {
    show('', og({ 'og:type': type, 'og:title': 'Soaps' }));

    expect(readPage().items).toEqual([]);
  });

  test('a price that is an empty object is none', () => {
    show(
      '',
      og({ 'og:type': 'product', 'og:title': 'Soap' }) +
        ld({ ...SOAP, offers: { price: {}, availability: 'OutOfStock' } }),
    );

    expect(readPage().main).toEqual({ id: 'A1', name: 'Soap', url: '/item/soap' });
  });
});

describe('one product in three syntaxes', () => {
  const MICRODATA = `<div itemscope itemtype="https://schema.org/Product">
    <a itemprop="name url" href="/item/soap?ref=x">Olive soap</a><img itemprop="image" src="soap.jpg">
    <span itemprop="brand" itemscope itemtype="https://schema.org/Brand"><i itemprop="name">Oliva</i></span>
    <meta itemprop="sku" content="A1"><span itemprop="description">Mild, <b itemprop="color">green</b></span>
    <p itemprop="offers" itemscope itemtype="https://schema.org/Offer">
      <span itemprop="price" content="1000.00">1,000.00</span><meta itemprop="priceCurrency" content="EUR"></p></div>`;
  const RDFA = MICRODATA.replace(
    'itemscope itemtype="https://schema.org/Product"',
    'vocab="https://schema.org/" typeof="Product"',
  )
    .replaceAll(/itemscope itemtype="https:\/\/schema.org\/(\w+)"/g, 'typeof="schema:$1"')
    .replaceAll('itemprop', 'property');
  const JSON_LD = ld({
    '@type': 'Product',
    name: 'Olive soap',
    image: 'soap.jpg',
    brand: { '@type': 'Brand', name: 'Oliva' },
    sku: 'A1',
    color: 'green',
    offers: { '@type': 'Offer', price: '1000.00', priceCurrency: 'EUR' },
  });
  const ITEM = {
    id: 'A1',
    name: 'Olive soap',
    brand: 'Oliva',
    price: 1000,
    currency: 'EUR',
    variant: 'green',
    url: '/item/soap',
    image: 'https://shop.example/item/soap.jpg',
  };

  test.each([
    ['JSON-LD', JSON_LD],
    ['microdata', MICRODATA],
    ['RDFa Lite', RDFA],
    ['all of them at once', JSON_LD + MICRODATA + RDFA],
  ])('%s gives the one item', (_, html) => {
    show(html);

    expect(readPage()).toMatchObject({ main: ITEM, items: [ITEM] });
    expect(readPage().main).toEqual(ITEM);
  });

  test('another vocabulary is none of them', () => {
    show(
      RDFA.replace('vocab="https://schema.org/"', 'vocab="https://other.example/"').replaceAll(
        'schema:',
        'other:',
      ),
    );

    expect(readPage().items).toEqual([]);
  });
});

describe('microdata', () => {
  test('itemref brings in what stands elsewhere, and not what belongs to others there', () => {
    show(`<div itemscope itemtype="https://schema.org/Product" itemref="more related nowhere"><b itemprop="name">Soap</b></div>
      <div id="more"><i itemprop="mpn">A1</i></div>
      <div id="related"><div itemprop="isRelatedTo" itemscope itemtype="https://schema.org/Product"><i itemprop="sku">B2</i></div></div>`);

    const { main, items } = readPage();

    expect(main).toMatchObject({ id: 'A1', name: 'Soap' });
    expect(items.map(({ id }) => id)).toEqual(['A1', 'B2']);
  });

  test('references in a circle come to an end', () => {
    show(`<div itemscope itemtype="https://schema.org/Product" id="a" itemref="b"><i itemprop="sku">A1</i></div>
      <div itemscope itemtype="https://schema.org/Product" itemprop="isRelatedTo" id="b" itemref="a b"><i itemprop="sku">B2</i></div>`);

    expect(readPage().main?.id).toBe('A1');
  });

  test('a list of products is about none of them', () => {
    const tile = (id: string) =>
      `<li itemprop="itemListElement" itemscope itemtype="https://schema.org/Product"><i itemprop="sku">${id}</i></li>`;
    show(`<ul itemscope itemtype="https://schema.org/ItemList">${tile('A1')}</ul>${tile('B2')}${tile('C3')}`);

    const { main, items } = readPage();

    expect(main).toBeUndefined();
    expect(items.map(({ id }) => id)).toEqual(['A1', 'B2', 'C3']);
  });
});

describe('breadcrumbs in elements', () => {
  const step = (inner: string) =>
    `<li itemprop="itemListElement" itemscope itemtype="https://schema.org/ListItem">${inner}</li>`;
  const list = (inner: string) => `<ul itemscope itemtype="https://schema.org/BreadcrumbList">${inner}</ul>`;

  test.each([
    [
      'names and links',
      list(
        step('<a itemprop="item" href="/"><b itemprop="name">Home</b></a>') +
          step('<a itemprop="item" href="/bath"><b itemprop="name">Bath</b></a>') +
          step('<b itemprop="name">Soap</b>'),
      ),
    ],
    [
      'links without names, and arrows',
      list(`${step('<a href="/">Start</a> ›')}${step('<a href="/bath"> Bath </a> »')}<li>Soap</li>`),
    ],
    [
      'menus within the steps',
      list(
        `${step('<a href="/">Home</a><ul><li><a href="/x">Sale</a></li></ul>')}${step('<a href="/bath">Bath</a><ul><li><a href="/y">Oil</a></li></ul>')}<li>Soap</li>`,
      ),
    ],
    [
      'an icon for Home, the item in words',
      `<div class="breadcrumb"><a href="/" title="Back to start"><i></i></a>&gt;<span itemscope itemtype="http://data-vocabulary.org/Breadcrumb"><a itemprop="url" href="/bath"><b itemprop="title">Bath</b></a></span>&gt; Soap</div>`,
    ],
    [
      'one node for all steps',
      '<p itemscope itemtype="http://data-vocabulary.org/Breadcrumb"><a href="/">Home</a> → <a href="/bath">Bath</a> → <b itemprop="title">Soap</b></p>',
    ],
    [
      'RDFa',
      '<ol vocab="https://schema.org/" typeof="BreadcrumbList"><li property="itemListElement" typeof="ListItem"><a property="item" typeof="WebPage" href="/bath"><b property="name">Bath</b></a></li><li property="itemListElement" typeof="ListItem"><b property="name">Soap</b></li></ol>',
    ],
  ])('%s', (_, html) => {
    expect(crumbsOf(html)).toEqual(['Bath']);
  });

  test('a step that has an address in place of a name has no name', () => {
    show(
      '',
      ld(SOAP) +
        ld({
          '@type': 'BreadcrumbList',
          itemListElement: [
            { position: 1, item: '/bath' },
            { position: 2, name: 'Soap' },
          ],
        }),
    );

    expect(readPage().main).not.toHaveProperty('category');
  });
});
