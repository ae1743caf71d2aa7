import type { Page } from '@playwright/test';
import { fiveItemsOf } from '../support/demo_items.ts';
import { answer, cripple, damage, editPages } from '../support/faults.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

// When the world is bad the shop goes on, the panel says what is off, and nothing recorded is lost.

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const DEPARTMENT = 'Books & Paper';
const [item, other] = fiveItemsOf(DEPARTMENT);

// A worker may still be on its way to a page that the test has left.
test.afterEach(({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }));

test('a malformed JSON-LD block spoils no other', async ({ page, world, context }) => {
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
  // The dataLayer tells of the item by its own id: this one only the second block knows.
  await editPages(context, (html) =>
    html
      .replaceAll(`"sku":"${item.id}"`, '"sku":"of-the-second-block"')
      .replace(
        '<script type="application/ld+json">',
        '<script type="application/ld+json">{"@type":"Product",</script>$&',
      ),
  );

  await shopper.open(item.url);

  await shopper.hasRecorded('view', 'of-the-second-block');
  await shopper.addToCart(item);
});

test.describe('when the model', () => {
  test.use({ tolerated: /status of 404/ });

  for (const [fault, problem, sentence, breakIt] of [
    ['is damaged', 'model-corrupt', "The shop's model arrived damaged and was not used.", damage],
    [
      'is missing',
      'model-missing',
      "The shop's model could not be loaded, so there are no suggestions.",
      (context, glob) => answer(context, glob, (route) => route.fulfill({ status: 404 })),
    ],
  ] as const satisfies readonly (readonly [string, string, string, typeof damage])[]) {
    test(`${fault}, there are no suggestions, and with the next good one nothing is lost`, async ({
      page,
      world,
      context,
    }) => {
      const shopper = new Shopper(page, world);
      const mend = await breakIt(context, '**/models/demo/entities.*.bin');
      await shopper.open();
      await shopper.answer('release');
      await shopper.view(item);
      await shopper.addToCart(item);

      await shopper.open('/profile');
      expect(await shopper.ask('recommend', { count: 6 })).toEqual([]);
      await said(page, sentence);
      expect(await shopper.panel('status')).toMatchObject({ model: 'failed', problems: [problem] });
      await page.getByRole('tab', { name: 'History' }).click();
      await said(page, item.name);
      await shopper.open();
      // Barrier: the row has asked and was answered as this question is.
      expect(await shopper.ask('recommend', { count: 6 })).toEqual([]);
      await expect(page.locator('inkling-recommendations [data-item-id]')).toHaveCount(0);

      await mend();
      await shopper.open();
      expect(await shopper.forYou()).not.toContain(item.id);
      const { interests, interactions } = await shopper.panel('profile');
      expect(interests[0]).toMatchObject({ path: DEPARTMENT, reasons: [{ itemId: item.id }] });
      expect(interactions).toBe((await shopper.interactions()).length);
      expect((await shopper.panel('status')).problems).toEqual([]);
    });
  }
});

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
    page.on('console', (message) => lines.push(message.text()));
    await editPages(context, (html) =>
      html.replace('data-codebook=', 'data-epsilon="100" data-period-days="1" data-codebook='),
    );
    await shopper.open();
    await shopper.answer('release');
    lines.length = 0;

    await shopper.open('/profile');

    expect(await shopper.ask('release')).toMatchObject({ epsilonMilli: 4000, problems: ['setting-held'] });
    await page.getByRole('tab', { name: 'What left' }).click();
    await said(page, 'This shop asked for more than Inkling allows. Inkling went by its own limit.');
    expect(lines.filter((text) => text.startsWith('inkling: '))).toEqual([
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

for (const [what, script] of [
  ['IndexedDB does not exist', 'Object.defineProperty(globalThis, "indexedDB", { value: undefined })'],
  [
    'IndexedDB is denied',
    'IDBFactory.prototype.open = IDBFactory.prototype.databases = () => { throw new DOMException("denied", "SecurityError"); }',
  ],
] as const) {
  test(`where ${what} the shop works and the panel says that nothing is kept`, async ({
    page,
    world,
    context,
    outgoing,
  }) => {
    const shopper = new Shopper(page, world);
    await cripple(context, script);
    await shopper.open();
    await page.locator('[data-consent] button[value=release]').click();

    await shopWorks(shopper);
    await shopper.open('/profile');
    await said(page, 'This browser does not let the shop keep anything');

    const outcome = await page.evaluate(() =>
      (window as unknown as { inkling: { recommend(): Promise<unknown> } }).inkling
        .recommend()
        .then(String, (error: { code: string }) => error.code),
    );
    expect(outcome).toBe('store-unavailable');
    expect(outgoing.to('/v1/')).toEqual([]);
  });
}

test('without WebAssembly the worker computes in plain JavaScript', async ({
  page,
  world,
  context,
  outgoing,
}) => {
  const shopper = new Shopper(page, world);
  await cripple(context, 'delete globalThis.WebAssembly');
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(item);

  await shopper.open();

  expect(await shopper.forYou()).not.toContain(item.id);
  expect((await shopper.panel('status')).backend).toBe('cpu');
  expect(outgoing.to('/inkling-worker-wasm.js')).toEqual([]);
});

test('a worker that crashes is replaced by the next one', async ({ page, world, context }) => {
  const shopper = new Shopper(page, world);
  await answer(context, '**/inkling-worker-wasm.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: 'onmessage = () => { throw new Error("crashed on purpose"); };',
    }),
  );
  await shopper.open();
  await shopper.answer('record');
  await shopper.view(item);

  await shopper.open();

  expect(await shopper.forYou()).not.toContain(item.id);
  expect((await shopper.panel('status')).backend).toBe('cpu');
});

test.describe('when the script is blocked', () => {
  test.use({ tolerated: /Failed to load resource/ });

  test('the shop works and its calls of Inkling never throw', async ({ page, world, context, outgoing }) => {
    const shopper = new Shopper(page, world);
    await answer(context, '**/inkling.js', (route) => route.abort('blockedbyclient'));
    await shopper.open();
    await page.locator('[data-consent] button[value=release]').click();

    await shopWorks(shopper);
    await shopper.open('/profile');

    const answers = await page.evaluate(() => {
      const { inkling } = window as unknown as { inkling: Record<string, (given?: unknown) => unknown> };
      const methods = ['consent', 'record', 'recommend', 'rank', 'cohort', 'release', 'clear', 'on'];
      return methods.map((name) => inkling[name]!({}) instanceof Promise);
    });
    expect(answers).toEqual(Array.from({ length: 8 }, () => true));
    await expect(page.getByRole('heading', { name: 'Your profile' })).toBeAttached();
    expect(await page.locator('inkling-panel').evaluate((element) => element.shadowRoot)).toBeNull();
    expect(await shopper.databases()).toEqual([]);
    expect(outgoing.to('/inkling')).toEqual([]);
  });
});

/** A sentence of the panel; it may stand in several places. */
const said = (page: Page, sentence: string): Promise<void> =>
  expect(page.locator('inkling-panel').getByText(sentence).first()).toBeVisible();

/** The shop as a shop: an item goes into the cart and is found there. */
async function shopWorks(shopper: Shopper): Promise<void> {
  await shopper.open(other!.url);
  await shopper.page.locator('[data-buy] button[type=submit]').click();
  await expect(shopper.page.locator('[data-cart-count]')).toHaveText('1');
  await shopper.open('/cart');
  await expect(shopper.page.locator('[data-cart]').getByText(other!.name)).toBeVisible();
}
