import type { Browser, Page } from '@playwright/test';
import { parseRelease, RELEASE_BYTES } from '../../src/contract/release.ts';
import { fiveItemsOf, ITEMS } from '../support/demo_items.ts';
import { expect, test, type World } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';
import { type Exchange, Wire } from '../support/wire.ts';

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const SESSION = { name: 'shop-session', value: 'c0ffee' };
const items = fiveItemsOf('Kitchen');
const last = items.at(-1)!;
/** A word that the shop's pages have used by then, among some that are none of the shop's. */
const WORD = /\p{L}{4,}/u.exec(last.name)![0].toLowerCase();
const SEARCH = `anna.keller@example.com ${WORD} +49 171 555 0199 Zelda 4111111111111111`;

/** Chromium asks there, of its own accord, which fields of a form it may fill in; the watch refuses it. */
const OF_THE_BROWSER = 'content-autofill.googleapis.com:443';

/**
 * What the browser itself puts on every such request, `sec-ch-ua` and its like aside, which depend on
 * where it is asked. No cookie, no referrer, and none of ours: with one the browser would ask first.
 */
const HEADERS_OF_A_RELEASE = [
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-length',
  'host',
  'origin',
  'pragma',
  'proxy-connection', // to the watch, which is a proxy
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'user-agent',
];

test('a whole shopping trip sends what pages need and one release, and nothing else', async ({
  page,
  context,
  world,
  outgoing,
}) => {
  test.setTimeout(120_000);
  const shopper = new Shopper(page, world);
  const { receiver, shopUrl } = world;
  const arrivedBefore = receiver.requests.length;
  // A cookie goes to every port of a host: had Inkling let it, this one would be on all of its requests.
  await context.addCookies([{ ...SESSION, url: shopUrl }]);

  await shopper.open();
  await shopper.answer('release');
  await shopper.open('/c/kitchen');
  for (const item of items) await shopper.view(item);
  await page.locator('#q').fill(SEARCH);
  await page.locator('#q').press('Enter');
  await page.waitForURL('**/search?q=*');
  const searched = async () => (await shopper.interactions()).filter(({ kind }) => kind === 'search');
  await expect.poll(async () => (await searched()).map(({ tokens }) => tokens)).toEqual([[WORD]]);
  await shopper.open(last.url);
  await page.locator('[data-wish]').click();
  await shopper.hasRecorded('wishlist', last.id);
  await shopper.addToCart(last);
  await shopper.open('/cart');
  await shopper.open('/checkout');
  await page.locator('[data-checkout] button').click();
  await shopper.hasRecorded('purchase', last.id);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await expect(panel.locator('[data-interest=Kitchen]')).toBeVisible();
  for (const [tab, content] of [
    ['History', '[data-interaction]'],
    ['What left', '.facts'],
    ['Controls', '[data-clear=forget]'],
  ] as const) {
    await panel.getByRole('tab', { name: tab }).click();
    await expect(panel.locator(content).first()).toBeVisible();
  }
  const { dueAt } = await shopper.ask('release');
  await shopper.jump(dueAt! - (await shopper.now()) + 1);
  await shopper.open();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await shopper.jump(MINUTE_MS);
  const [post] = await outgoing.wait(RELEASES);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
  await page.goto('about:blank');
  // Barrier for whatever the page before sent as it went: one more page, and its worker has answered.
  await shopper.open();
  expect((await shopper.ask('release')).state).toBe('sent');
  await shopper.forYou();

  // To the shop: pages and files, asked for by their path. The one query is the shop's own search.
  const toShop = outgoing.requests.filter(({ url }) => url.origin === shopUrl);
  expect(toShop.filter(({ method, body }) => method !== 'GET' || body.length > 0)).toEqual([]);
  const queries = toShop.filter(({ url }) => url.search !== '');
  expect(queries.map(({ url }) => [url.pathname, url.searchParams.get('q')])).toEqual([['/search', SEARCH]]);
  const pages = ['/', '/search', '/c/kitchen', '/cart', '/checkout', '/profile', ...items.map((i) => i.url)];
  const files = new Set(toShop.map(({ url }) => url.pathname).filter((path) => !pages.includes(path)));
  expect(
    [...files].filter(
      (path) => !/^\/(models\/demo\/)?[\w-]+(\.[0-9a-f]{8})?\.(js|css|svg|json|bin|wasm)$/.test(path),
    ),
  ).toEqual([]);

  // Besides the page's own address, which the browser tells, no header and no path speaks of an item.
  const spoken = outgoing.requests.flatMap(({ url, headers: { referer: _, ...headers } }) => [
    ...(pages.includes(url.pathname) ? [] : [url.href]),
    ...Object.values(headers),
  ]);
  const names = ITEMS.flatMap(({ id, slug }) => [id, slug]);
  expect(spoken.filter((text) => names.some((name) => text.includes(name)))).toEqual([]);

  // What the worker fetches tells neither the page nor the session.
  const fetched = toShop.filter(
    ({ url }) => url.pathname.startsWith('/models/') || url.pathname.endsWith('.wasm'),
  );
  expect(new Set(fetched.map(({ headers }) => headers.referer))).toEqual(
    new Set([`${shopUrl}/inkling-worker-wasm.js`]),
  );
  const models = fetched.filter(({ url }) => url.pathname.startsWith('/models/'));
  expect(models.length).toBeGreaterThan(0);
  expect(models.filter(({ headers }) => headers.cookie !== undefined)).toEqual([]);
  expect(toShop.find(({ url }) => url.pathname === '/cart')!.headers.cookie).toBe('shop-session=c0ffee');

  // To anybody else: one POST, of the bytes that the ledger shows and the receiver got.
  const beyond = outgoing.beyond(shopUrl).filter(({ url }) => url.host !== OF_THE_BROWSER);
  expect(beyond.map(({ method, url }) => `${method} ${url.href}`)).toEqual([
    `POST ${receiver.url}${RELEASES}`,
  ]);
  expect(post!.body).toHaveLength(RELEASE_BYTES);
  const headers = Object.keys(post!.headers).filter((name) => !name.startsWith('sec-ch-ua'));
  expect(headers.sort()).toEqual(HEADERS_OF_A_RELEASE);
  expect(post!.headers.origin).toBe(shopUrl);
  const { entries } = await shopper.panel('ledger');
  const released = entries.flatMap(({ release }) => release ?? []);
  expect(released.map(({ bytes }) => bytes)).toEqual([post!.body.toString('hex')]);
  const arrived = receiver.requests.slice(arrivedBefore);
  expect(arrived.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
    { method: 'POST', path: RELEASES, body: post!.body },
  ]);
  const { nonce, period } = parseRelease(post!.body);
  const stored = (await receiver.releases()).filter((row) => Buffer.compare(row.nonce, nonce) === 0);
  expect(stored).toMatchObject([{ period, row: released[0]!.row, site: 'demo' }]);

  // Nothing of a person is kept where other scripts and servers look first, and no part of an address anywhere.
  expect(await keptOutside(page)).toEqual([
    ['inkling-demo-clock', expect.stringMatching(/^\d+$/)],
    'inkling-files',
  ]);
  expect(await context.cookies()).toMatchObject([SESSION]);
  const kept = JSON.stringify(
    await Promise.all(['interactions', 'items', 'settings'].map((store) => shopper.rows('inkling', store))),
  );
  expect(kept).toContain(WORD);
  // Of the numbers as much as no time in milliseconds can hold.
  expect(kept).not.toMatch(/anna|keller|example|zelda|(?<!\d)0199|5550199|41111111/i);
});

