import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Recommendation } from '../../src/contract/worker_api.ts';
import { verifyLedger } from '../../src/inspect/verify_ledger.ts';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';
import { departmentOf, fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// The controls that no other test presses: by role and name, with their effect in the database, in the very next
// recommendations and, where it concerns sending, at the receiver.

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const [tool, otherTool] = fiveItemsOf('Garden') as [SimulatedItem, SimulatedItem];
const pets = fiveItemsOf('Pets').slice(0, 2);

const panelOf = (page: Page) => page.locator('inkling-panel');
const departmentsOf = (list: readonly Recommendation[]) => list.map(({ item }) => item?.category?.[0]);
const shareOf = (department: string, list: readonly Recommendation[]): number =>
  departmentsOf(list).filter((name) => name === department).length / list.length;
/** Whoever leaves the panel deletes at once what waited. */
const leave = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event('pagehide')));

test('“never this”, “this is right” and “remove these” hold in the next recommendations', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of [...pets, tool, otherTool]) await shopper.view(item);
  await shopper.open('/profile');
  const panel = panelOf(page);
  const next = () => shopper.ask('recommend', { count: 20 });
  const interest = (name: string) =>
    panel.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
  const wishes = async () =>
    (await shopper.rows('inkling', 'settings')).flatMap((row) => (row as { tastes?: object }).tastes ?? []);
  const before = await next();
  expect(shareOf('Garden', before)).toBeGreaterThan(0.2); // barrier: there is something to take away

  const garden = interest('Garden');
  await garden.getByRole('button', { name: /^Garden/ }).click();
  await garden.getByRole('button', { name: 'Never this' }).click();
  const question = garden.getByRole('group', { name: 'Never this' });
  await expect(question.getByRole('columnheader', { name: 'After' })).toBeVisible();
  await question.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(garden.getByRole('button', { name: 'Never this' })).toBeFocused();
  expect(await wishes()).toEqual([]);
  await garden.getByRole('button', { name: 'Never this' }).click();
  await question.getByRole('button', { name: 'Do this' }).click();
  await expect(garden).toHaveCount(0); // what is left out of everything is no interest
  expect(await wishes()).toEqual([{ Garden: 'never' }]);
  expect(departmentsOf(await next())).not.toContain('Garden');

  const stated = panel.getByRole('region', { name: 'What you state' });
  await stated.getByRole('button', { name: 'Remove: Never this, Garden' }).click();
  await expect(garden.getByRole('button', { name: 'Never this', pressed: false })).toBeVisible();
  expect(await wishes()).toEqual([{}]);
  expect(shareOf('Garden', await next())).toBe(shareOf('Garden', before));

  await garden.getByRole('button', { name: 'This is right' }).click();
  await garden.getByRole('group', { name: 'This is right' }).getByRole('button', { name: 'Do this' }).click();
  await expect(garden.getByRole('button', { name: 'This is right', pressed: true })).toBeVisible();
  expect(await wishes()).toEqual([{ Garden: 'right' }]);
  expect(shareOf('Garden', await next())).toBeGreaterThanOrEqual(shareOf('Garden', before));
  await garden.getByRole('button', { name: 'This is right', pressed: true }).click();
  await expect.poll(wishes).toEqual([{}]);

  await garden.getByRole('button', { name: 'Remove these' }).click();
  await garden.getByRole('button', { name: 'Undo' }).click();
  await leave(page);
  expect(shareOf('Garden', await next())).toBe(shareOf('Garden', before));
  await garden.getByRole('button', { name: 'Remove these' }).click();
  await expect(garden.getByRole('button', { name: 'Undo' })).toBeVisible();
  await leave(page);
  await expect(interest('Garden')).toHaveCount(0);
  const left = (await shopper.interactions()).flatMap(({ kind, itemId }) =>
    kind === 'view' ? (itemId ?? []) : [],
  );
  expect(new Set(left)).toEqual(new Set(pets.map(({ id }) => id)));
  expect(shareOf('Garden', await next())).toBeLessThan(shareOf('Garden', before) / 2);
});

