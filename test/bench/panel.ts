import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import { bundleAll } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { type InklingHandle, PANEL_PORT } from '../../src/contract/page_api.ts';
import { ITEMS } from '../support/demo_items.ts';
import { bringBack, FULL_DEVICE, longHistory } from '../support/long_history.ts';
import { INKLING_TAG, startBenchShop } from './page/shop.ts';
import { allowRecording, newVisitor } from './page/visits.ts';

/**
 * `npm run bench:panel`: the panel of a device that is full, as released, on wasm: until it stands, until the history
 * stands, what scrolling and paging through it costs, and how soon "what if" is answered. Prints a table, or with --json one
 * object; fails on nothing.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    interactions: { type: 'string', default: String(FULL_DEVICE) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** A press of the wheel. */
const WHEEL_PX = 600;
const PAGES_TURNED = 10;

interface Figure {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
}

if (values.help) console.log('npm run bench:panel [-- --rounds N] [--interactions N] [--json]');
else await run(Number(values.rounds), Number(values.interactions));

async function run(rounds: number, interactions: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  await bundleAll({ log: say });
  const shop = await startBenchShop(INKLING_TAG);
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    const { figures, longTasks, longestFrameMs, domNodes, rows } = await measure(
      browser,
      shop.url,
      rounds,
      interactions,
    );
    if (values.json)
      console.log(JSON.stringify({ interactions: rows, figures, longTasks, longestFrameMs, domNodes }));
    else {
      console.log(`${rows} interactions, ${rounds} rounds, ms`);
      console.table(figures);
      console.log(
        `long tasks (> 50 ms) while scrolling and turning ${PAGES_TURNED} pages: ${longTasks.length} ${longTasks.join(', ')}`,
      );
      console.log(`longest time between two frames meanwhile: ${longestFrameMs} ms`);
      console.log(`elements in the panel with the history open: ${domNodes}`);
    }
  } finally {
    await browser.close();
    await shop.close();
  }
}

async function measure(browser: Browser, url: string, rounds: number, interactions: number) {
  const page = await (await newVisitor(browser)).newPage();
  await allowRecording(page, url);
  await bringBack(page, longHistory(url, Date.now(), interactions));
  const opened: number[] = [];
  const history: number[] = [];
  const searched: number[] = [];
  for (let i = 0; i < rounds; i++) {
    await page.goto(url + ITEMS[i]!.url);
    await workerIsUp(page);
    opened.push(await timeUntil(page, { openPanel: true }, 'inkling-panel', '.interest'));
    history.push(await timeUntil(page, { click: '#tab-history' }, 'inkling-panel', '[data-interaction]'));
    searched.push(await timeUntil(page, { type: 'lantern' }, 'inkling-panel', '[data-interaction]'));
  }
  const whatIf = await previews(page, rounds);

  await page.goto(`${url}/profile`);
  await page.locator('inkling-panel #tab-history').click();
  await page.locator('inkling-panel [data-interaction]').first().waitFor();
  const { rows, domNodes } = await page.evaluate(async (port) => {
    const { inkling } = window as unknown as { inkling: InklingHandle };
    const root = document.querySelector('inkling-panel')!.shadowRoot!;
    const found = await inkling[Symbol.for(port) as typeof PANEL_PORT].history();
    return { rows: found.length, domNodes: root.querySelectorAll('*').length };
  }, PANEL_PORT.description!);
  const scrolling = await scrollThrough(page);
  await page.context().close();
  const figures: Figure[] = [
    figure('panel opened as a dialog, worker up, until interests stand', opened),
    figure('History pressed, until its first page stands', history),
    figure('a word typed into its search, until what is found stands', searched),
    figure('"what if": interests and first suggestions without an interest’s reasons', whatIf),
  ];
  return { figures, rows, domNodes, ...scrolling };
}

/** It has answered, and what it answers is computed. */
function workerIsUp(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    (window as unknown as { inkling: InklingHandle }).inkling.recommend({ count: 8 }),
  );
}

interface Act {
  readonly openPanel?: boolean;
  /** Selector within the panel. */
  readonly click?: string;
  /** Into the search of the history. */
  readonly type?: string;
}

/** Milliseconds from an act until something that was not there before has been painted. */
function timeUntil(page: Page, act: Act, host: string, selector: string): Promise<number> {
  return page.evaluate(
    async ([{ openPanel, click, type }, tag, wanted]) => {
      const root = () => document.querySelector(tag)?.shadowRoot;
      const before = new Set(root()?.querySelectorAll(wanted) ?? []);
      const isThere = () => {
        const now = [...(root()?.querySelectorAll(wanted) ?? [])];
        return now.length > 0 && (now.length !== before.size || now.some((each) => !before.has(each)));
      };
      const start = performance.now();
      if (openPanel) void (window as unknown as { inkling: InklingHandle }).inkling.openPanel();
      if (click) root()!.querySelector<HTMLElement>(click)!.click();
      if (type) {
        const input = root()!.querySelector<HTMLInputElement>('input[type=search]')!;
        input.value = type;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      while (!isThere()) await new Promise(requestAnimationFrame);
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
      return performance.now() - start;
    },
    [act, host, selector] as const,
  );
}

/** Milliseconds of answers to "what if", each without the reasons of another interest. */
function previews(page: Page, rounds: number): Promise<number[]> {
  return page.evaluate(
    async ([port, count]) => {
      const { inkling } = window as unknown as { inkling: InklingHandle };
      const panel = inkling[Symbol.for(port) as typeof PANEL_PORT];
      const { interests } = await panel.profile();
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const { reasons } = interests[i % interests.length]!;
        const without = reasons
          .slice(0, 1 + Math.floor(i / interests.length))
          .flatMap(({ interactionIds }) => interactionIds);
        const start = performance.now();
        await panel.preview({ without });
        times.push(performance.now() - start);
      }
      return times;
    },
    [PANEL_PORT.description!, rounds] as const,
  );
}

/** Down to the end of the page by the wheel, then the next page of the history, and so on. */
async function scrollThrough(page: Page): Promise<{ longTasks: number[]; longestFrameMs: number }> {
  await page.evaluate(() => {
    const seen = { longTasks: [] as number[], longestFrame: 0, isOver: false };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      seen.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number) => {
      seen.longestFrame = Math.max(seen.longestFrame, now - last);
      last = now;
      if (!seen.isOver) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const isAtEnd = () =>
    page.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2);
  await page.mouse.move(500, 500);
  for (let turned = 0; turned <= PAGES_TURNED; turned++) {
    while (!(await isAtEnd())) {
      await page.mouse.wheel(0, WHEEL_PX);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    if (turned < PAGES_TURNED)
      await page.locator('inkling-panel').getByRole('button', { name: 'Older' }).click();
  }
  return page.evaluate(() => {
    const { seen } = window as unknown as {
      seen: { longTasks: number[]; longestFrame: number; isOver: boolean };
    };
    seen.isOver = true;
    return { longTasks: seen.longTasks, longestFrameMs: Math.round(seen.longestFrame) };
  });
}

function figure(name: string, times: readonly number[]): Figure {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]! * 10) / 10;
  return { name, p50: at(0.5), p95: at(0.95), n: sorted.length };
}