test('two shoppers of the same pages make the same requests, whatever they did there', async ({
  browser,
  world,
}) => {
  test.setTimeout(120_000);
  const plain = await visit(browser, world, async () => {});
  const eager = await visit(browser, world, async (shopper) => {
    for (const { id } of fiveItemsOf('Garden')) {
      for (const kind of ['like', 'wishlist', 'cart_add', 'purchase']) await record(shopper.page, kind, id);
    }
  });

  // Barrier: to Inkling they are two different people.
  expect(eager.interests).toContain('Garden');
  expect(plain.interests).not.toContain('Garden');
  expect(eager.row).not.toEqual(plain.row);
  expect(requestsOf(plain.exchanges)).toContainEqual(
    expect.stringMatching(/^GET .*\/models\/demo\/entities\.[0-9a-f]{8}\.bin$/),
  );
  expect(requestsOf(eager.exchanges)).toEqual(requestsOf(plain.exchanges));
});

/** The same four pages for everyone; `act` is what this shopper does on the second. */
async function visit(browser: Browser, world: World, act: (shopper: Shopper) => Promise<void>) {
  const wire = await Wire.open();
  const context = await browser.newContext({ proxy: { server: wire.server } });
  try {
    const shopper = new Shopper(await context.newPage(), world);
    // Files that are still being kept would be fetched once more by a page that comes too soon.
    const settled = async () => {
      await shopper.ask('recommend', { count: 8 });
      await expect.poll(() => shopper.keptFiles()).toEqual({ 'inkling-files': 6 });
    };
    await shopper.open();
    await shopper.answer('record');
    await settled();
    await shopper.view(items[0]);
    await act(shopper);
    await settled();
    await shopper.open('/profile');
    await shopper.page.locator('inkling-panel').getByRole('tab', { name: 'History' }).click();
    await expect(shopper.page.locator('[data-interaction]').first()).toBeVisible();
    await shopper.open();
    const row = await shopper.forYou();
    const { interests } = await shopper.panel('profile');
    return { row, interests: interests.map(({ path }) => path), exchanges: [...wire.exchanges] };
  } finally {
    await context.close();
    await wire.close();
  }
}

/** Inkling's own requests with their number; of the shop's own, which picture comes from which cache is not ours. */
function requestsOf(exchanges: readonly Exchange[]): string[] {
  const requests = exchanges.map(({ method, url }) => `${method} ${url.href}`);
  const isOurs = (request: string) => /\/inkling|\/models\/|\.wasm$/.test(request);
  return [...requests.filter(isOurs), ...new Set(requests.filter((request) => !isOurs(request)))].sort();
}

const record = (page: Page, kind: string, itemId: string) =>
  page.evaluate(
    (given) =>
      (window as unknown as { inkling: { record(given: unknown): Promise<void> } }).inkling.record(given),
    { kind, itemId },
  );

/** Entries of both web storages and names of caches, but for the shop's own. */
const keptOutside = (page: Page) =>
  page.evaluate(async () => [
    ...[...Object.entries(localStorage), ...Object.entries(sessionStorage)].filter(
      ([key]) => !key.startsWith('shop.'),
    ),
    ...(await caches.keys()),
  ]);
