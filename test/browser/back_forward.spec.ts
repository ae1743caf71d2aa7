import type { Page } from '@playwright/test';
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
  const shopper = await Shopper.arrive(page, world, 'record');
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

/** Whether the page came back out of the cache. Nothing loads then: it is still there. */
const goBack = async (page: Page): Promise<boolean> => {
  await page.goBack({ waitUntil: 'commit' });
  return page.evaluate(() => (window as { persisted?: boolean }).persisted === true);
};
/** Leaves the page while something waits to be written and no lock is asked for, as nearly every page is left. */
const leaveWithDwell = async (page: Page, shopper: Shopper, to: string): Promise<void> => {
  await page.evaluate(async () => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
    const isBusy = async () => {
      const { held, pending } = await navigator.locks.query();
      return held!.length + pending!.length > 0;
    };
    while (await isBusy()) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  await shopper.open(to);
};

test('pages that are left at once come back out of the back/forward cache, before a choice and after it', async ({
  page,
  world,
}) => {
  const shopper = new Shopper(page, world);
  for (const answer of ['none yet', 'record'] as const) {
    await shopper.open();
    if (answer === 'record') await shopper.answer(answer);
    for (const { url } of [item, other!]) {
      await shopper.open(url);
      await leaveWithDwell(page, shopper, '/');
      expect(await goBack(page), `${url}, answered: ${answer}`).toBe(true);
    }
  }
  await shopper.hasRecorded('view', other!.id);
});

const MINUTE_MS = 60_000;

test('a page that comes back out of the back/forward cache does not release what a later page released', async ({
  page,
  world,
  outgoing,
}) => {
  const shopper = await Shopper.arrive(page, world, 'release');
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
