import { fiveItemsOf } from '../support/demo_items.ts';
import { answer, cripple, editPages } from '../support/faults.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

// When a release could not be right, nothing leaves, and the panel says why.

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const DEPARTMENT = 'Books & Paper';
const [item] = fiveItemsOf(DEPARTMENT);

// A worker may still be on its way to a page that the test has left.
test.afterEach(({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }));

test.describe('when a release is due', () => {
  test.use({ tolerated: /Failed to load resource/ });

  /** Everything is in place, and the time has come. */
  async function becomeDue(shopper: Shopper): Promise<void> {
    await shopper.open();
    await shopper.answer('release');
    await shopper.view(item);
    const { dueAt } = await shopper.ask('release');
    await shopper.jump(dueAt! - (await shopper.now()) + 1);
  }

  test('nothing leaves with a public list that the page has not pinned', async ({
    page,
    world,
    context,
    outgoing,
  }) => {
    const shopper = new Shopper(page, world);
    await becomeDue(shopper);
    const mend = await editPages(context, (html) =>
      html.replace(/data-codebook="[^"]*"/, `data-codebook="sha256-${'A'.repeat(43)}="`),
    );

    await shopper.open('/profile');
    await shopper.jump(MINUTE_MS);
    expect(await shopper.ask('release')).toMatchObject({ state: 'off', problems: ['codebook-mismatch'] });
    await page.getByRole('tab', { name: 'What left' }).click();
    await said(page, 'The public list is not the one this shop has fixed, so nothing is sent.');

    // Barrier: it was due, and with the right pin it goes.
    expect(outgoing.to('/v1/')).toEqual([]);
    await mend();
    await shopper.open();
    await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
    await shopper.jump(MINUTE_MS);
    await outgoing.wait(RELEASES);
  });

  test('what a dead receiver did not take is sent again, byte for byte', async ({
    page,
    world,
    context,
    outgoing,
  }) => {
    const shopper = new Shopper(page, world);
    await becomeDue(shopper);
    const tried: string[] = [];
    const mend = await answer(context, '**/v1/**', async (route) => {
      tried.push(route.request().postDataBuffer()!.toString('hex'));
      await route.abort('connectionrefused');
    });

    await shopper.open();
    await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
    await shopper.jump(MINUTE_MS);
    await expect
      .poll(() => shopper.ask('release'))
      .toMatchObject({ state: 'sending', problems: ['receiver-unreachable'] });
    await shopper.open('/profile');
    await page.getByRole('tab', { name: 'What left' }).click();
    await said(page, 'The receiver does not answer; what was drawn waits.');
    await mend();
    await shopper.open();
    expect((await shopper.ask('release')).state).toBe('sending');
    await shopper.jump(2 * MINUTE_MS);

    const [post] = await outgoing.wait(RELEASES);
    await expect.poll(() => shopper.ask('release')).toMatchObject({ state: 'sent', problems: [] });
    const { entries } = await shopper.panel('ledger');
    const bytes = post!.body.toString('hex');
    expect(tried).toEqual([bytes]);
    expect(entries.flatMap(({ release }) => release?.bytes ?? [])).toEqual([bytes]);
    expect(outgoing.to('/v1/')).toHaveLength(1);
  });
});

test.describe('when the shop’s configuration asks for more than the ceilings', () => {
  test('it is held there, said once in the console, and shown in the panel', async ({
    page,
    world,
    context,
  }) => {
    const shopper = new Shopper(page, world);
    const lines: string[] = [];
    page.on('console', (message) => {
      if (message.text().startsWith('inkling: ')) lines.push(message.text());
    });
    await editPages(context, (html) =>
      html.replace('data-codebook=', 'data-epsilon="100" data-period-days="1" data-codebook='),
    );
    await shopper.open();
    await shopper.answer('release');
    // Each page says it once; the first one's may come late.
    await expect.poll(() => lines).toHaveLength(1);
    lines.length = 0;

    await shopper.open('/profile');

    expect(await shopper.ask('release')).toMatchObject({ epsilonMilli: 4000, problems: ['setting-held'] });
    await page.getByRole('tab', { name: 'What left' }).click();
    await said(page, 'This shop asked for more than Inkling allows. Inkling went by its own limit.');
    expect(lines).toEqual([
      'inkling: the configured epsilon or period is beyond the ceiling; 4 in 7 days is used',
    ]);
  });
});

test('without secure randomness, and with Math.random trapped, nothing is released and all else works', async ({
  page,
  world,
  context,
  outgoing,
}) => {
  const shopper = new Shopper(page, world);
  await cripple(
    context,
    'delete Crypto.prototype.getRandomValues; Math.random = () => { throw new Error("Math.random was called"); }',
  );
  await shopper.open();
  await shopper.answer('release');
  await shopper.view(item);
  await shopper.addToCart(item);

  await shopper.open();
  expect(await shopper.forYou()).not.toContain(item.id);
  const { interests } = await shopper.panel('profile');
  expect(interests[0]).toMatchObject({ path: DEPARTMENT });
  expect(await shopper.ask('release')).toMatchObject({ state: 'off', problems: ['no-randomness'] });

  // A whole period later, the random wait over: still nothing.
  await shopper.jump(28 * 24 * 60 * MINUTE_MS);
  await shopper.open('/profile');
  await shopper.jump(MINUTE_MS);
  expect((await shopper.ask('release')).state).toBe('off');
  await page.getByRole('tab', { name: 'What left' }).click();
  await said(page, 'This browser gives no safe random numbers, so nothing is sent.');
  await said(page, 'Nothing has been sent.');
  await page.getByRole('tab', { name: 'History' }).click();
  await said(page, item.name);
  expect(outgoing.to('/v1/')).toEqual([]);
  await page.getByRole('tab', { name: 'Controls' }).click();
  await page.getByRole('button', { name: 'Delete everything on this device' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await said(page, 'The database now holds 0 rows');
});
