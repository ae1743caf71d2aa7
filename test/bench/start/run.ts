import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { bundleAll } from '../../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../../scripts/chromium.ts';
import { fiveItemsOf } from '../../support/demo_items.ts';
import { type BenchShop, INKLING_TAG, startBenchShop } from '../page/shop.ts';
import { allowRecording, newVisitor } from '../page/visits.ts';
import { type Stage, stagesOf, type Visit, visitOf } from './stages.ts';

/**
 * `npm run bench:start`: from the script tag to the first recommendations, in Chromium, on the released files and the
 * demo's pages, for a shopper who allowed recording and has looked at two items. Cold: nothing in any cache, of the
 * browser or of Inkling. Warm: the next page, and the one after. Every answer may take `--delay` ms to begin, as on a network.
 * With `--against DIST` another build takes turns with this one. Prints a table of stages, or with --json one object; fails on nothing.
 */
const USAGE =
  'npm run bench:start [-- --rounds N] [--backends wasm,cpu] [--delays 0,40] [--against DIST] [--json]';
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    backends: { type: 'string', default: 'wasm,cpu' },
    against: { type: 'string' },
    delays: { type: 'string', default: '0,40' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

export interface StartResult {
  readonly build: Build;
  readonly backend: string;
  readonly delayMs: number;
  readonly cache: 'cold' | 'warm';
  /** From the tag to the list: median and 95th percentile. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly stages: readonly Stage[];
}

type Build = 'this' | 'against';

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  await bundleAll({ log: say, folders: ['dist'] });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  const results: StartResult[] = [];
  try {
    for (const delayMs of values.delays.split(',').map(Number))
      for (const backend of values.backends.split(',')) {
        const visits = await measure(browser, backend, delayMs, Number(values.rounds));
        for (const [build, ofBuild] of visits)
          for (const cache of ['cold', 'warm'] as const) {
            const totals = ofBuild[cache].map(({ listMs }) => Math.round(listMs)).sort((a, b) => a - b);
            const p50Ms = totals[totals.length >> 1]!;
            const p95Ms = totals[Math.ceil(0.95 * totals.length) - 1]!;
            results.push({ build, backend, delayMs, cache, p50Ms, p95Ms, stages: stagesOf(ofBuild[cache]) });
          }
      }
  } finally {
    await browser.close();
  }
  if (values.json) console.log(JSON.stringify({ results }));
  else
    for (const { stages, ...result } of results) {
      console.log('');
      console.table([result]);
      console.table(stages);
    }
}

type Visits = Record<'cold' | 'warm', Visit[]>;

/** Rounds of a shopper each: one cold page and two warm ones; builds take turns. */
async function measure(
  browser: Browser,
  backend: string,
  delayMs: number,
  rounds: number,
): Promise<Map<Build, Visits>> {
  const tag = tagOf(backend);
  const maxAgeS = 3600;
  const shops = new Map<Build, BenchShop>([['this', await startBenchShop(tag, {}, { delayMs, maxAgeS })]]);
  if (values.against)
    shops.set(
      'against',
      await startBenchShop(tag, {}, { delayMs, maxAgeS, distDir: resolve(values.against) }),
    );
  const visits = new Map([...shops.keys()].map((build): [Build, Visits] => [build, { cold: [], warm: [] }]));
  try {
    for (let round = 0; round < rounds; round++)
      for (const [build, { url }] of shops) {
        const { cold, warm } = await oneShopper(browser, url);
        visits.get(build)!.cold.push(...cold);
        visits.get(build)!.warm.push(...warm);
      }
  } finally {
    for (const shop of shops.values()) await shop.close();
  }
  return visits;
}

async function oneShopper(browser: Browser, shopUrl: string): Promise<Visits> {
  const urls = fiveItemsOf('Kitchen').map(({ url }) => shopUrl + url);
  const context = await newVisitor(browser);
  try {
    const page = await context.newPage();
    await allowRecording(page, shopUrl);
    for (const url of urls.slice(0, 2)) await visitOf(page, url);
    await page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await page.goto('about:blank');
    const session = await context.newCDPSession(page);
    await session.send('Network.clearBrowserCache');
    await session.detach();
    return {
      cold: [await visitOf(page, urls[2]!)],
      warm: [await visitOf(page, urls[3]!), await visitOf(page, urls[4]!)],
    };
  } finally {
    await context.close();
  }
}

/** The tag as a shop writes it, with a question at once and marks around. */
function tagOf(backend: string): string {
  const [stub, tag] = INKLING_TAG.split('\n') as [string, string];
  const ask = "inkling.recommend({count:8}).then(list=>performance.mark('list',{detail:list.length}))";
  return `${stub}\n<script>performance.mark('tag');${ask}</script>\n${tag.replace(' async', ` async data-backend="${backend}"`)}`;
}
