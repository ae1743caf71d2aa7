import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_FOLDER } from '../../scripts/bundle.ts';
import type { PageProducts } from '../../src/capture/markup/page_products.ts';
import { expect, test } from '../support/outgoing.ts';

// Pages that nobody here wrote, parsed by a real browser; their own scripts do not run.

const ROOT = join(import.meta.dirname, '../..');
const FIXTURES = join(ROOT, '../shared/fixtures');
const FILE = 'inkling-markup.js';
const files = existsSync(FIXTURES)
  ? readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.(?:html|json|jsonld)$/.test(path),
    )
  : [];
/** Price and currency that the sources of the pages assert, as far as there are any; null = no product. */
const PRICES: Readonly<Record<string, readonly (number | string)[] | null>> = {
  'pages/amazon.html': null,
  'pages/costco.html': [329.99, 'USD'],
  'pages/etsy.html': [48, 'EUR'],
  'pages/globalindustrial.html': [],
  'pages/jossandmain.html': [98.99, 'USD'],
  'pages/potterybarn.html': ['USD'],
  'pages/underoutfit_kiwi.html': [79.99, 'USD'],
};

// The policy that keeps the pages' scripts still tells of each.
test.use({ tolerated: /./ });

test('the built file reads every fixture without an exception or a NaN, at the prices that sources assert', async ({
  page,
}) => {
  test.skip(files.length === 0, 'no ../shared/fixtures');
  test.setTimeout(300_000);
  let html = '';
  const script = readFileSync(join(ROOT, TEST_FOLDER, FILE), 'utf8');
  await page.route('**/*', (route) => {
    const request = route.request();
    const { origin, pathname } = new URL(request.url());
    if (pathname === `/${FILE}`) return route.fulfill({ contentType: 'text/javascript', body: script });
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return route.abort();
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': `default-src 'none'; script-src ${origin}/${FILE}` },
      body: html,
    });
  });
  const read = async (body: string): Promise<{ said: PageProducts; ms: number }> => {
    html = body;
    const stated =
      /rel="canonical" href="([^"]+)"/.exec(body)?.[1] ??
      /property="og:url" content="([^"]+)"/.exec(body)?.[1];
    await page.goto(stated?.replace(/^http:/, 'https:') ?? 'https://shop.example/page');
    return page.evaluate(async (file) => {
      const { readPage } = await import(`/${file}`);
      const startedAt = performance.now();
      const said = readPage();
      return { said, ms: performance.now() - startedAt };
    }, FILE);
  };

  const prices: Record<string, unknown> = {};
  const times: [path: string, ms: number][] = [];
  let items = 0;
  for (const path of files) {
    const text = readFileSync(join(FIXTURES, path), 'utf8');
    const { said, ms } = await read(
      path.endsWith('.html') ? text : `<script type="application/ld+json">${text}</script>`,
    );
    times.push([path, ms]);
    items += said.items.length;
    expect(said.items.every(({ price }) => price === undefined || Number.isFinite(price))).toBe(true);
    const { main } = said;
    if (path in PRICES)
      prices[path] = main ? [main.price, main.currency].filter((value) => value !== undefined) : null;
  }
  const costco = readFileSync(join(FIXTURES, 'pages/costco.html'), 'utf8');
  const { ms } = await read(costco + costco);
  times.push([`costco twice, ${Math.round((2 * costco.length) / 1000)} kB`, ms]);
  const slowest = [...times].sort((a, b) => b[1] - a[1]).slice(0, 5);
  console.log(
    `${files.length} fixtures, ${items} items; slowest: ${slowest.map(([name, took]) => `${name} ${took.toFixed(1)} ms`).join(', ')}`,
  );

  expect(prices).toEqual(PRICES);
  expect(items).toBeGreaterThan(30);
});
