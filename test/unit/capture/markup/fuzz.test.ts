// @vitest-environment happy-dom
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PageProducts } from '../../../../src/capture/markup/page_products.ts';
import { readPage } from '../../../../src/markup.ts';

const RUNS = process.env.INKLING_LONG === '1' ? 10_000 : 1_000;
const SEED = 20_261_128;
const FIELDS = ['id', 'name', 'brand', 'category', 'price', 'currency', 'variant', 'url', 'image', 'preset'];

const TYPES = [
  'Product',
  'ProductGroup',
  'BreadcrumbList',
  'ItemList',
  'ListItem',
  'Offer',
  'Article',
  'Course',
];
const PROPERTIES = [
  ...['name', 'sku', 'url', 'image', 'brand', 'category', 'offers', 'price', 'lowPrice', 'priceCurrency'],
  ...['priceSpecification', 'priceType', 'color', 'hasVariant', 'isVariantOf', 'itemListElement', 'item'],
  ...['position', 'mainEntity', '@id', '@graph', '@value', 'headline', 'author', 'articleSection'],
  ...['email', 'telephone', 'address', '__proto__', 'constructor', 'toString', 'length'],
];
const word = fc.oneof(
  fc.constantFrom(
    ...['Soap', '12,50', '-1', 'NaN', '#a', '/item/soap?mail=zelda@shop.example', 'javascript:;'],
  ),
  fc.constantFrom(
    'zelda@shop.example',
    'zelda%40shop.example',
    'https://shop.example/a?email=x',
    '//',
    'A > B < C',
  ),
  fc.string({ maxLength: 30, unit: 'binary' }),
);
const leaf = fc.oneof(word, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const { node } = fc.letrec<{ node: unknown; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('node'),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
  node: fc
    .tuple(
      fc.constantFrom(...TYPES),
      fc.array(fc.tuple(fc.constantFrom(...PROPERTIES), tie('value')), { maxLength: 8 }),
    )
    // As JSON.parse makes it: `__proto__` is a property like others.
    .map(([type, pairs]) => Object.fromEntries([['@type', type], ...pairs])),
}));
const jsonLd = fc.oneof(
  { weight: 5, arbitrary: fc.array(node, { maxLength: 3 }).map((nodes) => JSON.stringify(nodes)) },
  // Cut, and with what it must be mended from.
  fc.tuple(node, fc.nat(200)).map(([given, at]) => JSON.stringify(given).slice(0, at)),
  fc.tuple(node, word).map(([given, noise]) => `/*${noise}*/ ${JSON.stringify(given)}, // ${noise}`),
);
const property = fc.constantFrom(...PROPERTIES);
const ids = fc.constantFrom('a', 'b', 'a b', 'c a');
const microdata = fc.record(
  {
    itemprop: property,
    itemscope: fc.constant(''),
    itemtype: fc.oneof(
      fc.constantFrom(...TYPES).map((type) => `https://schema.org/${type}`),
      fc.constant('http://data-vocabulary.org/Breadcrumb'),
    ),
    itemref: ids,
    id: ids,
    content: word,
    href: word,
  },
  { requiredKeys: [] },
);
const rdfa = fc.record(
  {
    property: fc.oneof(property, fc.constantFrom('og:type', 'og:title', 'product:price:amount')),
    typeof: fc.constantFrom(...TYPES),
    vocab: fc.constantFrom('https://schema.org/', 'https://other.example/'),
    resource: word,
    content: word,
    class: fc.constant('breadcrumb'),
  },
  { requiredKeys: [] },
);
const attributes = fc.oneof(microdata, rdfa);
interface Shape {
  readonly tag: string;
  readonly attributes: Readonly<Partial<Record<string, string>>>;
  readonly text: string;
  readonly children: readonly Shape[];
}
const { element } = fc.letrec<{ element: Shape }>((tie) => ({
  element: fc.record({
    tag: fc.constantFrom('div', 'span', 'a', 'meta', 'ul', 'li', 'img', 'link', 'section'),
    attributes,
    text: word,
    children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('element'), { maxLength: 4 })),
  }),
}));

