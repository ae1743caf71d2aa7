import type { FileChooser, Page } from '@playwright/test';
import { fiveItemsOf } from '../support/demo_items.ts';
import { sendDueRelease } from '../support/due_release.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const RELEASES = '/v1/sites/demo/releases';
const items = fiveItemsOf('Garden');

test('everything can be read, taken back and deleted with the keyboard alone', async ({ page, world }) => {
  const shopper = await Shopper.arrive(page, world, 'record');
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

test('a trip over every control by the keyboard alone never loses the focus', async ({
  page,
  world,
  outgoing,
}) => {
  test.setTimeout(180_000);
  // Long before: Chromium is told to hand it over while the key that opens it is on its way.
  const choosers: FileChooser[] = [];
  page.on('filechooser', (chooser) => choosers.push(chooser));
  const shopper = await Shopper.arrive(page, world, 'release');
  for (const item of items.slice(0, 2)) await shopper.view(item);
  await sendDueRelease(shopper);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await expect(panel.getByRole('button', { name: /^Garden/ })).toBeVisible();
  const goTo = async (tab: string, key: 'ArrowRight' | 'Home') => {
    await pressUntil(page, 'Shift+Tab', /^(About you|History|What left|Controls)$/);
    await press(page, key);
    expect(await focused(page)).toBe(tab);
    await expect(panel.getByRole('tabpanel', { name: tab })).toBeVisible();
    await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  };
  const use = async (name: string | RegExp, next: string | RegExp, key = 'Enter') => {
    await pressUntil(page, 'Tab', name);
    await press(page, key);
    await expect.poll(() => focused(page), { message: `after ${name}` }).toMatch(next);
  };

  // About you: what is said of an interest, the reasons, what is stated.
  await pressUntil(page, 'Tab', 'About you');
  await use(/^Garden/, /^Garden/);
  await use('Never this', 'Do this');
  await press(page, 'Escape');
  expect(await focused(page)).toBe('Never this');
  await press(page, 'Enter');
  await expect.poll(() => focused(page)).toBe('Do this');
  await press(page, 'Enter');
  await expect.poll(() => focused(page)).toBe('section About you');
  await use('Remove: Never this, Garden', 'State something');
  await press(page, 'Enter');
  await pressUntil(page, 'Tab', 'Sizes, with commas between');
  await page.keyboard.type('M');
  await use('Save on this device', 'Save on this device');
  await goTo('About you', 'Home');
  await use(/^Because you viewed/, /^Because you viewed/, 'Space');
  await use('Remove these', 'Undo');
  await press(page, 'Enter');
  expect(await focused(page)).toBe('Remove these');

  // History: marks, selection, a day and its undo.
  await goTo('History', 'ArrowRight');
  await use('Select several', 'Done selecting', 'Space');
  await use(/^Select: /, /^Select: /, 'Space');
  await pressUntil(page, 'Shift+Tab', 'Done selecting');
  await press(page, 'Space');
  await use(/^Delete this day: /, /^Undo: /);
  await press(page, 'Enter');
  expect(await focused(page)).toMatch(/^Delete this day: /);
  await use(/^Gift: Viewed/, /^Gift: Viewed/);
  await press(page, 'Enter');

  // What left: the chain, and a release erased.
  await goTo('What left', 'ArrowRight');
  await use('Copy as evidence', 'Copy as evidence');
  await use('Ask the receiver to erase it', 'Leave it there');
  await press(page, 'Escape');
  expect(await focused(page)).toBe('Ask the receiver to erase it');
  await press(page, 'Enter');
  await expect.poll(() => focused(page)).toBe('Leave it there');
  await press(page, 'Shift+Tab');
  expect(await focused(page)).toBe('Ask now');
  await press(page, 'Enter');
  await expect(panel.getByText('that it has erased it').first()).toBeVisible();
  expect(await focused(page)).toBe('section What left');
  expect(outgoing.to(RELEASES).some(({ method }) => method === 'DELETE')).toBe(true);
  await use('Check the chain', 'Check the chain');

  // Controls: a pause and its end, the file out and in, some of it deleted, a switch.
  await goTo('Controls', 'ArrowRight');
  await use('For an hour', 'section Controls');
  await pressUntil(page, 'Shift+Tab', 'Resume');
  await press(page, 'Enter');
  await expect.poll(() => focused(page)).toBe('section Controls');
  await use('Forget what was learned', 'Forget what was learned');
  await pressUntil(page, 'Tab', 'Download all of it as a file');
  const [saved] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]);
  await pressUntil(page, 'Tab', 'Bring back a file');
  await press(page, 'Enter');
  await expect.poll(async () => [choosers.length, await focused(page)]).toEqual([1, 'Bring back a file']);
  await choosers[0]!.setFiles(await saved.path());
  await expect(panel.getByText('0 entries were added').first()).toBeVisible();
  expect(await focused(page)).toBe('Bring back a file');
  await use('Delete only some of it', 'Delete only some of it');
  await use('What this device has learned from you', 'What this device has learned from you', 'Space');
  await use('Delete what is ticked', 'Keep them');
  await press(page, 'Escape');
  expect(await focused(page)).toBe('Delete what is ticked');
  await pressUntil(page, 'Shift+Tab', 'Send a public profile');
  await press(page, 'Space');
  await expect(panel.getByRole('switch', { name: 'Send a public profile' })).not.toBeChecked();
  expect(await focused(page)).toBe('Send a public profile');
});

/** Name of what has the focus, in whatever shadow root; undefined on the body: the shopper is lost. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return undefined;
    const panel = element.getRootNode() as Document;
    const named = panel.getElementById(element.getAttribute('aria-labelledby') ?? '');
    if (element.role === 'tabpanel') return `section ${named?.textContent?.trim()}`;
    const label =
      (element as HTMLInputElement).labels?.[0]?.querySelector('span') ??
      (element as HTMLInputElement).labels?.[0];
    return (element.getAttribute('aria-label') ?? (label ?? element).textContent ?? '').trim();
  });

/** Presses a key; the focus must be somewhere afterwards. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect.poll(() => focused(page), { message: `focus after ${key}` }).toBeDefined();
}

/** Presses a key until what is named so has the focus. */
async function pressUntil(page: Page, key: string, name: string | RegExp): Promise<void> {
  const passed: (string | undefined)[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await press(page, key);
    const at = await focused(page);
    passed.push(at);
    if (typeof name === 'string' ? at === name : name.test(at ?? '')) return;
  }
  expect(passed, `what the key went through on the way to ${name}`).toEqual([]);
}
