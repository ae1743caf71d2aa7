import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

test('what removing single reasons would change is shown side by side before anything is, and is what then happens', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  const [kept, ...gone] = fiveItemsOf('Garden').slice(0, 3);
  for (const item of [...fiveItemsOf('Pets').slice(0, 1), kept!, ...gone]) await shopper.view(item);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  const interest = panel.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Garden/ }) });
  await interest.getByRole('button', { name: /^Garden/ }).click();
  await expect(panel.getByText('Checked by leaving out one thing after the other')).toBeVisible();
  const after = interest
    .getByRole('row', { name: /^First suggestions/ })
    .getByRole('cell')
    .nth(1);
  const suggested = () => after.getByRole('listitem').allTextContents();
  await expect(after).toBeVisible();
  const withoutAll = await suggested();
  const stored = (await shopper.interactions()).length;

  await interest.getByText('One by one').click();
  await interest.getByRole('checkbox', { name: new RegExp(kept!.name) }).uncheck();

  await expect(interest.getByRole('checkbox', { name: /3 items of Garden/ })).toBeChecked({
    indeterminate: true,
  });
  await expect.poll(suggested).not.toEqual(withoutAll);
  await expect(interest.getByRole('columnheader', { name: 'Now' })).toBeVisible();
  await expect(interest.getByRole('row', { name: /^Pets/ })).toBeVisible();
  const promised = await suggested();
  expect(await shopper.interactions()).toHaveLength(stored); // asking changes nothing

  await interest.getByRole('button', { name: 'Remove these' }).click();
  await expect(interest.getByText('will be deleted in 10 seconds')).toBeVisible();
  const left = async () => new Set((await shopper.interactions()).flatMap(({ itemId }) => itemId ?? []));
  await expect
    .poll(async () => (await left()).has(gone[0]!.id) || (await left()).has(gone[1]!.id))
    .toBe(false);
  expect(await left()).toContain(kept!.id);
  const next = await shopper.ask('recommend', { count: 4 });
  expect(next.map(({ item }) => item!.name)).toEqual(promised);
});
