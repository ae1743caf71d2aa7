import type { Page } from '@playwright/test';
import { type TakeAway, writeTakeAway } from '../../src/contract/take_away.ts';
import { NO_WISHES } from '../../src/contract/wishes.ts';
import { violations, WCAG_22_AA } from '../support/axe.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { bringBack } from '../support/long_history.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';
import { unfold } from '../support/unfold.ts';

// What strangers wrote, and files and tabs that do not fit: a clear sentence, nothing lost, nothing executed.

const [item] = fiveItemsOf('Garden');
const MARKUP = '<img src=x onerror="hacked=1"><script>hacked=1</script>{{hacked}}';
const EMOJI = '👩🏽‍🚀🏳️‍🌈🧵 Größe Ⅷ';
const RTL = 'מברשת \u202Eesrever\u202C فرشاة';
const LONG = 'W'.repeat(10_000);
const NAMES = [MARKUP, EMOJI, RTL, LONG];

// A tab that shows a file asks for an icon that the shop has elsewhere.
test.use({ tolerated: /status of 404/ });

const panelOf = (page: Page) => page.locator('inkling-panel');

const fileOf = (origin: string, at: number, change: object = {}): string =>
  writeTakeAway({
    origin,
    takenAt: at,
    interactions: NAMES.flatMap((_, i) => [
      { kind: 'view', itemId: `odd-${i}`, at: at - 60_000 * (i + 1) },
      { kind: 'dwell', itemId: `odd-${i}`, at: at - 60_000 * (i + 1) + 5_000, dwellMs: 5_000 },
    ]),
    items: NAMES.map((name, i) => ({
      ...{ id: `odd-${i}`, name, brand: name, category: [name], url: 'javascript:hacked=1' },
      image: `javascript:hacked=1#${i}`,
    })),
    relations: [{ kind: 'follow_brand', target: MARKUP, at }],
    wishes: { ...NO_WISHES, tastes: { [MARKUP]: 'never' }, facts: { interests: [EMOJI], sizes: ['שלום'] } },
    ...change,
  } as TakeAway);

test('names of markup, emoji, right to left and 10,000 characters are text, and stick out of nothing', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  await bringBack(page, fileOf(world.shopUrl, await shopper.now()));
  await page.setViewportSize({ width: 320, height: 800 });
  await shopper.open('/profile');
  const panel = panelOf(page);
  await expect(panel.getByText(/^Never this$/).first()).toBeVisible();
  await unfold(panel);

  for (const tab of ['About you', 'History'] as const) {
    await panel.getByRole('tab', { name: tab }).click();
    if (tab === 'History') {
      await panel
        .getByRole('button', { name: /^Delete: Viewed, / })
        .first()
        .waitFor();
      for (const name of [MARKUP, EMOJI, RTL])
        await expect(
          panel.getByRole('button', { name: `Delete: Viewed, ${name}`, exact: true }),
        ).toBeVisible();
      await expect(panel.getByRole('button', { name: /^Delete: Viewed, WWWW/ })).toBeVisible();
    } else await expect(panel.getByText(MARKUP).first()).toBeVisible();
    expect(await foreignElements(page), tab).toEqual([]);
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await sideways(), tab).toBeLessThanOrEqual(0);
    expect(await violations(page, WCAG_22_AA, 'inkling-panel'), tab).toEqual([]);
  }
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a file that is cut short, newer, of another shop or hostile changes nothing, and says why', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'Controls' }).click();
  const kept = async () =>
    JSON.stringify(
      await Promise.all(
        ['interactions', 'items', 'relations', 'ledger', 'outbox'].map((store) =>
          shopper.rows('inkling', store),
        ),
      ),
    );
  const before = await kept();
  const now = await shopper.now();
  const whole = fileOf(world.shopUrl, now);

  for (const [file, sentence] of [
    [whole.slice(0, whole.length / 2), 'the file is cut short, or is no JSON'],
    [whole.replace('inkling-device/1', 'inkling-device/2'), 'the file is of another version of Inkling'],
    [fileOf('https://other.example', now), 'the file is of another shop'],
    ['{"format":"something/1"}', 'the file was not written by Inkling'],
    [fileOf(world.shopUrl, now, { interactions: 'many' }), 'the file is damaged'],
    [
      `{"__proto__":{"format":"inkling-device/1"},"constructor":{"prototype":{"hacked":1}}}`,
      'not written by Inkling',
    ],
  ] as const) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      panel.getByRole('button', { name: 'Bring back a file' }).click(),
    ]);
    await chooser.setFiles({ name: 'f.json', mimeType: 'application/json', buffer: Buffer.from(file) });
    await said(page, sentence);
    expect(await kept()).toBe(before);
  }
  expect(await page.evaluate(() => 'hacked' in {} || 'hacked' in window)).toBe(false);
});

test('a database that another tab upgrades is left alone, and the panel says what to do', async ({
  page,
  context,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'History' }).click();
  await expect(panel.getByText(item.name).first()).toBeVisible();
  const before = await shopper.interactions();

  const other = await context.newPage();
  await other.goto(`${world.shopUrl}/models/demo/manifest.json`); // of the same origin, and without Inkling
  const version = await other.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const request = indexedDB.open('inkling', 99);
        request.onupgradeneeded = () => request.result.createObjectStore('later');
        request.onsuccess = () => resolve(request.result.version);
        request.onerror = () => reject(request.error);
      }),
  );
  expect(version).toBe(99); // this tab has let go of it

  await panel.getByRole('button', { name: `Not me: Viewed, ${item.name}` }).click();
  await said(page, 'Another tab of this shop holds the database, or has a newer one.');
  await shopper.open(fiveItemsOf('Kitchen')[0].url); // recording fails, too, and quietly
  await shopper.open('/profile');
  await panel.getByRole('tab', { name: 'History' }).click();
  await said(page, 'Another tab of this shop holds the database, or has a newer one.');
  expect(await violations(page, WCAG_22_AA, 'inkling-panel')).toEqual([]);

  const after = await other.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const request = indexedDB.open('inkling');
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const rows = request.result.transaction('interactions').objectStore('interactions').getAll();
          rows.onsuccess = () => resolve(rows.result);
        };
      }),
  );
  expect(after).toEqual(before);
});

/** Elements of names, and addresses that would run something. */
const foreignElements = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('inkling-panel')!.shadowRoot!;
    return [...root.querySelectorAll('img, script, iframe, a, use')]
      .filter(
        (element) =>
          ['IMG', 'SCRIPT', 'IFRAME'].includes(element.tagName) ||
          /^javascript:/i.test(element.getAttribute('href') ?? ''),
      )
      .map((element) => element.outerHTML.slice(0, 80));
  });
