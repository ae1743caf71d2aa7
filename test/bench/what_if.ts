import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { bundleAll, TEST_FOLDER } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { startShop } from '../../scripts/demo.ts';
import type { Interaction, StoredInteraction } from '../../src/contract/interaction.ts';
import { type InklingHandle, PANEL_PORT } from '../../src/contract/page_api.ts';
import { simulateShoppers } from '../../src/simulate/shoppers.ts';
import { withSessions } from '../../src/training/readers.ts';
import { ITEMS } from '../support/demo_items.ts';
import { allowRecording, newVisitor } from './page/visits.ts';
import { timesOf } from './profile/times.ts';

/**
 * `npm run bench:what-if`: how long a shopper who ticks a reason waits for what would be without it: from the panel's
 * question in the page, in Chromium, by way of the worker on wasm, to the interests and first suggestions of the answer.
 * Rendering is not in it, nor is how things stand, which is asked once. Histories are of simulated shoppers of the demo
 * shop. Prints a table, or with --json one list; fails on nothing.
 */
const USAGE = 'npm run bench:what-if [-- --questions N] [--histories N,N] [--json]';
const { values } = parseArgs({
  options: {
    questions: { type: 'string', default: '100' },
    histories: { type: 'string', default: '20,300,5000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const DAY_MS = 86_400_000;
/** So far back a history goes, within what is kept. */
const SPAN_MS = 150 * DAY_MS;
/** Questions until compilers have nothing left to do. */
const WARM = 10;
/** Of one seed; several shoppers in one make a history as long as is wished. */
const SEED = 5;

interface Result {
  readonly interactions: number;
  readonly backend: string;
  readonly questions: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly longestMs: number;
}

if (values.help) console.log(USAGE);
else await run(values.histories.split(',').map(Number), Number(values.questions));

async function run(histories: readonly number[], questions: number): Promise<void> {
  await bundleAll({ folders: [TEST_FOLDER], log: () => {} });
  // Nothing is released: whatever the receiver would be, nobody asks it.
  const shop = await startShop({
    port: 0,
    receiverUrl: 'http://127.0.0.1:9',
    attributes: { backend: 'wasm' },
  });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    const results: Result[] = [];
    for (const length of histories) results.push(await measure(browser, shop.url, length, questions));
    if (values.json) console.log(JSON.stringify(results));
    else console.table(results);
  } finally {
    await browser.close();
    await shop.close();
  }
}

async function measure(browser: Browser, url: string, length: number, questions: number): Promise<Result> {
  const context = await newVisitor(browser);
  const page = await context.newPage();
  await allowRecording(page, url);
  // The worker makes the database with the first row, and lets go of it with its page.
  await page.evaluate(
    (itemId) => (window as unknown as { inkling: InklingHandle }).inkling.record({ kind: 'view', itemId }),
    ITEMS[0]!.id,
  );
  await page.goto(`${url}/favicon.svg`);
  await store(page, historyOf(length, Date.now() - 3_600_000));
  await page.goto(`${url}/profile`);
  await page.locator('inkling-panel .interest').first().waitFor();
  const stored = await page.evaluate(async (port) => {
    const { inkling } = globalThis as unknown as { inkling: InklingHandle };
    return (await inkling[Symbol.for(port) as typeof PANEL_PORT]!.history()).length;
  }, PANEL_PORT.description!);
  const { backend, ms } = await ask(page, questions + WARM);
  await context.close();
  const taken = ms.slice(WARM);
  const { medianMs, p95Ms } = timesOf(taken);
  const round = (value: number) => Number(value.toFixed(1));
  return {
    interactions: stored,
    backend,
    questions,
    medianMs: round(medianMs),
    p95Ms: round(p95Ms),
    longestMs: round(Math.max(...taken)),
  };
}

/** So many interactions, evenly over the span that ends now. */
function historyOf(length: number, now: number): StoredInteraction[] {
  const taken: Interaction[] = [];
  for (const { interactions } of simulateShoppers({ seed: SEED, count: length, catalogue: ITEMS })) {
    taken.push(...interactions);
    if (taken.length >= length) break;
  }
  const rows = taken.slice(0, length);
  return withSessions(
    rows.map((row, i) => ({ ...row, at: Math.round(now - (SPAN_MS * (rows.length - 1 - i)) / rows.length) })),
  ).map((row, i) => ({ ...row, id: i + 1 }));
}

/** Writes past Inkling, as if the shopper had done it over months. */
function store(page: Page, rows: readonly StoredInteraction[]): Promise<void> {
  return page.evaluate(async (given) => {
    const wait = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await wait(indexedDB.open('inkling'));
    const interactions = db.transaction('interactions', 'readwrite').objectStore('interactions');
    await wait(interactions.clear());
    await Promise.all(given.map((row) => wait(interactions.put(row))));
    db.close();
  }, rows);
}

/** Asks as the panel does, one question after the other, each about another reason of the strongest interest. */
function ask(page: Page, questions: number): Promise<{ backend: string; ms: number[] }> {
  return page.evaluate(
    async ({ port, count }) => {
      const { inkling } = globalThis as unknown as { inkling: InklingHandle };
      const panel = inkling[Symbol.for(port) as typeof PANEL_PORT]!;
      await panel.evidence(); // what the panel works out aside is over
      const { interests } = await panel.profile();
      const reasons = interests.flatMap((interest) => interest.reasons);
      const ms: number[] = [];
      for (let i = 0; i < count; i++) {
        const { interactionIds } = reasons[i % reasons.length]!;
        const from = performance.now();
        await panel.preview({ without: interactionIds });
        ms.push(performance.now() - from);
      }
      return { backend: (await panel.status()).backend ?? '', ms };
    },
    { port: PANEL_PORT.description!, count: questions },
  );
}
