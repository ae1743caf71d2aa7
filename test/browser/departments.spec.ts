import { DEPARTMENTS } from '../../src/simulate/catalogue.ts';
import { departmentOf, fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';
import { serveShuffledModel } from '../support/shuffled_model.ts';

test.describe.configure({ mode: 'parallel' });

const shareOf = (department: string, ids: readonly string[]) =>
  ids.filter((id) => departmentOf(id) === department).length / ids.length;

/**
 * A shuffled model is right one time in twelve. Of the row's 8 cards two are by chance in one department of
 * seven, which is 25 %; of 48 a quarter is, by the binomial, once in some ten thousand models.
 */
const CONTROL_COUNT = 48;

for (const { name: department } of DEPARTMENTS) {
  test(`five views and a cart in ${department} fill "for you" with it`, async ({ page, world }) => {
    const shopper = new Shopper(page, world);
    const items = fiveItemsOf(department);
    await shopper.open();
    await shopper.answer('record');
    for (const item of items) await shopper.view(item);
    await shopper.addToCart(items.at(-1)!);

    await shopper.open();
    const row = await shopper.forYou();
    const { interests } = await shopper.panel('profile');
    await serveShuffledModel(page);
    await shopper.open();
    const shuffled = await shopper.ask('recommend', { count: CONTROL_COUNT });

    const viewed = items.map(({ id }) => id);
    expect(row.filter((id) => viewed.includes(id))).toEqual([]);
    expect(shareOf(department, row)).toBeGreaterThanOrEqual(0.6);
    const control = shuffled.map(({ id }) => id);
    expect(control).toHaveLength(CONTROL_COUNT);
    expect(shareOf(department, control)).toBeLessThan(0.25);
    expect(interests[0]!.path).toBe(department);
    const reasons = interests[0]!.reasons.map(({ itemId }) => itemId);
    expect([...reasons].sort()).toEqual([...viewed].sort());
  });
}

test('the panel lists what was done and the interest that came of it', async ({ page, world }) => {
  const shopper = new Shopper(page, world);
  const items = fiveItemsOf('Kitchen');
  await shopper.open();
  await shopper.answer('record');
  for (const item of items) await shopper.view(item);
  await shopper.addToCart(items.at(-1)!);

  await shopper.open('/profile');

  const panel = page.locator('inkling-panel');
  await expect(panel.getByText('Kitchen', { exact: true }).first()).toBeVisible();
  await expect(panel.getByText(`Because you put ${items.at(-1)!.name} in the cart`).first()).toBeVisible();
  await panel.getByRole('tab', { name: 'History' }).click();
  for (const { name } of items) await expect(panel.getByText(name).first()).toBeVisible();
});
