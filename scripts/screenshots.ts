import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { type InklingHandle, PANEL_PORT } from '../src/contract/page_api.ts';
import { bundleAll, RELEASE_FOLDER, ROOT, TEST_FOLDER } from './bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';
import { type Demo, startDemo } from './demo.ts';
import { takeDashboard, warnOfMissingFonts } from './screenshots_dashboard.ts';

/** What a picture shows, and how it is come by. */
interface View {
  /** '' = the last item of the trip. */
  readonly path: string;
  readonly wait: string;
  /** A section of the panel that is opened. */
  readonly tab?: string;
  /** The panel in the dialog of `openPanel()`. */
  readonly isDialog?: boolean;
  /** What is unfolded: it alone is in the picture. */
  readonly unfold?: string;
  /** All of the page, not what is seen first; on a phone that would be a ribbon. */
  readonly isWhole?: boolean;
}

const VIEWS = {
  home: { path: '/', wait: 'inkling-recommendations li' },
  item: { path: '', wait: 'inkling-recommendations li', isWhole: true },
  about: { path: '/profile', wait: 'inkling-panel .interest' },
  map: { path: '/profile', wait: 'inkling-panel .interest', unfold: 'inkling-panel [part~=map]' },
  history: { path: '/profile', wait: 'inkling-panel [part~=history-row]', tab: 'history' },
  left: { path: '/profile', wait: 'inkling-panel [part~=release]', tab: 'left', isWhole: true },
  controls: { path: '/profile', wait: 'inkling-panel [part~=storage]', tab: 'controls', isWhole: true },
  dialog: { path: '', wait: 'dialog inkling-panel .interest', isDialog: true },
} as const satisfies Readonly<Record<string, View>>;
type ViewName = keyof typeof VIEWS;

interface Look {
  readonly name: string;
  readonly context: BrowserContextOptions;
  readonly views: readonly ViewName[];
}

const PANEL: readonly ViewName[] = ['about', 'map', 'history', 'left', 'controls', 'dialog'];
const DESKTOP = { width: 1280, height: 860 };
const LOOKS: readonly Look[] = [
  {
    name: 'light',
    context: { viewport: DESKTOP, colorScheme: 'light', locale: 'en-GB' },
    views: ['home', 'item', ...PANEL],
  },
  {
    name: 'dark',
    context: { viewport: DESKTOP, colorScheme: 'dark', locale: 'en-GB' },
    views: ['home', ...PANEL],
  },
  {
    name: 'phone',
    context: {
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      colorScheme: 'light',
      locale: 'en-GB',
    },
    views: ['home', ...PANEL],
  },
  {
    name: 'zh-CN',
    context: { viewport: DESKTOP, colorScheme: 'light', locale: 'zh-CN' },
    views: ['home', ...PANEL],
  },
];

/** Departments of the items that the shopper of the pictures looks at: two interests, taking turns. */
const TRIP: readonly string[] = ['Garden', 'Kitchen', 'Garden', 'Kitchen', 'Garden', 'Kitchen'];

const FOLDER = join(ROOT, 'docs', 'screenshots');
const WAIT_MS = 60_000;
/** A shorter look counts as a slip, and nothing is concluded from it. */
const LOOK_MS = 1_500;

const { values } = parseArgs({ options: { only: { type: 'string' } } });
if (values.only !== undefined && !['shop', 'dashboard'].includes(values.only))
  throw new Error(`--only is ${values.only}, must be shop or dashboard`);
warnOfMissingFonts();
await bundleAll({ folders: [TEST_FOLDER, RELEASE_FOLDER], log: (line) => console.log(`  ${line}`) });
await mkdir(FOLDER, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'inkling-screenshots-'));
const demo = await startDemo({ shopPort: 0, receiverPort: 0, database: join(scratch, 'receiver.sqlite') });
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  chromiumSandbox: false,
  args: [...CHROMIUM_ARGS],
});
try {
  if (values.only !== 'dashboard') {
    const trip = await planTrip();
    for (const look of LOOKS) await takePictures(browser, demo, look, trip);
  }
  if (values.only !== 'shop') await takeDashboard(browser, FOLDER, LOOKS);
} finally {
  await browser.close();
  await demo.close();
  await rm(scratch, { recursive: true });
}

