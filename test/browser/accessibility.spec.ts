import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const MINUTE_MS = 60_000;
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const items = fiveItemsOf('Garden');

// A colour on its way from one theme to the other has the contrast of neither.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const [locale, hasDark] of [
  ['en-GB', true],
  ['zh-CN', false], // the colours are those of English
] as const) {
  test.describe(`${locale}, light${hasDark ? ' and dark' : ''}`, () => {
    test.use({ locale });

    test('shop, row and every section of the panel break no rule of WCAG 2.2 AA', async ({ page, world }) => {
      test.setTimeout(180_000);
      const shopper = new Shopper(page, world);
      await shopper.open();
      await shopper.answer('release');
      for (const item of items.slice(0, 2)) await shopper.view(item);
      const { dueAt } = await shopper.ask('release');
      await shopper.jump(dueAt! - (await shopper.now()) + 1);
      await shopper.open();
      await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
      await shopper.jump(MINUTE_MS);
      await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
      const broken: string[] = [];
      const look = async () => {
        broken.push(...(await violations(page, WCAG_22_AA)));
        if (!hasDark) return;
        await page.emulateMedia({ colorScheme: 'dark' });
        broken.push(...(await violations(page, ['color-contrast'])));
        await page.emulateMedia({ colorScheme: 'light' });
      };

      await shopper.forYou();
      await look();
      await shopper.view(items[0]);
      await look();
      await shopper.open('/profile');
      for (const [section, content] of [
        ['about', '[data-interest]'],
        ['history', '[data-interaction]'],
        ['left', '[data-period]'],
        ['controls', '[data-clear=forget]'],
      ] as const) {
        await page.locator(`#tab-${section}`).click();
        await expect(page.locator(content).first()).toBeVisible();
        // What is folded away is read too.
        for (const summary of await page.locator('inkling-panel summary').all()) await summary.click();
        if (section === 'about') await page.locator('[data-interest] .head').first().click();
        await look();
      }

      expect(broken).toEqual([]);
    });
  });
}

test('everything can be read, taken back and deleted with the keyboard alone', async ({ page, world }) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  for (const item of items.slice(0, 2)) await shopper.view(item);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await expect(panel.locator('[data-interest]').first()).toBeVisible();

  await press(page, 'Tab');
  await press(page, 'Enter'); // the link past the header
  await pressUntil(page, 'Tab', 'About you');
  await press(page, 'ArrowRight');
  expect(await focused(page)).toBe('History');
  await expect(panel.getByRole('tabpanel', { name: 'History' })).toBeVisible();
  await expect(panel.locator('[data-interaction]').first()).toBeVisible();

  const row = panel.locator(`[data-interaction]:has-text("Viewed"):has-text("${items[1]!.name}")`);
  const rowName = `Viewed, ${items[1]!.name}`;
  await pressUntil(page, 'Tab', `Delete: ${rowName}`);
  await press(page, 'Enter');
  await expect(row).toHaveClass(/struck/);
  expect(await focused(page)).toBe(`Undo: ${rowName}`);
  await press(page, 'Enter');
  await expect(row).not.toHaveClass(/struck/);
  expect(await focused(page)).toBe(`Delete: ${rowName}`);
  const recorded = (await shopper.interactions()).filter(({ itemId }) => itemId === items[1]!.id);
  expect(recorded.length).toBeGreaterThan(0);

  await pressUntil(page, 'Shift+Tab', 'History');
  await press(page, 'Home');
  expect(await focused(page)).toBe('About you');
  await pressUntil(page, 'Tab', 'Delete everything on this device');
  await press(page, 'Enter');
  expect(await focused(page)).toBe('Keep it');
  await press(page, 'Shift+Tab');
  expect(await focused(page)).toBe('Delete it');
  await press(page, 'Enter');
  await expect(panel.getByText('The database now holds 0 rows')).toBeVisible();
  await expect.poll(() => focused(page)).toContain('Deleted.');
  expect(await shopper.interactions()).toEqual([]);
});

/** What breaks one of the rules (ids or tags): where, and how. */
async function violations(page: Page, rules: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ runOnly: [...rules], resultTypes: ['violations'] });
  // There are no frames; the other mode opens a page for every analysis.
  const { violations: broken } = await axe.setLegacyMode(true).analyze();
  return broken.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, any }) => `${page.url()} ${id} ${target.flat().join(' ')}: ${any[0]?.message ?? ''}`,
    ),
  );
}

/** Name of what has the focus, in whatever shadow root; undefined on the body: the shopper is lost. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return undefined;
    return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
  });

/** Presses a key; the focus must be somewhere afterwards. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect.poll(() => focused(page), { message: `focus after ${key}` }).toBeDefined();
}

async function pressUntil(page: Page, key: string, name: string): Promise<void> {
  const passed: (string | undefined)[] = [];
  for (let presses = 0; presses < 40; presses++) {
    await press(page, key);
    passed.push(await focused(page));
    if (passed.at(-1) === name) return;
  }
  expect(passed, 'what the key went through').toContain(name);
}
