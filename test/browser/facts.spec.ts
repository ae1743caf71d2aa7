import { AxeBuilder } from '@axe-core/playwright';
import type { Recommendation } from '../../src/contract/worker_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// What a shopper states of themself: seen in the panel, in the database and in the very next recommendations.

const DEPARTMENT = 'Kitchen';
const countOf = (list: readonly Recommendation[]): number =>
  list.filter(({ item }) => item?.category?.[0] === DEPARTMENT).length;

test('what is stated is kept on the device, changes the next recommendations, and is removed again', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of fiveItemsOf('Garden').slice(0, 2)) await shopper.view(item);
  await shopper.open('/profile');
  const facts = async () =>
    (await shopper.rows('inkling', 'settings')).flatMap((row) => (row as { facts?: object }).facts ?? []);
  const stated = page.locator('inkling-panel').getByRole('region', { name: 'What you state' });
  const before = await shopper.ask('recommend', { count: 20 });

  await expect(stated.getByText('Inkling uses it on this device only and never sends it')).toBeVisible();
  await stated.getByText('State something').click();
  await stated.getByRole('checkbox', { name: DEPARTMENT, exact: true }).check();
  await stated.getByRole('textbox', { name: 'Sizes' }).fill('M, 38');
  await stated.getByRole('spinbutton', { name: 'Price up to' }).fill('40');
  await stated.getByRole('combobox', { name: /^Age/ }).selectOption({ label: '30 to 44' });
  await stated.getByRole('combobox', { name: 'Gender' }).selectOption({ label: 'Woman' });
  await stated.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'German' });
  await stated.getByRole('button', { name: 'Save on this device' }).click();

  await expect(stated.getByText('Saved on this device')).toBeVisible();
  expect(await facts()).toEqual([
    {
      interests: [DEPARTMENT],
      sizes: ['M', '38'],
      maxPrice: 40,
      ageBand: '30-44',
      gender: 'women',
      language: 'de',
    },
  ]);
  const after = await shopper.ask('recommend', { count: 20 });
  console.log(
    `${DEPARTMENT} stated: ${countOf(before)} of 20 recommendations before, ${countOf(after)} after`,
  );
  expect(countOf(after)).toBeGreaterThan(countOf(before));
  const { violations } = await new AxeBuilder({ page })
    .include('inkling-panel')
    .setLegacyMode(true)
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' '))}`)).toEqual(
    [],
  );

  for (const name of ['Interest, Kitchen', 'Size, M', 'Size, 38', 'Price up to, 40.00', 'Age, 30 to 44'])
    await remove(name);
  for (const name of ['Gender, Woman', 'Language, German']) await remove(name);

  await expect(stated.getByText('You have stated nothing')).toBeVisible();
  expect(await facts()).toEqual([{}]);
  expect((await shopper.ask('recommend', { count: 20 })).map(({ id }) => id)).toEqual(
    before.map(({ id }) => id),
  );

  async function remove(name: string): Promise<void> {
    const button = stated.getByRole('button', { name: `Remove: ${name}`, exact: true });
    await button.click();
    await expect(button).toBeHidden();
    await expect(stated.getByText('State something')).toBeFocused();
  }
});

test('a shopper without a history gets what they state an interest in, told as stated, and it goes when that goes', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.open('/profile');
  const stated = page.locator('inkling-panel').getByRole('region', { name: 'What you state' });
  await stated.getByText('State something').click();
  expect(await shopper.ask('recommend', { count: 6 })).toEqual([]);

  await stated.getByRole('checkbox', { name: DEPARTMENT, exact: true }).check();
  await stated.getByRole('button', { name: 'Save on this device' }).click();
  await expect(stated.getByText('Saved on this device')).toBeVisible();

  const list = await shopper.ask('recommend', { count: 6 });
  expect(countOf(list)).toBe(6);
  expect(await shopper.interactions()).toEqual([]); // nothing was done: it is the word alone
  await shopper.open();
  const row = page.getByRole('region', { name: 'For you' });
  await expect(row.getByText(`Because you stated an interest in ${DEPARTMENT}`).first()).toBeVisible();
  await shopper.open('/profile');
  await stated.getByRole('button', { name: `Remove: Interest, ${DEPARTMENT}` }).click();
  await expect(stated.getByText('You have stated nothing')).toBeVisible();
  expect(await shopper.ask('recommend', { count: 6 })).toEqual([]);
});
