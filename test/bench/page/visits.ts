import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { InklingHandle } from '../../../src/contract/page_api.ts';
import { fiveItemsOf, ITEMS } from '../../support/demo_items.ts';
import { mainThreadTime, OURS } from './profile.ts';

export interface LongTask {
  readonly script: string;
  readonly ms: number;
}

/** Runs in the page: keeps every script that ran for over 50 ms in one long animation frame. */
export function watchLongTasks(): void {
  const found: { script: string; ms: number }[] = [];
  Object.assign(window, { longTasks: found });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      scripts: { sourceURL: string; duration: number }[];
    })[]) {
      for (const { sourceURL, duration } of entry.scripts)
        if (duration > 50) found.push({ script: sourceURL, ms: duration });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

/** Opens item pages and lists the long tasks in scripts whose address matches. @param ready waits for what they do */
export async function visitItems(
  page: Page,
  url: string,
  count: number,
  scripts: RegExp,
  ready: () => Promise<unknown>,
): Promise<LongTask[]> {
  const found: LongTask[] = [];
  for (const item of ITEMS.slice(0, count)) {
    await page.goto(url + item.url);
    await ready();
    const longTasks = await page.evaluate(() => (window as unknown as { longTasks: LongTask[] }).longTasks);
    found.push(...longTasks.filter(({ script }) => scripts.test(script)));
  }
  return found;
}

/** Milliseconds of the main thread for one `inkling.record`, storing included. */
export async function profileInteractions(page: Page, count: number): Promise<number> {
  const ids = fiveItemsOf('Kitchen').map(({ id }) => id);
  const { totalMs } = await mainThreadTime(page, OURS, () =>
    page.evaluate(
      async ([itemIds, total]) => {
        const { inkling } = window as unknown as { inkling: InklingHandle };
        // A second apart by their own clock, so that none counts as a double.
        const start = Date.now() - total * 2_000;
        for (let i = 0; i < total; i++) {
          await inkling.record({ kind: 'view', itemId: itemIds[i % itemIds.length]!, at: start + i * 2_000 });
        }
      },
      [ids, count] as const,
    ),
  );
  return totalMs / count;
}

/** A browser that has never been anywhere. */
export async function newVisitor(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext();
  // tsx names inner functions by a helper that pages do not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  return context;
}

/** Answers the demo shop's question, and waits until Inkling has the answer. */
export async function allowRecording(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('[data-consent] button[value=record]').click();
  await page.waitForFunction(() => localStorage.getItem('shop.consent') === 'answered');
}
