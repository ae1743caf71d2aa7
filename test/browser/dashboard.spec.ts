import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { FastifyInstance } from 'fastify';
import { CROWD_NOW, CROWD_PERIODS, type Crowd, sendCrowd } from '../../scripts/crowd.ts';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER } from '../../scripts/demo.ts';
import { createReceiver } from '../../src/receiver/server.ts';
import { expect, test } from '../support/outgoing.ts';

const SHOPPERS = process.env.INKLING_LONG === '1' ? 20_000 : 2_000;
const TOKEN = 'a-token-for-the-tests-only';
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LAST = CROWD_PERIODS.at(-1)!;

let folder: string;
let crowd: Crowd;
let receiver: FastifyInstance;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(600_000);
  folder = await mkdtemp(join(tmpdir(), 'inkling-dashboard-'));
  const database = join(folder, 'receiver.sqlite');
  crowd = await sendCrowd(database, SHOPPERS);
  console.log(`dashboard: ${crowd.sent} releases of ${SHOPPERS} simulated shoppers`);
  receiver = await open({ database });
  url = addressOf(receiver);
});
test.afterAll(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

async function open(options: { database: string; readToken?: string }): Promise<FastifyInstance> {
  const opened = await createReceiver({
    ...{ modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE, now: () => CROWD_NOW },
    ...options,
  });
  await opened.listen({ port: 0, host: '127.0.0.1' });
  return opened;
}

const addressOf = ({ server }: FastifyInstance): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Every part of the page has its answer. */
async function drawn(page: Page, address = url): Promise<void> {
  await page.goto(address);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(page.locator('.failed:visible')).toHaveCount(0);
}

/** The rows of a table twin, by its name. */
async function twin(page: Page, name: string): Promise<string[][]> {
  const details = page.locator(`details[data-twin="${name}"]`);
  if (!(await details.evaluate((node) => (node as HTMLDetailsElement).open)))
    await details.locator('summary').click();
  return details
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

const number = (text: string): number => Number(text.replaceAll(',', '').replace('−', '-'));

test('cohorts are those of the simulated shoppers, within their intervals', async ({ page }) => {
  await drawn(page);

  const rows = await twin(page, `Cohorts, model ${DEMO_MODEL}`);

  const names = (await (await fetch(`${url}/v1/sites/${DEMO_SITE}/cohorts`)).json()).codebooks[0].cohorts;
  const truth = new Map<string, number>();
  let releasing = 0;
  const released = number((await page.locator('#total').textContent())!);
  for (const periods of crowd.rows) {
    const row = periods.at(-1);
    if (row === undefined) continue;
    releasing++;
    truth.set(names[row].name.en, (truth.get(names[row].name.en) ?? 0) + 1);
  }
  // Not all of them have released: the period's last day is yet to come.
  const due = released / releasing;
  const shown = rows.filter(([name, estimate]) => truth.has(name!) && estimate !== 'not shown');
  const inside = shown.filter(([name, , low, high]) => {
    const expected = truth.get(name!)! * due;
    return number(low!) <= expected && expected <= number(high!);
  });
  expect(released).toBeGreaterThan(0.8 * releasing);
  expect(shown.length).toBeGreaterThanOrEqual(8);
  // Of 16 intervals of 95 % fewer than 11 hold in 1 of 10,000 seeds; the seed is fixed.
  expect(inside.length).toBeGreaterThanOrEqual(shown.length - 5);
});

test('intake adds up to what was sent, and the picture has as many bars as the table has days', async ({
  page,
}) => {
  await drawn(page);

  const days = await twin(page, 'Intake by day');
  const periods = await twin(page, 'By period');

  const sum = (rows: string[][]) => rows.reduce((total, cells) => total + number(cells.at(-1)!), 0);
  expect(sum(periods)).toBe(crowd.sent);
  expect(sum(days)).toBe(crowd.sent);
  expect(days.length).toBeGreaterThanOrEqual(80);
  // Something is drawn in the accent: a chart without data has none of it.
  const isDrawn = await page.locator('.chart canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    let accents = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i]! === 0x30 && data[i + 1]! === 0x48 && data[i + 2]! === 0xc0) accents++;
    return accents > (width * height) / 20;
  });
  expect(isDrawn).toBe(true);
});

test('drift compares with the period before, and says whether it is more than chance', async ({ page }) => {
  await drawn(page);
  const answer = await (await fetch(`${url}/v1/sites/${DEMO_SITE}/drift`)).json();

  const rows = await twin(page, `Change since the period before, ${DEMO_MODEL}`);

  expect(answer).toMatchObject({ from: LAST - 1, to: LAST });
  await expect(page.locator('#drift')).toContainText(
    answer.comparisons[0].isDrift ? 'The shares have changed' : 'No change beyond chance',
  );
  expect(rows.length).toBeGreaterThanOrEqual(8);
});

test('what each cohort likes is of the department that it is called by', async ({ page }) => {
  await drawn(page);

  const likes = await page.locator('.likes li').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.querySelector('h3')!.textContent!,
      tags: row.querySelector('.tags')!.textContent!,
      items: row.querySelector('p')!.textContent!.split(' · '),
    })),
  );

  expect(likes.length).toBeGreaterThanOrEqual(8);
  for (const { items } of likes) expect(items).toHaveLength(4);
  // "Department: kind, kind": the kinds are among the tags. The undecided are called by none.
  const called = likes.filter(({ name }) => name.includes(': '));
  for (const { name, tags } of called)
    expect(
      name
        .split(': ')[1]!
        .split(', ')
        .some((kind) => tags.includes(kind)),
      name,
    ).toBe(true);
});

