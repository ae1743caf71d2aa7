import AxeBuilder from '@axe-core/playwright';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const [item, other] = fiveItemsOf('Kitchen');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`inkling.debug() shows an engineer what is understood, accessibly (${colorScheme})`, async ({
    page,
    world,
    outgoing,
  }) => {
    await page.emulateMedia({ colorScheme });
    const shopper = await Shopper.arrive(page, world, 'record');
    await shopper.view(item);
    await shopper.view(other!);
    expect(outgoing.to('/inkling-debug.js')).toEqual([]);

    await page.evaluate(() => (window as unknown as { inkling: { debug(): Promise<void> } }).inkling.debug());

    const overlay = page.getByRole('dialog', { name: 'What Inkling understands here' });
    await expect(overlay).toContainText(`${other!.id} · ${other!.name}`);
    await expect(overlay).toContainText('recordReasonsite');
    await expect(overlay).toContainText(/2 of 2 item ids/);
    await page.locator('[data-buy] button[type=submit]').press('Enter');
    await expect(overlay).toContainText(`cart_add ${other!.id}`);
    const { violations } = await new AxeBuilder({ page }).include('inkling-debug').analyze();
    expect(violations).toEqual([]);

    await page.keyboard.press('Escape');
    await expect(overlay).toHaveCount(0);
    expect(outgoing.to('/v1/')).toEqual([]);
  });
}

test('the overlay works before consent, and writes nothing', async ({ page, world }) => {
  const shopper = new Shopper(page, world);
  await shopper.open(item.url);
  await page.waitForFunction(() => 'debug' in ((window as { inkling?: object }).inkling ?? {}));

  await page.evaluate(() => (window as unknown as { inkling: { debug(): Promise<void> } }).inkling.debug());

  const overlay = page.getByRole('dialog');
  await expect(overlay).toContainText(`view ${item.id}`);
  await expect(overlay).toContainText('recordReasonnone');
  expect(await shopper.databases()).toEqual([]);
});
