import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parseRelease } from '../../src/contract/release.ts';
import { departmentOf, fiveItemsOf } from '../support/demo_items.ts';
import { sendDueRelease } from '../support/due_release.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const kitchen = fiveItemsOf('Kitchen');
const [tool] = fiveItemsOf('Garden');

const panelOf = (page: Page) => page.locator('inkling-panel');
/** Nothing may wait to be deleted when the panel is looked past: leaving it deletes at once. */
const leave = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event('pagehide')));

test('a visit marked "not me" leaves the next recommendations, and comes back', async ({ page, world }) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(tool);
  await shopper.jump(60 * MINUTE_MS); // a visit of its own
  for (const item of kitchen) await shopper.view(item);
  await shopper.addToCart(kitchen.at(-1)!);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'History' }).click();
  const visits = panel.getByRole('group', { name: /Visit/ });
  await expect(visits).toHaveCount(2);
  const share = async () => {
    const ids = (await shopper.ask('recommend', { count: 8 })).map(({ id }) => id);
    return ids.filter((id) => departmentOf(id) === 'Kitchen').length / ids.length;
  };
  const before = await share();

  const notMe = visits.first().getByRole('button', { name: /^Not me/ });
  await notMe.click();
  await expect(notMe).toHaveAttribute('aria-pressed', 'true');
  const without = await share();
  const marked = (await shopper.interactions()).filter(({ notMe: mark }) => mark);
  await notMe.click();
  await expect(notMe).toHaveAttribute('aria-pressed', 'false');

  expect(before).toBeGreaterThan(0.4);
  expect(without).toBeLessThan(before / 2);
  expect(new Set(marked.flatMap(({ itemId }) => itemId ?? []))).toEqual(new Set(kitchen.map(({ id }) => id)));
  expect(await share()).toBe(before);
  expect((await shopper.interactions()).filter(({ notMe: mark }) => mark)).toEqual([]);
});

test('what is found or selected is deleted, with the items, and can be taken back before', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of [...kitchen.slice(0, 2), tool]) await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'History' }).click();
  await panel.getByRole('searchbox', { name: 'Search your history' }).fill(kitchen[0]!.name);
  await expect(panel.getByRole('button', { name: /^Delete: / }).first()).toContainText('Delete');

  await panel.getByRole('button', { name: /^Delete (this|these) / }).click();
  await panel.getByRole('button', { name: 'Undo all' }).click();
  await panel.getByRole('button', { name: 'Show everything again' }).click();
  await panel.getByRole('combobox', { name: 'Department' }).selectOption('Garden');
  await panel.getByRole('button', { name: 'Delete all of Garden' }).click();
  await leave(page);
  await expect
    .poll(async () => (await shopper.interactions()).map(({ itemId }) => itemId))
    .not.toContain(tool.id);

  const items = (await shopper.rows('inkling', 'items')) as { id: string }[];
  expect(items.map(({ id }) => id)).not.toContain(tool.id);
  expect(items.map(({ id }) => id)).toContain(kitchen[0]!.id);

  await panel.getByRole('button', { name: 'Show everything again' }).click();
  await panel.getByRole('button', { name: 'Select several' }).click();
  await panel.getByRole('button', { name: 'Select all on this page' }).click();
  await panel.getByRole('button', { name: 'Delete the selected' }).click();
  await leave(page);
  await expect.poll(() => shopper.interactions()).toEqual([]);
});

test('a release is erased at the receiver when the shopper asks, and by nothing else', async ({
  page,
  world,
  outgoing,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'release');
  await sendDueRelease(shopper);
  const [post] = await outgoing.wait(RELEASES);
  const nonce = Buffer.from(parseRelease(post!.body).nonce);
  const isStored = async () => (await world.receiver.releases()).some((row) => nonce.equals(row.nonce));
  expect(await isStored()).toBe(true);
  const { budgetLeftMilli } = await shopper.ask('release');
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'What left' }).click();

  await panel.getByRole('button', { name: 'Ask the receiver to erase it' }).click();
  await expect(panel.getByRole('button', { name: 'Leave it there' })).toBeFocused();
  expect(await isStored()).toBe(true);
  await panel.getByRole('button', { name: 'Ask now' }).click();
  await expect(panel.getByText('that it has erased it').first()).toBeVisible();

  expect(await isStored()).toBe(false);
  expect((await shopper.ask('release')).budgetLeftMilli).toBe(budgetLeftMilli);
  const asked = outgoing.to(`${RELEASES}/`);
  expect(asked.map(({ method }) => method)).toEqual(['OPTIONS', 'DELETE']);
  for (const { url, headers, body } of asked) {
    expect(url.pathname).toBe(`${RELEASES}/${nonce.toString('hex')}`);
    expect(body).toHaveLength(0);
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
  }
});

