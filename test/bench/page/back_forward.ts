import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.ts';
import { ITEMS } from '../../support/demo_items.ts';
import { allowRecording, newVisitor } from './visits.ts';

export interface BackForward {
  /** How many of the pages came back out of the cache. */
  readonly kept: number;
  readonly of: number;
  /** Why the others did not, in Chromium's words. */
  readonly reasons: readonly string[];
}

/**
 * Whether item pages with Inkling come back out of the back/forward cache.
 * @param left as soon as they have loaded, or with the worker up
 */
export async function backForwardCache(
  url: string,
  visits: number,
  left: 'at once' | 'answered',
): Promise<BackForward> {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
    // Playwright switches it off; shoppers have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  let kept = 0;
  const reasons: string[] = [];
  try {
    for (let visit = 0; visit < visits; visit++) {
      const context = await newVisitor(browser);
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('Page.enable');
      session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) =>
        reasons.push(...notRestoredExplanations.map(({ reason }) => reason)),
      );
      await allowRecording(page, url);
      await page.goto(url + ITEMS[0]!.url);
      await page.evaluate(async (isAnswered) => {
        addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
        if (isAnswered)
          await (window as unknown as { inkling: { recommend(): Promise<unknown> } }).inkling.recommend();
      }, left === 'answered');
      await page.goto(url + ITEMS[1]!.url);
      // Nothing loads: the page is still there.
      await page.goBack({ waitUntil: 'commit' });
      if (await page.evaluate(() => (window as { persisted?: boolean }).persisted === true)) kept++;
      await context.close();
    }
  } finally {
    await browser.close();
  }
  return { kept, of: visits, reasons };
}
