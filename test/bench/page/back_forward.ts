import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.ts';
import { ITEMS } from '../../support/demo_items.ts';
import { allowRecording } from './visits.ts';

/** Whether an item page with Inkling, its worker up, comes back out of the back/forward cache. */
export async function keepsBackForwardCache(url: string): Promise<boolean> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
    // Playwright switches it off; shoppers have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    const page = await browser.newPage();
    await allowRecording(page, url);
    await page.goto(url + ITEMS[0]!.url);
    await page.evaluate(async () => {
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
      await (window as unknown as { inkling: { recommend(): Promise<unknown> } }).inkling.recommend();
    });
    await page.goto(url + ITEMS[1]!.url);
    // Nothing loads: the page is still there.
    await page.goBack({ waitUntil: 'commit' });
    return await page.evaluate(() => (window as { persisted?: boolean }).persisted === true);
  } finally {
    await browser.close();
  }
}
