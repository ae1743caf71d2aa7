import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Feed, readFeed } from '../../../../src/training/feeds/read_feed.ts';

const NOW = Date.UTC(2026, 2, 3);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-feed-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array, currency?: string): Promise<Feed> {
  const file = join(folder, 'feed');
  await writeFile(file, content);
  return readFeed(file, { now: NOW, ...(currency ? { currency } : {}) });
}

const rss = (items: string) =>
  `<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n${items}\n</channel></rss>`;

const LAMP = {
  id: 'L1',
  name: 'Arc lamp',
  brand: 'Alder',
  category: ['Home', 'Lamps'],
  price: 49.5,
  currency: 'EUR',
  url: '/p/arc',
  image: 'https://shop.example/arc.jpg',
  inStock: true,
};

const GOOGLE_LAMP = `<item><g:id>L1</g:id><title>Arc lamp</title><g:brand>Alder</g:brand>
<g:product_type>Home &gt; Lamps</g:product_type><g:price>49.50 EUR</g:price>
<link>https://shop.example/p/arc?utm_source=feed#top</link>
<g:image_link>https://shop.example/arc.jpg</g:image_link><g:availability>in_stock</g:availability></item>`;

describe('one lamp', () => {
  test.each<[string, string, string]>([
    ['Google Merchant XML', 'RSS', rss(GOOGLE_LAMP)],
    [
      'Google Merchant XML',
      'Atom, with another prefix and relations of links',
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:gm="http://base.google.com/ns/1.0"><title>Shop</title>
<entry><id>tag:shop.example,2026:L1</id><gm:id>L1</gm:id><title>Arc lamp</title><gm:brand>Alder</gm:brand>
<link rel="edit" href="https://shop.example/edit"/><link href="https://shop.example/p/arc"/>
<gm:product_type>Home &gt; Lamps</gm:product_type><gm:price>49.50 EUR</gm:price>
<gm:image_link>https://shop.example/arc.jpg</gm:image_link></entry></feed>`,
    ],
    [
      'Google Merchant table',
      'tabs, names as people write them',
      '\uFEFFID\ttitle\tBrand\tproduct type\tprice\tlink\timage link\tavailability\r\nL1\tArc lamp\tAlder\tHome > Lamps\t49,50 EUR\thttps://shop.example/p/arc?v=1\thttps://shop.example/arc.jpg\tin stock\r\n',
    ],
    [
      'Google Merchant table',
      'commas and quotes',
      'id,title,brand,product_type,price,link,image_link\nL1,"Arc lamp",Alder,"Home > Lamps","49,50 EUR",/p/arc,https://shop.example/arc.jpg\n',
    ],
    [
      'Shopify JSON',
      'a list under "products"',
      JSON.stringify({
        products: [
          {
            id: 'L1',
            title: 'Arc lamp',
            vendor: 'Alder',
            product_type: 'Home > Lamps',
            variants: [],
            images: [{ src: 'https://shop.example/arc.jpg' }],
          },
        ],
      }),
    ],
    [
      'JSONL',
      'as --items takes it',
      JSON.stringify({
        ...LAMP,
        inStock: undefined,
        availability: 'InStock',
        url: 'https://shop.example/p/arc',
      }),
    ],
  ])('is the same in %s: %s', async (format, _how, content) => {
    const feed = await read(content);

    const { url: _u, price: _p, currency: _c, ...shopify } = LAMP;
    expect(feed.format).toBe(format);
    expect(feed.notes).toEqual([]);
    expect(feed.entries).toEqual([{ ...(format === 'Shopify JSON' ? shopify : LAMP), aliases: [] }]);
  });
});

