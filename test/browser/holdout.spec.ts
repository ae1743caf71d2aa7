import { startShop } from '../../scripts/demo.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

const [first, second] = fiveItemsOf('Kitchen');

test('held out: the row stays away, the dataLayer is told once a page, the panel says it, and nothing leaves', async ({
  page,
  world,
  outgoing,
}) => {
  const attributes = { holdout: '0.9999' };
  const shop = await startShop({ port: 0, receiverUrl: world.receiverUrl, attributes });
  const shopper = new Shopper(page, { ...world, shopUrl: shop.url });
  const variants = () =>
    page.evaluate(() =>
      ((window as { dataLayer?: { inkling_variant?: string }[] }).dataLayer ?? []).flatMap(
        ({ inkling_variant }) => inkling_variant ?? [],
      ),
    );
  await shopper.open();
  expect(await variants()).toEqual([]);
  await shopper.answer('record');
  await shopper.view(first);
  await shopper.view(second!);

  await expect.poll(variants).toEqual(['holdout']);
  // The barrier: the model is there and knows this shopper.
  await expect.poll(async () => (await shopper.panel('profile')).interests.length).toBeGreaterThan(0);
  expect(await shopper.ask('recommend', { count: 5 })).toEqual([]);
  await expect(page.locator('inkling-recommendations [data-item-id]')).toHaveCount(0);
  expect(await variants()).toEqual(['holdout']);

  await shopper.open('/profile');
  await page.getByRole('tab', { name: 'Controls' }).click();
  await said(page, 'This browser is one of them.');
  expect(outgoing.to('/v1/')).toEqual([]);
  await shop.close();
});