test('gift, marks on several, a kind, a day, what is followed and pictures: every control of the history', async ({
  page,
  world,
  outgoing,
}) => {
  test.setTimeout(120_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of [...pets, tool, otherTool]) await shopper.view(item);
  await page.evaluate(() =>
    (window as unknown as { inkling: { relate(given: unknown): Promise<void> } }).inkling.relate({
      kind: 'follow_brand',
      target: 'Northlight',
    }),
  );
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'History' }).click();
  const marked = async (mark: 'gift' | 'notMe') =>
    (await shopper.interactions()).filter((row) => row[mark]).flatMap(({ itemId }) => itemId ?? []);
  const next = () => shopper.ask('recommend', { count: 20 });
  const garden = shareOf('Garden', await next());

  // One row, a gift: what the shopper looked at for somebody else counts no longer, and then again.
  const gift = panel.getByRole('button', { name: `Gift: Viewed, ${tool.name}` });
  await gift.click();
  await expect(gift).toHaveAttribute('aria-pressed', 'true');
  expect(await marked('gift')).toEqual([tool.id]);
  await gift.click();
  await expect(gift).toHaveAttribute('aria-pressed', 'false');
  expect(await marked('gift')).toEqual([]);

  // Several: only those of a department, picked by hand, not the shopper's.
  await panel.getByRole('combobox', { name: 'Department' }).selectOption('Garden');
  await panel.getByRole('button', { name: 'Select several' }).click();
  for (const box of await panel.getByRole('checkbox', { name: /^Select: / }).all()) await box.check();
  const several = panel.getByRole('group', { name: /selected$/ });
  await several.getByRole('button', { name: /^Not me/ }).click();
  await expect(several.getByRole('button', { name: /^Not me/, pressed: true })).toBeVisible();
  expect(new Set(await marked('notMe'))).toEqual(
    new Set(
      (await shopper.interactions()).flatMap(({ itemId }) =>
        itemId && departmentOf(itemId) === 'Garden' ? itemId : [],
      ),
    ),
  );
  expect(shareOf('Garden', await next())).toBeLessThan(garden / 2);
  await several.getByRole('button', { name: /^Not me/ }).click();
  await expect(several.getByRole('button', { name: /^Not me/, pressed: false })).toBeVisible();
  await panel.getByRole('button', { name: 'Done selecting' }).click();
  await panel.getByRole('button', { name: 'Show everything again' }).click();
  expect(shareOf('Garden', await next())).toBe(garden);

  // A visit, a gift.
  const visit = panel.getByRole('group', { name: /Visit/ });
  await visit.getByRole('button', { name: /^Gift/ }).click();
  await expect(visit.getByRole('button', { name: /^Gift/, pressed: true })).toBeVisible();
  expect(await marked('gift')).toHaveLength(
    (await shopper.interactions()).filter(({ itemId }) => itemId).length,
  );
  expect(await next()).toEqual([]);
  await visit.getByRole('button', { name: /^Gift/ }).click();
  await expect(visit.getByRole('button', { name: /^Gift/, pressed: false })).toBeVisible();

  // A kind: what is seen, and nothing else.
  await panel.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Viewed' });
  const shown = panel.getByRole('button', { name: /^Delete: / });
  await expect.poll(async () => (await shown.all()).length).toBe(4);
  for (const button of await shown.all()) await expect(button).toHaveAccessibleName(/^Delete: Viewed, /);
  await panel.getByRole('button', { name: 'Show everything again' }).click();

  // Pictures come only when they are asked for.
  const drawn = () => panel.locator('[data-interaction] svg.thumb, [data-interaction] img.thumb').count();
  expect(await drawn()).toBe(0);
  await panel.getByRole('button', { name: 'Show pictures' }).click();
  await expect.poll(drawn).toBeGreaterThan(0);

  // What is followed.
  const following = async () => (await shopper.rows('inkling', 'relations')).length;
  expect(await following()).toBe(1);
  await panel.getByRole('button', { name: 'Delete: Brand followed, Northlight' }).click();
  await panel.getByRole('button', { name: 'Undo: Brand followed, Northlight' }).click();
  await leave(page);
  expect(await following()).toBe(1);
  await panel.getByRole('button', { name: 'Delete: Brand followed, Northlight' }).click();
  await leave(page);
  await expect.poll(following).toBe(0);

  // A day: taken back, and then for good.
  await panel.getByRole('button', { name: /^Delete this day: / }).click();
  await panel.getByRole('button', { name: /^Undo: \w+day / }).click();
  await leave(page);
  expect((await shopper.interactions()).length).toBeGreaterThan(0);
  await panel.getByRole('button', { name: /^Delete this day: / }).click();
  await leave(page);
  await expect.poll(() => shopper.interactions()).toEqual([]);
  expect(await next()).toEqual([]);
  expect(outgoing.to('/v1/')).toEqual([]);
});