describe('Google Merchant', () => {
  const price = async (fields: string) => {
    const { entries, notes } = await read(rss(`<item><g:id>1</g:id><g:title>A</g:title>${fields}</item>`));
    return { price: entries[0]!.price, currency: entries[0]!.currency, notes };
  };

  test('takes the sale price while the sale lasts', async () => {
    const both = '<g:price>20 USD</g:price><g:sale_price>15 USD</g:sale_price>';
    const dates = (text: string) => `<g:sale_price_effective_date>${text}</g:sale_price_effective_date>`;

    expect((await price(both)).price).toBe(15);
    expect((await price(both + dates('2026-03-01T00:00Z/2026-03-09T00:00Z'))).price).toBe(15);
    expect((await price(both + dates('2026-02-01T00:00Z/2026-02-09T00:00Z'))).price).toBe(20);
    expect((await price(both + dates('2026-04-01T00:00Z/2026-04-09T00:00Z'))).price).toBe(20);
  });

  test('counts a price that is no number, and keeps the item', async () => {
    const { price: found, notes } = await price('<g:price>NaN EUR</g:price>');

    expect(found).toBeUndefined();
    expect(notes).toEqual(['1 entry with a price that is no number, on line 3']);
  });

  test('decodes entities of HTML, CDATA and what was escaped twice', async () => {
    const { entries } = await read(
      rss(
        '<item><g:id>1</g:id><title>Caf&eacute; &amp;amp; <![CDATA[<b>cr&egrave;me</b> &#8211; 5&nbsp;l]]></title></item>',
      ),
    );

    expect(entries[0]!.name).toBe('Café & crème – 5 l');
  });

  test('reads an ampersand that nobody escaped as what it is, wherever the file is cut', async () => {
    const item = (id: number) =>
      `<item><g:id>${id}</g:id><title>A & B &unknown; &copy</title><g:image_link>https://i.example/a?w=${id}&h=2</g:image_link></item>`;
    const { entries } = await read(rss(Array.from({ length: 2_000 }, (_, i) => item(i)).join('')));

    expect(new Set(entries.map(({ name }) => name))).toEqual(new Set(['A & B &unknown; &copy']));
    expect(entries[7]!.image).toBe('https://i.example/a?w=7&h=2');

    // Nearly wherever a piece of 64 kB ends, it ends within an entity.
    const dense = Array.from(
      { length: 2_000 },
      (_, i) => `<item><g:id>${i}</g:id><title>${'&amp;'.repeat(99)}</title></item>`,
    );
    expect(new Set((await read(rss(dense.join('')))).entries.map(({ name }) => name))).toEqual(
      new Set(['&'.repeat(99)]),
    );
  });

  test('leaves nested elements and elements of other namespaces alone', async () => {
    const { entries } = await read(
      rss(
        '<item><g:shipping><g:price>4 EUR</g:price><g:id>x</g:id></g:shipping><g:id>1</g:id><title>A</title><g:price>9 EUR</g:price><c:brand>Not this</c:brand><g:title>G wins</g:title></item>',
      ),
    );

    expect(entries).toEqual([
      { id: '1', name: 'G wins', price: 9, currency: 'EUR', aliases: [], inStock: true },
    ]);
  });

  test('reads variants with their group, part number and what they are', async () => {
    const { entries } = await read(
      rss(
        '<item><g:id>v1</g:id><title>Tee</title><g:item_group_id>g1</g:item_group_id><g:mpn>M-1</g:mpn><g:color>Red</g:color><g:size>S</g:size><g:availability>out of stock</g:availability></item>',
      ),
    );

    expect(entries[0]).toMatchObject({
      group: 'g1',
      aliases: ['g1', 'M-1'],
      variant: 'Red / S',
      inStock: false,
    });
  });

  test('takes the written-out taxonomy where the shop has no type of its own, and no number', async () => {
    const category = async (fields: string) =>
      (await read(rss(`<item><g:id>1</g:id><title>A</title>${fields}</item>`))).entries[0]!.category;
    const taxonomy = (text: string) => `<g:google_product_category>${text}</g:google_product_category>`;

    expect(await category(taxonomy('Home &gt; Lighting'))).toEqual(['Home', 'Lighting']);
    expect(await category(taxonomy('594'))).toBeUndefined();
    expect(await category(`${taxonomy('Home')}<g:product_type>Own &gt; Leaf</g:product_type>`)).toEqual([
      'Own',
      'Leaf',
    ]);
  });

  test('reads a file that is cut into pieces anywhere, in the encoding that it declares', async () => {
    // Longer than one piece of a file stream (64 kB), with a character of two bytes at each odd place.
    const many = Array.from(
      { length: 3_000 },
      (_, i) => `<item><g:id>${i}</g:id><title>é${'é'.repeat(i % 7)}</title></item>`,
    );
    const latin = Buffer.from(
      rss(GOOGLE_LAMP).replace('Arc', 'Arc é').replace('1.0"?', '1.0" encoding="ISO-8859-1"?'),
      'latin1',
    );

    const { entries } = await read(rss(many.join('\n')));

    expect(entries).toHaveLength(3_000);
    expect(entries.every(({ name }) => /^é+$/.test(name))).toBe(true);
    expect((await read(latin)).entries[0]!.name).toBe('Arc é lamp');
  });
});

