import type { Browser, Page } from '@playwright/test';
import { ITEMS } from '../../support/demo_items.ts';
import { allowRecording, newVisitor } from './visits.ts';

/** Largest contentful paint and the slowest answer to a gesture in ms; layout shift without unit. */
export interface Vitals {
  readonly lcp: number;
  readonly inp: number;
  readonly cls: number;
}

export interface PairedVital {
  readonly name: keyof Vitals;
  /** Medians. */
  readonly without: number;
  readonly with: number;
  /** Mean of the paired differences and its 95 % interval by Student's t. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The interval holds 0. */
  readonly isNoise: boolean;
}

/** 97.5 % quantile of Student's t by degrees of freedom, from 1; beyond the table that of the last. */
const T_975 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13];

/** Between the visit before and the one that is measured. */
const REST_MS = 3_000;

/**
 * One visit of an item page each, with and without, in turns so that a busy machine is busy for both.
 * @param slowdown how many times slower the page's own thread is made
 */
export async function pairedVitals(
  browser: Browser,
  withUrl: string,
  withoutUrl: string,
  runs: number,
  say: (line: string) => void,
  slowdown = 1,
): Promise<PairedVital[]> {
  const pairs: { with: Vitals; without: Vitals }[] = [];
  for (let run = 0; run < runs; run++) {
    const visit = (isWith: boolean) =>
      visitOnce(browser, isWith ? withUrl : withoutUrl, isWith, ITEMS[run]!.url, slowdown);
    const isWithFirst = run % 2 === 0;
    const first = await visit(isWithFirst);
    const second = await visit(!isWithFirst);
    pairs.push(isWithFirst ? { with: first, without: second } : { with: second, without: first });
    say(`  pair ${run + 1}: ${JSON.stringify(pairs.at(-1))}`);
  }
  return (['lcp', 'inp', 'cls'] as const).map((name) => {
    const differences = pairs.map((pair) => pair.with[name] - pair.without[name]);
    const mean = differences.reduce((sum, each) => sum + each, 0) / runs;
    const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (runs - 1);
    const half = T_975[Math.min(runs - 2, T_975.length - 1)]! * Math.sqrt(variance / runs);
    return {
      name,
      without: median(pairs.map((pair) => pair.without[name])),
      with: median(pairs.map((pair) => pair.with[name])),
      difference: round(mean),
      low: round(mean - half),
      high: round(mean + half),
      isNoise: mean - half <= 0 && mean + half >= 0,
    };
  });
}

/** A shopper who has been here before and allowed recording opens an item, reads, and puts it into the cart. */
async function visitOnce(
  browser: Browser,
  url: string,
  isWith: boolean,
  item: string,
  slowdown: number,
): Promise<Vitals> {
  const context = await newVisitor(browser);
  try {
    const page = await context.newPage();
    await page.addInitScript(watchVitals);
    if (isWith) await allowRecording(page, url);
    else await page.goto(url);
    // What the earlier visit set going is over.
    await page.waitForTimeout(REST_MS);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.goto(url + item);
    await page.waitForLoadState('networkidle');
    for (const selector of ['[data-wish]', '[data-buy] button[type=submit]', '[data-wish]'])
      await press(page, selector);
    return await page.evaluate(() => (window as unknown as { vitals: () => Vitals }).vitals());
  } finally {
    await context.close();
  }
}

/** Clicks, and waits for the frames in which the shop and whoever listens have answered. */
async function press(page: Page, selector: string): Promise<void> {
  await page.locator(selector).click();
  await page.evaluate(
    () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}

/** Runs in the page, before anything else. */
function watchVitals(): void {
  let lcp = 0;
  let inp = 0;
  let cls = 0;
  const observe = (type: string, take: (entry: PerformanceEntry) => void, more = {}): PerformanceObserver => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true, ...more });
    return observer;
  };
  const takeLcp = (entry: PerformanceEntry): void => {
    lcp = entry.startTime;
  };
  const takeInp = (entry: PerformanceEntry): void => {
    if ((entry as PerformanceEventTiming & { interactionId?: number }).interactionId)
      inp = Math.max(inp, entry.duration);
  };
  const takeCls = (entry: PerformanceEntry): void => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) cls += shift.value;
  };
  const observers = [
    [observe('largest-contentful-paint', takeLcp), takeLcp],
    [observe('event', takeInp, { durationThreshold: 16 }), takeInp],
    [observe('layout-shift', takeCls), takeCls],
  ] as const;
  Object.assign(window, {
    vitals() {
      for (const [observer, take] of observers) observer.takeRecords().forEach(take);
      return { lcp, inp, cls };
    },
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(
    (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2,
  );
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
