import type { Page } from '@playwright/test';
import type { Choice } from '../../src/contract/records.ts';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// Pausing and locking: seen in the panel and in the row, in the guard's row, in what is recorded, recommended and sent.

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';

const [first, second, third] = fiveItemsOf('Garden') as [SimulatedItem, SimulatedItem, SimulatedItem];

test('a pause keeps what is there, records and recommends nothing, and ends by the shopper’s hand', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
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
  await panel.getByRole('button', { name: 'Resume' }).click();
  await expect(panel.getByRole('switch', { name: 'Record on this device' })).toBeChecked();

  await shopper.view(third);
  const rows = await shopper.interactions();
  expect(rows.length).toBeGreaterThan(before);
  expect(rows.filter(({ itemId }) => itemId === second.id)).toEqual([]);
  expect(await shopper.ask('recommend', { count: 5 })).toHaveLength(5);
});

test('timed pauses end by themselves, and the row says until when and ends one', async ({ page, world }) => {
  test.setTimeout(120_000);
  const shopper = new Shopper(page, world);
  const panel = page.locator('inkling-panel');
  const row = page.getByRole('region', { name: 'For you' });
  const pause = async (name: string): Promise<number> => {
    await shopper.open('/profile');
    await panel.getByRole('tab', { name: 'Controls' }).click();
    await panel.getByRole('button', { name }).click();
    const until = async () =>
      ((await shopper.rows('inkling-guard', 'choice')) as Choice[])[0]?.pausedUntil ?? 0;
    await expect.poll(until).toBeGreaterThan(await shopper.now());
    return until();
  };
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(first);

  const began = await shopper.now();
  const hour = await pause('For an hour');
  expect(hour - began).toBeGreaterThanOrEqual(60 * MINUTE_MS);
  expect(hour - (await shopper.now())).toBeLessThanOrEqual(60 * MINUTE_MS);
  await shopper.open(second.url);
  await expect(
    row.getByText(/^Paused until .*\d\d:\d\d\. Nothing is recorded, suggested or sent\.$/),
  ).toBeVisible();
  await row.getByRole('button', { name: 'Your profile' }).click();
  await expect(page.getByRole('dialog').getByText('Paused until')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  expect(await shopper.ask('recommend', { count: 5 })).toEqual([]);
  await shopper.jump(60 * MINUTE_MS);
  await shopper.view(third); // recorded: the hour is over
  expect((await shopper.interactions()).filter(({ itemId }) => itemId === second.id)).toEqual([]);
  expect(await shopper.rows('inkling-guard', 'choice')).toMatchObject([{ record: true }]);

  const today = await pause('For today');
  expect(today % (24 * 60 * MINUTE_MS)).toBe(0); // midnight: the browser of the tests lives by UTC
  expect(today - (await shopper.now())).toBeLessThanOrEqual(24 * 60 * MINUTE_MS);
  await shopper.jump(today - (await shopper.now()) + 1);
  await shopper.open(first.url);
  expect(await shopper.forYou()).toHaveLength(8);

  // Here and now: what is below the row stays where it was, and the row ends what the page has begun.
  const below = page.getByRole('contentinfo');
  const placeOf = () => below.evaluate((element) => element.getBoundingClientRect().top + scrollY);
  const place = await placeOf();
  await page.evaluate(() =>
    (window as unknown as { inkling: { pause(until: number): unknown } }).inkling.pause(Infinity),
  );
  await expect(row.getByText('Paused. Nothing is recorded, suggested or sent.')).toBeVisible();
  expect(await placeOf()).toBe(place);
  await row.getByRole('button', { name: 'Resume' }).click();
  await expect(row.getByRole('heading', { name: 'For you' })).toBeFocused();
  expect(await shopper.forYou()).toHaveLength(8);
  expect(await placeOf()).toBe(place);
});

test('nothing is released while a pause is on, and what was due leaves once after it', async ({
  page,
  world,
  outgoing,
}) => {
  test.setTimeout(120_000);
  const shopper = new Shopper(page, world);
  const arrived = (): number => world.receiver.requests.filter(({ path }) => path === RELEASES).length;
  const before = arrived();
  await shopper.open();
  await shopper.answer('release');
  await shopper.view(first);
  const { dueAt } = await shopper.ask('release');
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await panel.getByRole('tab', { name: 'Controls' }).click();
  await panel.getByRole('button', { name: 'Until I turn it on' }).click();
  await expect(panel.getByRole('switch', { name: 'Send a public profile' })).not.toBeChecked();

  await shopper.jump(dueAt! - (await shopper.now()) + 1);
  for (const path of ['/', first.url]) {
    await shopper.open(path);
    await shopper.jump(MINUTE_MS); // past the wait after which a page lets a due release go
    expect((await shopper.ask('release')).state).not.toBe('sent');
  }
  expect(outgoing.to('/v1/')).toEqual([]);
  expect(await shopper.rows('inkling', 'ledger')).toEqual([]);
  expect(arrived()).toBe(before);

  await resume(page);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await shopper.jump(MINUTE_MS);
  await outgoing.wait(RELEASES);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
  expect(arrived()).toBe(before + 1);
});

/** By the row on the shop's page. */
const resume = (page: Page): Promise<void> =>
  page.getByRole('region', { name: 'For you' }).getByRole('button', { name: 'Resume' }).click();

test('a lock hides the panel, in a dialog too, and deletes nothing; the shop lifts it', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
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