const build = ({ tag, attributes: given, text, children }: Shape): Element => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value!);
  made.append(text, ...children.map(build));
  return made;
};
/** Half of them stand within a product. */
const page = fc.array(
  fc.oneof(
    element,
    element.map(
      (shape): Shape => ({
        tag: 'div',
        attributes: {
          itemscope: '',
          itemtype: 'https://schema.org/Product',
          vocab: 'https://schema.org/',
          typeof: 'Product',
        },
        text: '',
        children: [
          shape,
          { tag: 'b', attributes: { itemprop: 'name', property: 'name' }, text: 'Soap', children: [] },
        ],
      }),
    ),
  ),
  { maxLength: 4 },
);
const block = (text: string): HTMLScriptElement =>
  Object.assign(document.createElement('script'), { type: 'application/ld+json', textContent: text });

/** What every reading must hold to, whatever the page. */
const holds = ({ items, main }: PageProducts): void => {
  for (const item of items) {
    expect(Object.keys(item).filter((field) => !FIELDS.includes(field))).toEqual([]);
    expect(item.price === undefined || (Number.isFinite(item.price) && item.price >= 0)).toBe(true);
    expect(JSON.stringify(item)).not.toMatch(/zelda(?:@|%40)/);
    expect(`${item.url}${item.image}`).not.toContain('?');
    expect(item.id.length).toBeLessThanOrEqual(256);
  }
  expect(main === undefined || items.includes(main)).toBe(true);
  expect('email' in {} || 'sku' in {}).toBe(false);
};
let told = 0;
const readAll = (): void => {
  for (const preset of [undefined, 'shop', 'content'] as const) {
    const page = readPage(preset);
    holds(page);
    told += page.items.length;
  }
};

test(`JSON-LD of ${RUNS} seeded pages never throws and never yields a field that is forbidden`, () => {
  told = 0;
  fc.assert(
    fc.property(fc.array(jsonLd, { maxLength: 3 }), (blocks) => {
      location.href = 'https://shop.example/item/soap?mail=zelda@shop.example';
      document.head.replaceChildren(...blocks.map(block));
      document.body.replaceChildren();

      readAll();
    }),
    { seed: SEED, numRuns: RUNS },
  );
  console.log(`${RUNS} pages of random JSON-LD: ${told} items`);

  expect(told).toBeGreaterThan(RUNS / 10);
});

test(`${RUNS} seeded documents never throw and never yield a field that is forbidden`, () => {
  told = 0;
  fc.assert(
    fc.property(page, (shapes) => {
      location.href = 'https://shop.example/item/soap?mail=zelda@shop.example';
      document.head.replaceChildren();
      document.body.replaceChildren(...shapes.map(build));

      readAll();
    }),
    { seed: SEED, numRuns: RUNS },
  );
  console.log(`${RUNS} random documents: ${told} items`);

  expect(told).toBeGreaterThan(RUNS / 10);
});

test('what is too large to be a page is left out or cut', () => {
  const long = 'x'.repeat(10_000_000);
  const many = Array.from({ length: 50_000 }, (_, i) => ({ '@type': 'Product', sku: `s${i}` }));
  let deep = '{"@type":"Product","sku":"deep"}';
  for (let i = 0; i < 5_000; i++) deep = `{"@graph":[${deep}]}`;
  document.body.innerHTML = '';
  const readBlocks = (...blocks: string[]): PageProducts => {
    document.head.replaceChildren(...blocks.map(block));
    return readPage();
  };

  expect(
    readBlocks(JSON.stringify({ '@type': 'Product', sku: 'a', name: long }), '{"@type":"Product","sku":"b"}')
      .items,
  ).toEqual([]);
  expect(readBlocks('{"@type":"Product","sku":"b"}', `"${long}`).items).toMatchObject([{ id: 'b' }]);
  expect(readBlocks(JSON.stringify(many)).items.length).toBeLessThanOrEqual(200);
  expect(readBlocks(deep, '{"@type":"Product","sku":"b"}').items).toMatchObject([{ id: 'b' }]);
  document.body.innerHTML = `<div itemscope itemtype="https://schema.org/Product"><i itemprop="name">${long}</i></div>`;
  expect(readBlocks().main?.name).toHaveLength(300);
});
