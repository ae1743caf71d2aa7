import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const [item, other] = fiveItemsOf('Kitchen');

test('before a choice nothing is written and no model is fetched', async ({ page, world, outgoing }) => {
  const shopper = new Shopper(page, world);

  await shopper.open(item.url);
  await shopper.open(other!.url);
  // Barrier: Inkling is up on this page and has looked at its consent.
  expect((await shopper.panel('consentView')).record).toBe(false);

  expect(await shopper.databases()).toEqual([]);
  expect(await shopper.keptFiles()).toEqual({});
  expect(outgoing.to('/models/')).toEqual([]);
  expect(outgoing.to('/inkling-worker')).toEqual([]);
});

test('a refusal is remembered and nothing but it', async ({ page, world, outgoing }) => {
  const shopper = await Shopper.arrive(page, world, 'none');

  await shopper.open(item.url);
  expect((await shopper.panel('consentView')).recordReason).toBe('site');

  expect(await shopper.databases()).toEqual(['inkling-guard']);
  expect(await shopper.rows('inkling-guard', 'choice')).toEqual([
    { record: false, release: false, at: expect.any(Number), by: 'site', gpc: false },
  ]);
  expect(outgoing.to('/models/')).toEqual([]);
});

test('withdrawing consent leaves only the guard', async ({ page, world }) => {
  const shopper = await Shopper.arrive(page, world, 'release');
  await shopper.view(item);
  await shopper.open('/profile');
  await expect.poll(() => shopper.keptFiles()).toEqual({ 'inkling-files': 6 });

  await page.getByRole('switch', { name: 'Record on this device' }).first().click();

  await expect.poll(() => shopper.databases()).toEqual(['inkling-guard']);
  await expect.poll(() => shopper.keptFiles()).toEqual({});
  await shopper.open(other!.url);
  expect((await shopper.panel('consentView')).record).toBe(false);
  expect(await shopper.databases()).toEqual(['inkling-guard']);
});

test.describe('with Global Privacy Control', () => {
  test.beforeEach(async ({ context }) => {
    // Chromium has no GPC of its own; browsers that have it show it so.
    await context.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
    });
  });

  test('the shop’s banner records nothing', async ({ page, world }) => {
    const shopper = await Shopper.arrive(page, world, 'release');

    await shopper.open(item.url);

    expect(await shopper.panel('consentView')).toMatchObject({
      record: false,
      release: false,
      recordReason: 'gpc',
      releaseReason: 'gpc',
    });
    expect(await shopper.databases()).toEqual(['inkling-guard']);
  });

  test('the shopper’s own hand records, and nothing is ever released', async ({ page, world, outgoing }) => {
    const shopper = new Shopper(page, world);
    await shopper.open('/profile');
    await expect(
      page.getByText('Your browser asks sites not to share. Inkling sends nothing.').first(),
    ).toBeVisible();

    await page.getByRole('switch', { name: 'Record on this device' }).first().click();
    await expect.poll(async () => (await shopper.panel('consentView')).record).toBe(true);
    await shopper.view(item);
    await shopper.jump(365 * 86_400_000);
    await shopper.open();

    // Barrier: a year on, with behaviour and a worker that answers, release is still off.
    expect((await shopper.ask('release')).state).toBe('off');
    expect((await shopper.panel('consentView')).release).toBe(false);
    expect(outgoing.to('/v1/')).toEqual([]);
  });
});
