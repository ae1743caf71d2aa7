import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import type { InklingHandle } from '../../src/contract/page_api.ts';
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

test('a page rendered ahead counts when it is shown, and not before', async ({ page, world, outgoing }) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  await page.evaluate((url) => {
    const rules = Object.assign(document.createElement('script'), { type: 'speculationrules' });
    rules.textContent = JSON.stringify({
      prerender: [{ source: 'list', urls: [url], eagerness: 'immediate' }],
    });
    document.head.append(rules);
    const link = Object.assign(document.createElement('a'), { href: url, id: 'ahead', textContent: 'ahead' });
    document.body.prepend(link);
  }, item.url);
  await outgoing.wait(item.url);
  // The barrier: what is seen meanwhile is on disk.
  await page.evaluate(() =>
    (window as unknown as { inkling: InklingHandle }).inkling.record({ kind: 'search', tokens: ['barrier'] }),
  );
  expect(await viewsOf(shopper, item.id)).toBe(0);

  await page.locator('body > #ahead').click();
  await page.waitForURL(`**${item.url}`);

  await shopper.hasRecorded('view', item.id);
  const activatedAt = await page.evaluate(
    () =>
      (performance.getEntriesByType('navigation')[0] as unknown as { activationStart: number })
        .activationStart,
  );
  test.skip(activatedAt === 0, 'this browser did not render the page ahead');
  await shopper.open();
  await shopper.hasRecorded('dwell', item.id);
  expect(await viewsOf(shopper, item.id)).toBe(1);
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
