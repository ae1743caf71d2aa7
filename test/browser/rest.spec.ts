import type { SimulatedItem } from '../../src/simulate/catalogue.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// Pausing and locking: seen in the panel, in the guard's row, in what is recorded and what is recommended.

const [first, second, third] = fiveItemsOf('Garden') as [SimulatedItem, SimulatedItem, SimulatedItem];

test('a pause keeps what is there, records and recommends nothing, and ends by the shopper’s hand', async ({
  page,
  world,
}) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(first);
  const before = (await shopper.interactions()).length;
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await panel.getByRole('tab', { name: 'Controls' }).click();

  await panel.getByRole('button', { name: 'Until I turn it on' }).click();

  await expect(panel.getByText('Paused. Nothing is recorded, suggested or sent.')).toBeVisible();
  await expect(panel.getByRole('switch', { name: 'Record on this device' })).not.toBeChecked();
  expect(await shopper.rows('inkling-guard', 'choice')).toMatchObject([
    { record: true, pausedUntil: Number.MAX_SAFE_INTEGER },
  ]);
  await shopper.open(second.url);
  expect(await shopper.ask('recommend', { count: 5 })).toEqual([]);
  await shopper.open('/profile');
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByRole('switch', { name: 'Record on this device' })).toBeChecked();

  await shopper.view(third);
  const rows = await shopper.interactions();
  expect(rows.length).toBeGreaterThan(before);
  expect(rows.filter(({ itemId }) => itemId === second.id)).toEqual([]);
  expect(await shopper.ask('recommend', { count: 5 })).toHaveLength(5);
});

test('a lock hides the panel, in a dialog too, and deletes nothing; the shop lifts it', async ({
  page,
  world,
}) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(first);
  const lock = (on: boolean) =>
    page.evaluate(
      (is) => (window as unknown as { inkling: { lock(on: boolean): unknown } }).inkling.lock(is),
      on,
    );

  expect(await lock(true)).toEqual({ record: false, release: false });
  await page.evaluate(() => (window as unknown as { inkling: { openPanel(): unknown } }).inkling.openPanel());

  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Locked, because somebody signed out of this shop.')).toBeVisible();
  await expect(dialog.getByRole('tab')).toHaveCount(0);
  await expect(dialog.getByText('Garden')).toHaveCount(0);
  expect(await shopper.ask('recommend', { count: 5 })).toEqual([]);
  expect((await shopper.interactions()).length).toBeGreaterThan(0);

  expect(await lock(false)).toEqual({ record: true, release: false });
  await expect(dialog.getByRole('tab', { name: 'About you' })).toBeVisible();
  await expect(dialog.getByText('Garden').first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toHaveCount(0);
});