test('refusals and quarantine are shown as they come, by rule and by day', async ({ page }) => {
  await drawn(page);
  await expect(page.locator('#quarantine')).toContainText('No day is in quarantine.');

  const path = `${url}/v1/sites/${DEMO_SITE}/releases`;
  for (let i = 0; i < 3; i++) await fetch(path, { method: 'POST', body: new Uint8Array(128) });
  await fetch(path, { method: 'POST', body: new Uint8Array(1), headers: { 'sec-gpc': '1' } });
  await page.reload();
  await expect(page.locator('#refusals .bars li')).toHaveCount(2);

  expect(await twin(page, 'Refused requests by rule')).toEqual([
    ['magic', '3'],
    ['gpc', '1'],
  ]);
});

test('another period is shown when it is chosen, with the keyboard alone', async ({ page }) => {
  await drawn(page);
  const latest = await page.locator('#total').textContent();

  await page.locator('#period').focus();
  await page.keyboard.press('End');

  await expect(page.locator('#total')).not.toHaveText(latest!);
  await expect(page.locator('#drift')).toContainText('There is no period before this one');
  await page.keyboard.press('Tab');
  await expect(page.locator('#language')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // the first table twin
  await expect(page.locator('#codebooks details')).toHaveAttribute('open', '');
});

for (const locale of ['en-GB', 'zh-CN'])
  test.describe(locale, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' } });

    test('light, dark and at 390 px it breaks no rule of WCAG 2.2 AA, nor the width', async ({ page }) => {
      await drawn(page);
      await expect(page.locator('html')).toHaveAttribute('lang', locale === 'en-GB' ? 'en' : locale);
      for (const summary of await page.locator('summary').all()) await summary.click();
      const broken: string[] = [];
      const look = async (rules: readonly string[]) => {
        const axe = new AxeBuilder({ page }).options({ runOnly: [...rules], resultTypes: ['violations'] });
        const { violations } = await axe.setLegacyMode(true).analyze();
        broken.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`)));
      };

      await look(WCAG_22_AA);
      await page.emulateMedia({ colorScheme: 'dark' });
      await look(['color-contrast']);
      await page.setViewportSize({ width: 390, height: 844 });
      await look(WCAG_22_AA);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);

      expect(broken).toEqual([]);
      expect(width).toBe(390);
    });
  });

test('the language can be chosen, stays in the address, and nothing of English is left', async ({ page }) => {
  await drawn(page);

  await page.locator('#language').selectOption('zh-CN');

  await expect(page.locator('h1#headline')).toHaveText('本周期收到的发布');
  await expect(page).toHaveURL(/lang=zh-CN/);
  await expect(page.locator('#drift')).toContainText('百分点');
  for (const title of await page.locator('h2, summary').allTextContents())
    expect(title).toMatch(/[\u4e00-\u9fff]/);
});

test.describe('errors', () => {
  // The browser itself writes a failed request to the console.
  test.use({ tolerated: /Failed to load resource/ });

  test('a part that cannot be read says so, and the others stand', async ({ page }) => {
    await page.route('**/drift*', (route) => route.fulfill({ status: 503, body: '{}' }));
    await page.goto(url);

    await expect(page.locator('#drift .failed')).toContainText('could not be read (503)');
    await expect(page.locator('#codebooks .bars')).toBeVisible();
    await page.unroute('**/drift*');
    await expect(page.locator('#drift .bars')).toBeVisible(); // the next round mends it
  });

  test('with a read token it asks for it, and shows nothing before', async ({ page }) => {
    const locked = await open({ database: join(folder, 'receiver.sqlite'), readToken: TOKEN });
    try {
      await page.goto(addressOf(locked));
      await expect(page.locator('#token')).toBeFocused();
      await expect(page.locator('#codebooks')).toBeHidden();
      await page.keyboard.type('not-the-token-at-all');
      await page.keyboard.press('Enter');
      await expect(page.locator('#wrong')).toBeVisible();
      await page.locator('#token').fill(TOKEN);
      await page.keyboard.press('Enter');

      await expect(page.locator('#codebooks .bars')).toBeVisible();
      await expect(page.locator('#locked')).toBeHidden();
    } finally {
      await locked.close();
    }
  });
});

test('before any release every part says what is missing', async ({ page }) => {
  const empty = await open({ database: join(folder, 'empty.sqlite') });
  try {
    await drawn(page, addressOf(empty));

    await expect(page.locator('#total')).toHaveText('0');
    await expect(page.locator('#codebooks')).toContainText('Cohorts appear with the first releases.');
    await expect(page.locator('#intake')).toContainText('No release was counted');
    await expect(page.locator('#refusals')).toContainText('Nothing was refused');
  } finally {
    await empty.close();
  }
});

test.describe('policy', () => {
  test.use({ tolerated: /Executing inline script/ });

  test('its policy lets no other script run, and none of it was broken', async ({ page, outgoing }) => {
    const answer = await page.goto(url);
    expect(answer!.headers()['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);

    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.head.append(script);
    });

    expect(await page.title()).not.toBe('run');
    // Chromium itself asks its maker about forms.
    const own = /^content-autofill\.googleapis\.com/;
    expect(outgoing.beyond(url).filter((request) => !own.test(request.url.host))).toEqual([]);
  });
});
