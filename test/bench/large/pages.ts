import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.ts';
import { startShop } from '../../../scripts/demo.ts';
import type { DemoShopOptions } from '../../../scripts/demo_shop.ts';
import type { InklingHandle, PanelPort } from '../../../src/contract/page_api.ts';
import type { Reach } from '../../../src/contract/worker_api.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { quantile } from '../profile/times.ts';

export interface PageVisits {
  readonly pages: number;
  readonly rows: readonly { name: string; requests: number; kB: number }[];
  readonly firstListMs: { readonly cold: number; readonly warm: number };
  readonly reach: Reach;
}

/** So long a page is looked at: less is a slip. */
const LOOK_MS = 1_200;
/** Recording alone is allowed: nobody calls it. */
const UNUSED_RECEIVER = 'http://127.0.0.1:9/';

/** What Chromium fetches of the model, and how soon a page has its list. */
export async function visitPages(
  large: NonNullable<DemoShopOptions['large']>,
  pages: number,
): Promise<PageVisits> {
  const shop = await startShop({
    port: 0,
    receiverUrl: UNUSED_RECEIVER,
    large,
    attributes: { backend: 'wasm' },
  });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    const context = await browser.newContext();
    const fetched = watch(context, large.folder);
    const page = await context.newPage();
    await page.goto(shop.url);
    await page.locator('[data-consent] button[value=record]').click();
    const prng = new Prng(2);
    const times: number[] = [];
    const rows: { name: string; requests: number; kB: number }[] = [];
    for (let i = 0; i < pages; i++) {
      const item = large.items[prng.integer(large.items.length)]!;
      await page.goto(shop.url + item.url);
      times.push(await timeOfList(page));
      await page.waitForTimeout(LOOK_MS);
      if (i === 0) {
        rows.push(await fetched.sum('before the first list', ({ kind }) => kind !== 'codes'));
        await scanned(page);
        rows.push(await fetched.sum('then, when nobody waits: all codes', ({ kind }) => kind === 'codes'));
        fetched.forget();
      }
    }
    await scanned(page);
    rows.push(await fetched.sum('directories of all other pages', ({ kind }) => kind === 'ids'));
    rows.push(await fetched.sum('cells of all other pages', ({ kind }) => kind === 'cell'));
    rows.push(
      await fetched.sum('anything else of all other pages', ({ kind }) => kind !== 'ids' && kind !== 'cell'),
    );
    return {
      pages,
      rows,
      firstListMs: { cold: times[0]!, warm: quantile(times.slice(1), 0.5) },
      reach: await scanned(page),
    };
  } finally {
    await browser.close();
    await shop.close();
  }
}

interface Fetched {
  readonly kind: string;
  readonly kB: () => Promise<number>;
}

/** Requests for the model's files, and what those would weigh compressed. */
function watch(context: BrowserContext, folder: string) {
  let all: Fetched[] = [];
  context.on('request', (request) => {
    const name = /^\/models\/large\/(.+)$/.exec(new URL(request.url()).pathname)?.[1];
    if (name === undefined) return;
    const kB = async () => brotli(await readFile(join(folder, name))) / 1000;
    all.push({ kind: name.split(/[.-]/)[0]!, kB });
  });
  return {
    forget: () => {
      all = [];
    },
    sum: async (name: string, isMeant: (one: Fetched) => boolean) => {
      const chosen = all.filter(isMeant);
      const sizes = await Promise.all(chosen.map(({ kB }) => kB()));
      return { name, requests: chosen.length, kB: sizes.reduce((sum, size) => sum + size, 0) };
    },
  };
}

const brotli = (bytes: Buffer): number =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;

/** Milliseconds from the page's start until it could show its list. */
const timeOfList = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { inkling } = window as unknown as { inkling: InklingHandle };
    for (;;) {
      const list = await inkling.recommend({ count: 8 });
      if (list.length > 0) return performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

/** Waits for the scan of all items. */
const scanned = (page: Page): Promise<Reach> =>
  page.evaluate(async () => {
    const handle = (window as unknown as { inkling: InklingHandle }).inkling;
    const port = handle[Symbol.for('inkling.panel') as never] as PanelPort;
    for (;;) {
      const { reach } = await port.status();
      if (reach) return reach;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