/** Addresses of the items of the trip. */
async function planTrip(): Promise<string[]> {
  const items = JSON.parse(await readFile(join(ROOT, 'public', 'catalogue.json'), 'utf8')) as {
    url: string;
    category: readonly string[];
  }[];
  return TRIP.map((department, i) => {
    const nth = TRIP.slice(0, i).filter((before) => before === department).length;
    return items.filter(({ category }) => category[0] === department)[nth]!.url;
  });
}

async function takePictures(
  browser: Browser,
  { shopUrl }: Demo,
  look: Look,
  trip: readonly string[],
): Promise<void> {
  const context = await browser.newContext({ ...look.context, reducedMotion: 'reduce', timezoneId: 'UTC' });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  await shop(page, shopUrl, trip);
  if (look.views.includes('left')) await release(page);
  for (const name of look.views) {
    const view: View = VIEWS[name];
    await page.goto(shopUrl + (view.path || trip.at(-1)));
    if (view.isDialog)
      await page.evaluate(() => (globalThis as unknown as { inkling: InklingHandle }).inkling.openPanel());
    if (view.tab) await page.locator(`inkling-panel #tab-${view.tab}`).click();
    await page.locator(view.wait).first().waitFor();
    // The odds' table and the bytes: the last is the one worth a picture.
    if (name === 'left') await page.locator('inkling-panel [part~=release] summary').last().click();
    await page.waitForLoadState('networkidle');
    const path = join(FOLDER, `${name}-${look.name}.png`);
    if (view.unfold) {
      const unfolded = page.locator(view.unfold);
      await unfolded.locator('summary').first().click();
      await unfolded.locator('svg').first().waitFor();
      await unfolded.screenshot({ path });
    } else await page.screenshot({ path, fullPage: look.name !== 'phone' && view.isWhole === true });
    console.log(`  docs/screenshots/${name}-${look.name}.png`);
  }
  await context.close();
}

/** Consents, looks at every item of the trip for a while and puts the last into the cart. */
async function shop(page: Page, shopUrl: string, trip: readonly string[]): Promise<void> {
  await page.goto(shopUrl);
  await page.locator('[data-consent] button[value=release]').click();
  for (const [i, url] of trip.entries()) {
    await page.goto(shopUrl + url);
    if (i === trip.length - 1) await page.locator('[data-buy] button[type=submit]').click();
    await page.waitForFunction(
      async ({ port, wanted }) => {
        const { inkling } = globalThis as unknown as { inkling: InklingHandle };
        const history = await inkling[Symbol.for(port) as typeof PANEL_PORT]?.history();
        return new Set(history?.flatMap(({ itemId }) => itemId ?? [])).size >= wanted;
      },
      { port: PANEL_PORT.description!, wanted: i + 1 },
    );
    await page.waitForTimeout(LOOK_MS);
  }
}

/** Jumps to when this period's release falls due, and waits until it was sent. */
async function release(page: Page): Promise<void> {
  await page.waitForFunction(
    async (port) => {
      const { inkling } = globalThis as unknown as { inkling: InklingHandle };
      const { demoClock } = inkling[Symbol.for(port) as typeof PANEL_PORT];
      const { state, dueAt } = await inkling.release();
      const now = Date.now() + (demoClock?.offsetMs() ?? 0);
      if (state === 'waiting' && dueAt !== undefined) await demoClock?.jump(dueAt - now + 60_000);
      return state === 'sent';
    },
    PANEL_PORT.description!,
    { polling: 1_000 },
  );
}
