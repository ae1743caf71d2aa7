import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/bundle.ts';
import { bundlePage } from '../support/bundle_page.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const EXAMPLES = 'docs/examples';

test('the example in plain HTML records what its page says and does, after consent and not before', async ({
  page,
  world,
}) => {
  const body = await readFile(join(ROOT, EXAMPLES, 'plain-html', 'index.html'), 'utf8');
  await page.route(`${world.shopUrl}/example`, (route) => route.fulfill({ contentType: 'text/html', body }));
  const shopper = new Shopper(page, world);
  await shopper.open('/example');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  expect(await shopper.databases()).toEqual([]);

  await page.getByRole('button', { name: 'Yes' }).click();

  await shopper.hasRecorded('view', 'mug-1');
  await shopper.hasRecorded('cart_add', 'mug-1');
  expect(await shopper.rows('inkling', 'items')).toMatchObject([
    { id: 'mug-1', name: 'Enamel mug', category: ['Kitchen', 'Mugs'], price: 12.5, currency: 'EUR' },
  ]);
});

test('the example in React, bundled by Vite, records views and carts, strict mode or not', async ({
  page,
  world,
}) => {
  const script = await bundlePage(`${EXAMPLES}/vite-react/src/main.jsx`);
  const body = (await readFile(join(ROOT, EXAMPLES, 'vite-react', 'index.html'), 'utf8')).replace(
    '/src/main.jsx',
    '/example.js',
  );
  await page.route(`${world.shopUrl}/example`, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.route(`${world.shopUrl}/example.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  // The folder that the example copies its files to.
  await page.route(`${world.shopUrl}/inkling/**`, async (route) => {
    const address = route.request().url().replace('/inkling/', '/');
    await route.fulfill({ response: await route.fetch({ url: address }) });
  });
  const shopper = new Shopper(page, world);
  await shopper.open('/example');
  await page.getByRole('button', { name: 'Yes' }).click();

  await page.getByRole('button', { name: 'Long sleeve tee' }).click();
  await shopper.hasRecorded('view', 'tee-1');
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await shopper.hasRecorded('cart_add', 'tee-1');

  const rows = await shopper.interactions();
  expect(rows.map(({ kind, itemId }) => `${kind} ${itemId}`)).toEqual(['view tee-1', 'cart_add tee-1']);
  // The model may still be on its way.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
