import type { Browser, Page } from '@playwright/test';
import type { InklingHandle } from '../../../src/contract/page_api.ts';
import { ITEMS } from '../../support/demo_items.ts';
import { mainThreadTime, OURS } from './profile.ts';
import type { BenchShop } from './shop.ts';
import { allowRecording, newVisitor } from './visits.ts';

/** One page of the visit: what of it is Inkling's. */
interface PageCost {
  readonly requests: number;
  /** On the wire, headers included, nothing compressed. */
  readonly bytes: number;
  readonly mainThreadMs: number;
  /** Of the page's own scripts and of the worker's, with its WebAssembly. */
  readonly memoryBytes: number | undefined;
}

/** The first page of a visit, the middle one of all others by each figure, and the last. */
export interface LongVisit {
  readonly pages: number;
  readonly first: PageCost;
  readonly median: PageCost;
  readonly last: PageCost;
  /** Over all pages. */
  readonly total: Omit<PageCost, 'memoryBytes'>;
}

/** Of what the shop served, Inkling's: its files, and those of models. */
const OF_INKLING = /^\/(inkling[\w.-]*\.js|models\/|[\w-]+\.wasm)/;
/** Flag of a Chromium that measures memory when it is asked. */
export const MEASURES_MEMORY = '--enable-blink-features=ForceEagerMeasureMemory';

/** Item pages, one after the other, each until its recommendations are there; a shopper who allowed recording. */
export async function longVisit(browser: Browser, shop: BenchShop, pages: number): Promise<LongVisit> {
  const context = await newVisitor(browser);
  const page = await context.newPage();
  const costs: PageCost[] = [];
  try {
    await page.goto(shop.url);
    for (const { url } of ITEMS.slice(0, pages)) {
      if (costs.length === 0) await allowRecording(page, shop.url);
      const before = shop.served.length;
      const { totalMs } = await mainThreadTime(page, OURS, async () => {
        await page.goto(shop.url + url);
        await page.evaluate(() =>
          (window as unknown as { inkling: InklingHandle }).inkling.recommend({ count: 8 }),
        );
      });
      const memoryBytes = await memoryOf(page);
      // The page of the choice is where all files come from.
      const from = costs.length === 0 ? 0 : before;
      const ours = shop.served.slice(from).filter(({ path }) => OF_INKLING.test(path));
      const bytes = ours.reduce((sum, served) => sum + served.bytes, 0);
      costs.push({ requests: ours.length, bytes, mainThreadMs: totalMs, memoryBytes });
    }
  } finally {
    await context.close();
  }
  const later = costs.slice(1);
  const middle = (value: (cost: PageCost) => number) =>
    later.map(value).sort((a, b) => a - b)[later.length >> 1]!;
  const sum = (value: (cost: PageCost) => number) => costs.reduce((all, cost) => all + value(cost), 0);
  return {
    pages,
    first: costs[0]!,
    median: {
      requests: middle(({ requests }) => requests),
      bytes: middle(({ bytes }) => bytes),
      mainThreadMs: middle(({ mainThreadMs }) => mainThreadMs),
      memoryBytes: middle(({ memoryBytes }) => memoryBytes ?? 0),
    },
    last: costs.at(-1)!,
    total: {
      requests: sum(({ requests }) => requests),
      bytes: sum(({ bytes }) => bytes),
      mainThreadMs: sum(({ mainThreadMs }) => mainThreadMs),
    },
  };
}

/** One row a page, for people. */
export const rowsOf = ({ first, median, last, total }: LongVisit): object[] =>
  Object.entries({ first, median, last, total }).map(([page, cost]) => ({
    page,
    requests: cost.requests,
    kB: Math.round(cost.bytes / 1000),
    'main thread, ms': Number(cost.mainThreadMs.toFixed(1)),
    ...('memoryBytes' in cost && cost.memoryBytes
      ? { 'memory, MB': (cost.memoryBytes / 1e6).toFixed(1) }
      : {}),
  }));

/** Page and worker, once the collector has been; undefined where the browser does not tell. */
async function memoryOf(page: Page): Promise<number | undefined> {
  return page.evaluate(async () => {
    const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
      measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
    };
    return measure ? (await measure.call(performance)).bytes : undefined;
  });
}
