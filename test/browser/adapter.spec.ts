import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { bundlePage } from '../support/bundle_page.ts';
import { expect, test, type World } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

/** Puts a shop of one page at every path of the demo shop's origin that is not a file of Inkling. */
async function serve(page: Page, world: World, paths: RegExp, adapter: string, shop: string): Promise<void> {
  const html = `<!doctype html><html lang="en"><title>Shop</title>
    <script>window.inklingConfig = { adapter: ${adapter} };</script>
    <script src="/inkling.js" async data-model="/models/demo/manifest.json"></script>
    <div id="root"></div><shop-app></shop-app>
    <script type="module" src="/own-shop.js"></script></html>`;
  await page.route(
    ({ pathname }) => paths.test(pathname),
    (route) => route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.route(`${world.shopUrl}/own-shop.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: shop }),
  );
}

/** What is in the database of what shoppers do, in order. */
async function done(shopper: Shopper): Promise<string[]> {
  const rows = await shopper.interactions();
  return rows.filter(({ kind }) => /view|cart/.test(kind)).map(({ kind, itemId }) => `${kind} ${itemId}`);
}

async function allow(page: Page): Promise<void> {
  await page.waitForFunction(() => 'consent' in ((window as { inkling?: object }).inkling ?? {}));
  await page.evaluate(() =>
    (window as unknown as { inkling: { consent(choice: object): Promise<object> } }).inkling.consent({
      record: true,
    }),
  );
}

test('a shop inside shadow roots, without markup: six lines give views, carts and items', async ({
  page,
  world,
}) => {
  const shop = await readFile(new URL('../pages/shadow_shop.js', import.meta.url), 'utf8');
  await serve(
    page,
    world,
    /^\/(list|detail)\//,
    `{
      item: {
        name: 'shop-app >>> shop-detail >>> h1',
        price: 'shop-app >>> shop-detail >>> .price',
      },
      cart: 'shop-app >>> shop-detail >>> shop-button',
    }`,
    shop,
  );
  const shopper = new Shopper(page, world);
  await shopper.open('/list/outerwear');
  await allow(page);

  await page.getByText('Enamel mug').click();
  await shopper.hasRecorded('view', '/detail/outerwear/mug');
  await page.getByText('Add to cart').click();
  await shopper.hasRecorded('cart_add', '/detail/outerwear/mug');
  await page.goBack();
  await page.getByText('Long sleeve tee').click();
  await shopper.hasRecorded('view', '/detail/outerwear/tee');

  expect(await done(shopper)).toEqual([
    'view /detail/outerwear/mug',
    'cart_add /detail/outerwear/mug',
    'view /detail/outerwear/tee',
  ]);
  expect(await shopper.rows('inkling', 'items')).toMatchObject([
    { id: '/detail/outerwear/mug', name: 'Enamel mug', price: 12.5 },
    { id: '/detail/outerwear/tee', name: 'Long sleeve tee', price: 31 },
  ]);
});

test('a React shop whose router keeps the item in the query: seven lines give views, carts and paths', async ({
  page,
  world,
}) => {
  await serve(
    page,
    world,
    /^\/inventory/,
    `{
      path: () => '/item/' + new URLSearchParams(location.search).get('id'),
      item: { name: '.inventory_details_name', price: '.inventory_details_price' },
      cart: (element) =>
        element.matches('.btn_inventory') && element.textContent === 'Add to cart' &&
        (element.closest('.inventory_details')
          ? true
          : { id: element.closest('.inventory_item').querySelector('[id]').id.replace(/\\D*(\\d+)\\D*/, '/item/$1') }),
    }`,
    await bundlePage('test/pages/query_shop.jsx'),
  );
  const shopper = new Shopper(page, world);
  await shopper.open('/inventory.html');
  await allow(page);

  await page.getByRole('button', { name: 'Add to cart' }).nth(1).click();
  await shopper.hasRecorded('cart_add', '/item/0');
  await page.getByText('Canvas backpack').click();
  await shopper.hasRecorded('view', '/item/4');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await shopper.hasRecorded('cart_add', '/item/4');
  // "Remove" is no adding.
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Back to products').click();
  await page.getByText('Bike light').click();
  await shopper.hasRecorded('view', '/item/0');

  expect(await done(shopper)).toEqual([
    'cart_add /item/0',
    'view /item/4',
    'cart_add /item/4',
    'view /item/0',
  ]);
  expect(JSON.stringify(await shopper.rows('inkling', 'items'))).not.toContain('?id=');
});
