import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoShop, inklingTag } from '../../../scripts/demo_shop.ts';
import { DEMO_CATALOGUE, DEPARTMENTS, generateCatalogue } from '../../../src/simulate/catalogue.ts';

const root = mkdtempSync(join(tmpdir(), 'demo-shop-'));
const tag = inklingTag({ model: '/models/demo/manifest.json', site: 'demo', codebook: 'sha256-"<x>' });
const item = generateCatalogue(DEMO_CATALOGUE).find(({ listPrice }) => listPrice !== undefined)!;
let server: Server;
let origin: string;

beforeAll(async () => {
  writeFileSync(join(root, 'inkling.js'), '/* built */');
  writeFileSync(join(root, 'engine.wasm'), 'wasm');
  server = createServer(
    createDemoShop({
      publicDir: fileURLToPath(new URL('../../../public', import.meta.url)),
      distDir: root,
      modelsDir: root,
      scriptTag: tag,
    }),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true });
});

/** The raw path on the wire: fetch would tidy up the dots before sending. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    request({ hostname, port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] ?? '' }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('the demo shop', () => {
  it('serves every page with the script tag in its head', async () => {
    const [department] = DEPARTMENTS;
    const leaf = `/c/${department!.slug}/${department!.leaves[0]!.slug}`;
    for (const path of [
      '/',
      `/c/${department!.slug}`,
      leaf,
      item.url,
      '/search?q=tea',
      '/cart',
      '/checkout',
      '/profile',
    ]) {
      const { status, text, type } = await get(path);

      expect([path, status, type]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(text.slice(0, text.indexOf('</head>'))).toContain(tag);
      expect(text.replace(tag, '')).not.toMatch(/\{\{|undefined|NaN|\[object/);
    }
  });

  it('tells of an item in structured data as any shop does', async () => {
    const { text } = await get(item.url);

    const blocks = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(
      ([, block]) => JSON.parse(block!) as Record<string, unknown>,
    );
    expect(blocks.map((block) => block['@type'])).toEqual(['Product', 'BreadcrumbList']);
    expect(blocks[0]).toMatchObject({
      name: item.name,
      sku: item.id,
      brand: { name: item.brand },
      category: item.category.join(' > '),
      image: origin + item.image,
      offers: {
        price: item.price.toFixed(2),
        priceCurrency: 'USD',
        availability: 'https://schema.org/InStock',
        url: origin + item.url,
      },
      aggregateRating: { ratingValue: item.rating, reviewCount: item.reviews },
    });
    expect(text).toContain(`<meta property="og:url" content="${origin}${item.url}">`);
  });

  it('speaks Chinese when the browser, the address or an earlier choice asks for it', async () => {
    const answers = await Promise.all([
      get('/cart', { 'accept-language': 'zh-CN,zh;q=0.9' }),
      get('/cart?lang=zh-CN'),
      get('/cart', { cookie: 'lang=zh-CN' }),
    ]);

    for (const { text } of answers) {
      expect(text).toContain('<html lang="zh-CN">');
      expect(text).toContain('购物车');
    }
    expect((await get('/cart?lang=en', { cookie: 'lang=zh-CN' })).text).toContain('<html lang="en">');
  });

  it('escapes what a visitor wrote', async () => {
    const { text } = await get('/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E');

    expect(text).toContain('alert(1)');
    expect(text).not.toContain('<script>alert');
  });

  it('serves built files and models with their types', async () => {
    expect(await get('/inkling.js')).toMatchObject({ status: 200, type: 'text/javascript; charset=utf-8' });
    expect(await get('/engine.wasm')).toMatchObject({ status: 200, type: 'application/wasm' });
    expect(await get('/models/inkling.js')).toMatchObject({ status: 200, text: '/* built */' });
  });

  it('answers 404 outside its folders and for what is not there', async () => {
    const paths = [
      '/../package.json',
      '/..%2fpackage.json',
      '/models/..%2f..%2fpackage.json',
      '/%00',
      '/%',
      '/layout.html',
      '/nope',
      '/item/nope',
      '/c/nope',
      '//x',
    ];
    for (const path of paths) expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});