describe('Shopify', () => {
  const product = (fields: object) => ({ id: 7, title: 'Tee', handle: 'tee', ...fields });

  test('takes the lowest price of what can be bought, and every variant as another id', async () => {
    const variants = [
      { id: 71, sku: 'T-S', price: '19.00', available: false },
      { id: 72, sku: 'T-M', price: '25.00', available: true },
      { id: 73, sku: '', price: '29.00', available: true },
    ];
    const { entries } = await read(JSON.stringify({ products: [product({ variants })] }, null, 2), 'EUR');

    expect(entries).toEqual([
      {
        id: '7',
        name: 'Tee',
        price: 25,
        currency: 'EUR',
        url: '/products/tee',
        aliases: ['71', 'T-S', '72', 'T-M', '73'],
        inStock: true,
      },
    ]);
  });

  test('knows what the admin interface says of stock, and leaves drafts out', async () => {
    const stock = (quantity: number, policy: string) =>
      product({
        id: quantity,
        variants: [{ inventory_quantity: quantity, inventory_policy: policy, price: '1' }],
      });
    const list = [
      stock(0, 'deny'),
      stock(-1, 'continue'),
      stock(3, 'deny'),
      { ...stock(9, 'deny'), status: 'draft' },
    ];
    const { entries, notes } = await read(JSON.stringify(list));

    expect(entries.map(({ id, inStock }) => [id, inStock])).toEqual([
      ['0', false],
      ['-1', true],
      ['3', true],
    ]);
    expect(notes).toEqual(['1 entry not published, on line 1']);
  });

  test('reads pages that were saved one after the other', async () => {
    const page = (id: number) => JSON.stringify({ products: [product({ id, title: 'a "} b' })] });
    const { entries } = await read(`${page(1)}\n${page(2)}\n`);

    expect(entries.map(({ id }) => id)).toEqual(['1', '2']);
  });
});

describe('what cannot be used', () => {
  test('is counted, with the line of the first', async () => {
    const { entries, notes } = await read(
      [
        'id\ttitle\tprice',
        '1\tA\t5 EUR',
        '\tB\t5 EUR',
        '2\t\t5 EUR',
        '3\tC',
        '4\tD\tfree',
        '4\tE\t1 EUR',
        '\tF\t1 EUR',
      ].join('\n'),
    );

    expect(entries.map(({ id }) => id)).toEqual(['1', '4']);
    expect(notes).toEqual([
      '2 entries without an id, first on line 3',
      '1 entry without a name, on line 4',
      '1 entry with another number of columns than the header, on line 5',
      '1 entry with a price that is no number, on line 6',
      '1 entry with an id that an earlier entry has, on line 7',
    ]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /feed is empty$/],
    ['blanks', ' \n\n', /feed is empty$/],
    ['prose', 'Dear all!\nplease find', /line 1: is neither XML nor JSON/],
    ['a table without ids', 'sku\ttitle\n1\tA\n', /line 1: has no column id; known are id,/],
    ['a table whose quote never closes', 'id\ttitle\n1\tA\n2\t"B\n3\tC\n', /line \d: begins a quote/],
    ['XML that is cut off', rss(GOOGLE_LAMP).slice(0, 300), /line 5: is not well-formed XML: unclosed tag/],
    [
      'XML with tags crossed',
      rss('<item><g:id>1</title></item>'),
      /line 3: is not well-formed XML: unexpected close tag/,
    ],
    ['XML without items', rss(''), /holds no item that can be used \(read as Google Merchant XML\)/],
    [
      'JSON that is cut off',
      '{"products": [\n{"id": 1,\n "title": "A"',
      /line 2: begins an item that the file does not end/,
    ],
    [
      'JSON with a comma missing',
      '[{"id": 1, "title": "A"},\n{"id" 2}]',
      /line 2: begins an item that is not JSON/,
    ],
    [
      'JSON whose list does not end',
      '{"products": [{"id": 1, "title": "A"}',
      /line 1: the file ends before its list does/,
    ],
    ['JSON that closes too much', '[{"id": 1, "title": "A"}]\n]', /line 2: has a "\]" that closes nothing/],
    ['JSONL with a broken line', '{"id":"a"}\n{"id":"b"\n', /line 2: is not JSON/],
    [
      'another encoding in the middle',
      Buffer.from('{"id":"a"}\n{"id":"b","name":"caf\xe9"}\n', 'latin1'),
      /line 2: is not utf-8/,
    ],
    [
      'a character that is cut off',
      Buffer.from([...Buffer.from('{"id":"a"}\n{"id":"b"}'), 0xe4]),
      /line 2: is not utf-8/,
    ],
  ])('%s is one line with the file and the place', async (_name, content, message) => {
    await expect(read(content)).rejects.toMatchObject({ name: 'InklingError', code: 'invalid-argument' });
    await expect(read(content)).rejects.toThrow(message);
    await expect(read(content)).rejects.toThrow(join(folder, 'feed'));
  });

  test('a file that is not there is named', async () => {
    await expect(readFeed(join(folder, 'nowhere'), { now: NOW })).rejects.toThrow(
      'nowhere cannot be read: ENOENT',
    );
  });
});
