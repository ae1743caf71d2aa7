import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { bundleAll, RELEASE_FOLDER, ROOT } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { startDemo } from '../../scripts/demo.ts';
import type { InklingHandle } from '../../src/contract/page_api.ts';
import { fiveItemsOf, ITEMS } from '../support/demo_items.ts';

/**
 * `npm run bench:page`: what Inkling costs a shop's page. Bytes of what it loads, long tasks (> 50 ms)
 * in which its scripts ran on the main thread during a visit of 20 item pages, and main-thread time an
 * interaction by sampling profiler. Prints a table, or with --json one object; fails on nothing.
 */
const USAGE = 'npm run bench:page [-- --pages N] [--interactions N] [--json]';
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '20' },
    interactions: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const FILES = [
  'inkling.js',
  'inkling-worker-wasm.js',
  'tfjs-backend-wasm-simd.wasm',
  'inkling-recommendations.js',
];

interface LongTask {
  readonly script: string;
  readonly ms: number;
}

if (values.help) console.log(USAGE);
else await run(Number(values.pages), Number(values.interactions));

async function run(pages: number, interactions: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  await bundleAll({ log: say });
  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'));
  const demo = await startDemo({ shopPort: 0, receiverPort: 0, database: join(folder, 'receiver.sqlite') });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    const page = await browser.newPage();
    await page.addInitScript(watchLongTasks);
    await page.goto(demo.shopUrl);
    await page.locator('[data-consent] button[value=record]').click();
    const longTasks: LongTask[] = [];
    for (const item of ITEMS.slice(0, pages)) {
      await page.goto(demo.shopUrl + item.url);
      // The worker is up: what it cost the main thread to start it is in the entries.
      await page.evaluate(() =>
        (window as unknown as { inkling: InklingHandle }).inkling.recommend({ count: 8 }),
      );
      longTasks.push(
        ...(await page.evaluate(
          () => (window as unknown as { inklingLongTasks: LongTask[] }).inklingLongTasks,
        )),
      );
      say(`  ${item.name}`);
    }
    const perInteraction = await profileInteractions(page, interactions);
    const bytes = await Promise.all(FILES.map(async (name) => ({ name, brotli: await brotliBytes(name) })));
    const result = {
      bytes,
      longTasks: longTasks.length,
      mainThreadMsPerInteraction: Number(perInteraction.toFixed(3)),
      peers: [],
    };
    if (values.json) console.log(JSON.stringify(result));
    else {
      console.table(bytes);
      console.log(`long tasks with an Inkling script over ${pages} item pages: ${longTasks.length}`);
      if (longTasks.length > 0) console.table(longTasks);
      console.log(
        `main thread, ms an interaction over ${interactions}: ${result.mainThreadMsPerInteraction}`,
      );
    }
  } finally {
    await browser.close();
    await demo.close();
    await rm(folder, { recursive: true });
  }
}

/** Runs in the page: keeps every long animation frame in which a script of Inkling ran for over 50 ms. */
function watchLongTasks(): void {
  const found: { script: string; ms: number }[] = [];
  Object.assign(window, { inklingLongTasks: found });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      scripts: { sourceURL: string; duration: number }[];
    })[]) {
      for (const { sourceURL, duration } of entry.scripts) {
        if (/\/inkling[\w-]*\.js/.test(sourceURL) && duration > 50)
          found.push({ script: sourceURL, ms: duration });
      }
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

/** Main-thread milliseconds in Inkling's scripts for one `inkling.record`, storing included. */
async function profileInteractions(page: Page, count: number): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  await session.send('Profiler.start');
  const ids = fiveItemsOf('Kitchen').map(({ id }) => id);
  await page.evaluate(
    async ([itemIds, total]) => {
      const { inkling } = window as unknown as { inkling: InklingHandle };
      // A second apart by their own clock, so that none counts as a double.
      const start = Date.now() - total * 2_000;
      for (let i = 0; i < total; i++) {
        await inkling.record({ kind: 'view', itemId: itemIds[i % itemIds.length]!, at: start + i * 2_000 });
      }
    },
    [ids, count] as const,
  );
  const { profile } = await session.send('Profiler.stop');
  const ours = new Set(
    profile.nodes.filter(({ callFrame }) => /\/inkling[\w-]*\.js/.test(callFrame.url)).map(({ id }) => id),
  );
  const deltas = profile.timeDeltas ?? [];
  const microseconds = (profile.samples ?? []).reduce(
    (sum, id, i) => sum + (ours.has(id) ? deltas[i]! : 0),
    0,
  );
  return microseconds / 1000 / count;
}

/** Of the released file; the visit itself runs on its twin with a clock, dist-test/. */
async function brotliBytes(name: string): Promise<number> {
  const bytes = await readFile(join(ROOT, RELEASE_FOLDER, name));
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}
