import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { bundleAll, RELEASE_FOLDER, ROOT } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import type { InklingHandle } from '../../src/contract/page_api.ts';
import { backForwardCache } from './page/back_forward.ts';
import { longVisit, MEASURES_MEMORY, rowsOf } from './page/long_visit.ts';
import { brotliBytes, measurePeers, type PeerResult } from './page/peers.ts';
import { OURS } from './page/profile.ts';
import { readLargePages } from './page/reading.ts';
import { INKLING_TAG, startBenchShop } from './page/shop.ts';
import {
  allowRecording,
  type LongTask,
  newVisitor,
  profileInteractions,
  visitItems,
  watchLongTasks,
} from './page/visits.ts';
import { pairedVitals } from './page/vitals.ts';

/**
 * `npm run bench:page`: what Inkling, as released, costs a shop's page. Bytes, long tasks (> 50 ms) in which
 * its scripts ran during a visit of item pages, main-thread time an interaction, web vitals with and without
 * it (and on a page four times slower), a visit of 100 pages, reading pages of 900 kB, the back/forward cache; and the same sizes and tasks of four other trackers.
 * Prints tables, or with --json one object; fails on nothing.
 */
const USAGE =
  'npm run bench:page [-- --pages N] [--interactions N] [--pairs N] [--visit N] [--without-peers] [--json]';
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '20' },
    interactions: { type: 'string', default: '500' },
    pairs: { type: 'string', default: '10' },
    visit: { type: 'string', default: '100' },
    'without-peers': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const FILES = [
  'inkling.js',
  'inkling-sources.js',
  'inkling-worker-wasm.js',
  'tfjs-backend-wasm-simd.wasm',
  'inkling-recommendations.js',
];
/** How often a large page is read; the median counts. */
const READINGS = 5;
const CACHE_VISITS = 10;
/** As a cheap phone beside this machine. */
const SLOWDOWN = 4;

if (values.help) console.log(USAGE);
else await run(Number(values.pages), Number(values.interactions), Number(values.pairs));

async function run(pages: number, interactions: number, pairs: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  await bundleAll({ log: say });
  const withInkling = await startBenchShop(INKLING_TAG);
  const without = await startBenchShop('');
  // Files are kept for an hour, as most shops have it.
  const keeping = await startBenchShop(INKLING_TAG, {}, { maxAgeS: 3600, isIsolated: true });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    // Peers call home: nothing but loopback resolves.
    args: [...CHROMIUM_ARGS, MEASURES_MEMORY, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    say(`${pages} item pages`);
    const visits = await visitWithInkling(browser, withInkling.url, pages, interactions);
    say(`vitals, ${pairs} pairs`);
    const vitals = await pairedVitals(browser, withInkling.url, without.url, pairs, say);
    say(`vitals on a page ${SLOWDOWN} times slower, ${pairs} pairs`);
    const slowVitals = await pairedVitals(browser, withInkling.url, without.url, pairs, say, SLOWDOWN);
    say(`a visit of ${values.visit} pages`);
    const visit = await longVisit(browser, keeping, Number(values.visit));
    const reading = await readLargePages(browser, withInkling.url, READINGS);
    const cache = {
      leftAtOnce: await backForwardCache(withInkling.url, CACHE_VISITS, 'at once'),
      answered: await backForwardCache(withInkling.url, CACHE_VISITS, 'answered'),
    };
    const peers: PeerResult[] = values['without-peers'] ? [] : await measurePeers(browser, pages, say);
    const bytes = await Promise.all(FILES.map(async (name) => ({ name, brotli: await bytesOf(name) })));
    const { longTasks, ...times } = visits;
    const result = {
      bytes,
      longTasks: longTasks.length,
      ...times,
      vitals,
      slowVitals,
      visit,
      reading,
      cache,
      peers,
    };
    if (values.json) console.log(JSON.stringify(result));
    else {
      console.table(bytes);
      console.log(`long tasks with an Inkling script over ${pages} item pages: ${longTasks.length}`);
      if (longTasks.length > 0) console.table(longTasks);
      console.log(`main thread, ms an interaction over ${interactions}: ${times.mainThreadMsPerInteraction}`);
      console.log(`first interaction stored, ms after the navigation began: ${times.firstInteractionMs}`);
      console.table(vitals);
      console.log(`the same on a page ${SLOWDOWN} times slower`);
      console.table(slowVitals);
      console.log(`a visit of ${visit.pages} pages, what of it is Inkling's`);
      console.table(rowsOf(visit));
      console.table(reading);
      for (const [when, { kept, of, reasons }] of Object.entries(cache))
        console.log(`back from the back/forward cache, ${when}: ${kept} of ${of} ${reasons.join(', ')}`);
      console.table(peers);
    }
  } finally {
    await browser.close();
    await Promise.all([withInkling.close(), without.close(), keeping.close()]);
  }
}

interface Visits {
  readonly longTasks: readonly LongTask[];
  readonly mainThreadMsPerInteraction: number;
  readonly firstInteractionMs: number | undefined;
}

/** A shopper who allowed recording: the worker and the model start on every page. */
async function visitWithInkling(
  browser: Browser,
  url: string,
  pages: number,
  interactions: number,
): Promise<Visits> {
  const page = await (await newVisitor(browser)).newPage();
  await page.addInitScript(watchLongTasks);
  await page.addInitScript(() => {
    document.addEventListener('inkling:ready', () => {
      const note = () => ((window as { storedAt?: number }).storedAt ??= performance.now());
      (window as unknown as { inkling: InklingHandle }).inkling.on('change', note);
    });
  });
  await allowRecording(page, url);
  const stored: number[] = [];
  const longTasks = await visitItems(page, url, pages, OURS, async () => {
    // The worker is up: what it cost the main thread to start it is in the entries.
    await page.evaluate(() =>
      (window as unknown as { inkling: InklingHandle }).inkling.recommend({ count: 8 }),
    );
    const at = await page.evaluate(() => (window as { storedAt?: number }).storedAt);
    if (at !== undefined) stored.push(Math.round(at));
  });
  stored.sort((a, b) => a - b);
  const perInteraction = await profileInteractions(page, interactions);
  await page.context().close();
  return {
    longTasks,
    mainThreadMsPerInteraction: Number(perInteraction.toFixed(3)),
    firstInteractionMs: stored[stored.length >> 1],
  };
}

/** Of the file as released. */
async function bytesOf(name: string): Promise<number> {
  return brotliBytes(await readFile(join(ROOT, RELEASE_FOLDER, name)));
}
