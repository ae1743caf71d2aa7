import type { Recommendation } from '../../src/contract/worker_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// What a shopper says of an interest: seen in the panel, in the database and in the very next recommendations.

const DEPARTMENT = 'Garden';
const shareOf = (list: readonly Recommendation[]): number =>
  list.filter(({ item }) => item?.category?.[0] === DEPARTMENT).length / list.length;

test('“less of this” is shown before it is done, takes effect in the next recommendations, and is taken back', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of [...fiveItemsOf('Pets').slice(0, 2), ...fiveItemsOf(DEPARTMENT).slice(0, 2)])
    await shopper.view(item);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  const wishes = async () =>
    (await shopper.rows('inkling', 'settings')).flatMap((row) => (row as { tastes?: object }).tastes ?? []);
  const before = await shopper.ask('recommend', { count: 20 });

  await panel.getByRole('button', { name: new RegExp(DEPARTMENT) }).click();
  await expect(panel.getByText('Checked by leaving out one thing after the other')).toBeVisible();
  await panel.getByRole('button', { name: 'Less of this' }).click();
  const question = panel.getByRole('group', { name: 'Less of this' });
  await expect(question.getByRole('columnheader', { name: 'After' })).toBeVisible();
  await expect(question.getByRole('row', { name: new RegExp(DEPARTMENT) })).toBeVisible();
  expect(await wishes()).toEqual([]); // asking changes nothing
  await question.getByRole('button', { name: 'Do this' }).click();

  await expect(panel.getByRole('button', { name: 'Less of this', pressed: true })).toBeVisible();
  expect(await wishes()).toEqual([{ [DEPARTMENT]: 'less' }]);
  const after = await shopper.ask('recommend', { count: 20 });
  console.log(
    `less of ${DEPARTMENT}: ${shareOf(before)} of the recommendations before, ${shareOf(after)} after`,
  );
  expect(shareOf(before)).toBeGreaterThan(0.2); // barrier: there was something to take away
  expect(shareOf(after)).toBeLessThan(shareOf(before) / 2);

  await panel.getByRole('button', { name: 'Less of this', pressed: true }).click();
  await expect(panel.getByRole('button', { name: 'Less of this', pressed: false })).toBeVisible();
  expect(await wishes()).toEqual([{}]);
  expect(shareOf(await shopper.ask('recommend', { count: 20 }))).toBe(shareOf(before));

  await panel.getByRole('tab', { name: 'Controls' }).click();
  await panel.getByRole('button', { name: 'Forget what was learned' }).click();
  await expect
    .poll(async () =>
      (await shopper.rows('inkling', 'settings')).some((row) => 'learnsFrom' in (row as object)),
    )
    .toBe(true);
});