test('everything is taken away as a file and brought back after all was deleted', async ({ page, world }) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of kitchen.slice(0, 2)) await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'Controls' }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download all of it as a file' }).click(),
  ]);
  const file = await readFile(await saved.path());
  const names = async () => (await shopper.interactions()).map(({ kind, itemId, at }) => [kind, itemId, at]);
  const before = await names();

  const some = panel.getByText('Delete only some of it').first();
  await some.click();
  await panel.getByRole('checkbox', { name: 'What you did here' }).check();
  await panel.getByRole('button', { name: 'Delete what is ticked' }).click();
  await expect(panel.getByRole('button', { name: 'Keep them' })).toBeFocused();
  await panel.getByRole('button', { name: 'Delete the ticked parts' }).click();
  await expect.poll(() => names()).toEqual([]);
  const bring = async (buffer: Buffer) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      panel.getByRole('button', { name: 'Bring back a file' }).click(),
    ]);
    await chooser.setFiles({ name: 'inkling-device.json', mimeType: 'application/json', buffer });
  };
  await bring(file.subarray(0, file.length - 20));
  await expect(panel.getByText('the file is cut short').first()).toBeVisible();
  expect(await names()).toEqual([]);
  await bring(file);
  await expect(panel.getByText(`${before.length} entries were added`).first()).toBeVisible();

  expect(await names()).toEqual(before);
});

test('long words, right to left, from 320 to 1,920 pixels: nothing sticks out of the panel', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of kitchen.slice(0, 2)) await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  for (const tab of ['About you', 'History', 'What left', 'Controls']) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await panel.getByRole('tab', { name: tab }).click();
    await expect(panel.getByRole('tabpanel', { name: tab })).not.toBeEmpty();
    await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    for (const width of [320, 390, 768, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await stickingOut(page), `${tab} at ${width}`).toEqual([]);
    }
  }
});

/** As a pseudo-locale, every text 40 % longer: what then lies outside of the panel's box, by its text. */
const stickingOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('inkling-panel')!.shadowRoot!;
    const section = root.querySelector('#section')!;
    const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    const before: [Text, string][] = [];
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const { data } = text;
      if (data.trim() === '') continue;
      before.push([text, data]);
      text.data = `${data} ${'ēē '.repeat(Math.ceil(data.trim().length * 0.13))}`;
    }
    const box = root.querySelector('.panel')!.getBoundingClientRect();
    const out = [...section.querySelectorAll('*')]
      .filter((element) => !element.closest('.scroll, .hidden, svg, pre, [hidden]'))
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < box.left - 1 || right > box.right + 1);
      })
      .map(
        (element) =>
          `${element.tagName} ${element.className} ${(element.textContent ?? '').trim().slice(0, 40)}`,
      );
    for (const [text, data] of before) text.data = data;
    return out;
  });

test('what was deleted is gone although its page is left at once', async ({ page, world }) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of [kitchen[0]!, tool]) await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'History' }).click();
  await panel.getByRole('combobox', { name: 'Department' }).selectOption('Garden');
  await panel.getByRole('button', { name: 'Delete all of Garden' }).click();
  await expect
    .poll(() => shopper.rows('inkling', 'settings'))
    .toContainEqual(expect.objectContaining({ keys: expect.anything() }));

  await shopper.open();

  await expect
    .poll(async () => (await shopper.interactions()).map(({ itemId }) => itemId), { timeout: 20_000 })
    .not.toContain(tool.id);
  const left = (await shopper.interactions()).map(({ itemId }) => itemId);
  expect(left).toContain(kitchen[0]!.id);
});
