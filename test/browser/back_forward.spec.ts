import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// Playwright switches the back/forward cache off; shops have it.
test.use({
  launchOptions: {
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  },
});

const [item, other] = fiveItemsOf('Home');
const viewsOf = async (shopper: Shopper, itemId: string): Promise<number> =>
  (await shopper.interactions()).filter((row) => row.kind === 'view' && row.itemId === itemId).length;

test('a return out of the back/forward cache is a second view of what stood there, and one only', async ({
  page,
  world,
}) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(item);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
  });

  await shopper.view(other!);
  await page.goBack({ waitUntil: 'commit' });

  await expect.poll(() => page.evaluate(() => (window as { persisted?: boolean }).persisted)).toBe(true);
  await expect.poll(() => viewsOf(shopper, item.id)).toBe(2);
  await shopper.open();
  await shopper.hasRecorded('dwell', item.id);
  expect(await viewsOf(shopper, item.id)).toBe(2);
  expect(await viewsOf(shopper, other!.id)).toBe(1);
});

const MINUTE_MS = 60_000;

test('a page that comes back out of the back/forward cache does not release what a later page released', async ({
  page,
  world,
  outgoing,
}) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('release');
  const { dueAt } = await shopper.ask('release');
  await shopper.jump(dueAt! - (await shopper.now()) + 1);
  await shopper.open();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
  });

  // The page waits its random seconds while another one is opened, which releases.
  await shopper.open('/profile');
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await shopper.jump(MINUTE_MS);
  await outgoing.wait('/v1/');
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
  // Nothing loads: the page is still there.
  await page.goBack({ waitUntil: 'commit' });

  // The barrier: it is the same page, its release still planned, and its wait is over.
  expect(await page.evaluate(() => (window as { persisted?: boolean }).persisted)).toBe(true);
  await shopper.jump(MINUTE_MS);
  expect((await shopper.ask('release')).state).toBe('sent');
  expect(outgoing.to('/v1/')).toHaveLength(1);
});