test('what left is checked, copied and saved; the switch ends sending, and forgetting all of it keeps one row', async ({
  page,
  context,
  world,
  outgoing,
}, testInfo) => {
  test.setTimeout(120_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const shopper = new Shopper(page, world);
  const due = async () => {
    const { dueAt } = await shopper.ask('release');
    await shopper.jump(dueAt! - (await shopper.now()) + 1);
    await shopper.open();
  };
  await shopper.open();
  await shopper.answer('release');
  await shopper.view(tool);
  await due();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await shopper.jump(MINUTE_MS);
  const [post] = await outgoing.wait(RELEASES);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
  const { period, periodEndsAt } = await shopper.ask('release');
  await shopper.open('/profile');
  const panel = panelOf(page);
  await panel.getByRole('tab', { name: 'What left' }).click();

  await panel.getByText('The odds as a table').click();
  await expect(panel.getByRole('row', { name: /\(sent\)/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Check the chain' }).click();
  await expect(panel.getByText('2 entries checked: every hash fits')).toBeVisible();
  await panel.getByRole('button', { name: 'Copy as evidence' }).click();
  await expect(panel.getByText(/^Copied: /).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download as a file' }).click(),
  ]);
  const evidence = testInfo.outputPath('evidence.json');
  await writeFile(evidence, copied);
  expect(copied).toContain(post!.body.toString('hex'));
  for (const file of [evidence, await saved.path()])
    expect(await verifyLedger(file)).toMatchObject({
      rows: 2,
      releases: 1,
      epsilonMilli: 2000,
      findings: [],
    });

  // Off: the next period comes and goes, and nothing arrives.
  await panel.getByRole('tab', { name: 'Controls' }).click();
  const sending = panel.getByRole('switch', { name: 'Send a public profile' });
  await sending.click();
  await expect(sending).not.toBeChecked();
  await expect(panel.getByText('You turned this off.').first()).toBeVisible();
  expect(await shopper.rows('inkling-guard', 'choice')).toMatchObject([{ record: true, release: false }]);
  const arrived = world.receiver.requests.length;
  await shopper.jump(periodEndsAt - (await shopper.now()) + 27 * 24 * 60 * MINUTE_MS);
  await shopper.view(otherTool);
  await shopper.jump(MINUTE_MS);
  expect((await shopper.ask('release')).state).toBe('off');
  expect(world.receiver.requests.length).toBe(arrived);
  expect(await shopper.ask('recommend', { count: 5 })).toHaveLength(5); // ranking needs no sending

  await shopper.open('/profile');
  await panel.getByRole('tab', { name: 'Controls' }).click();
  await panel.getByRole('button', { name: 'Forget everything, the sending budget too' }).click();
  await expect(panel.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Forget everything, the sending budget too' }).click();
  await panel.getByRole('button', { name: 'Forget it all' }).click();
  const report = panel.getByRole('region', { name: /^Deleted|^Forgotten/ });
  await expect(report).toBeVisible();
  expect(await shopper.interactions()).toEqual([]);
  expect(await shopper.rows('inkling-guard', 'choice')).toEqual([]);
  expect(await shopper.rows('inkling-guard', 'budget')).toEqual([expect.objectContaining({ spends: [] })]);
  await report.getByRole('button', { name: 'Close' }).click();
  await expect(report).toHaveCount(0);
  await expect(panel.getByRole('tabpanel', { name: 'Controls' })).toBeFocused();

  // Allowed anew, nothing may leave before a full period has passed.
  await panel.getByRole('switch', { name: 'Record on this device' }).click();
  await panel.getByRole('switch', { name: 'Send a public profile' }).click();
  await expect(panel.getByRole('switch', { name: 'Send a public profile' })).toBeChecked();
  await shopper.open();
  await shopper.jump(MINUTE_MS);
  expect((await shopper.ask('release')).period).toBeGreaterThan(period);
  expect((await shopper.ask('release')).state).toBe('waiting');
  expect(world.receiver.requests.length).toBe(arrived);
});

test('a card of the row that is turned down is gone for good, and the next stands in its place', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(tool);
  await shopper.open();
  const row = page.getByRole('region', { name: 'For you' });
  const before = await shopper.forYou();
  const dismiss = row.getByRole('button', { name: /^Not interested: / }).first();
  const [, name] = (await dismiss.getAttribute('aria-label'))!.split(': ');

  await dismiss.click();

  await expect(row.getByRole('status')).toHaveText(`${name} is gone and will not be suggested again.`);
  await expect(row.getByRole('button', { name: /^Not interested: / }).first()).toBeFocused();
  await shopper.hasRecorded('dislike', before[0]!);
  const after = await shopper.forYou();
  expect(after).toHaveLength(before.length);
  expect(after).not.toContain(before[0]);
  expect((await shopper.ask('recommend', { count: 50 })).map(({ id }) => id)).not.toContain(before[0]);
});
