import { fiveItemsOf } from '../support/demo_items.ts';
import { answer, cripple, damage, editPages } from '../support/faults.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

// When the world is bad the shop goes on, the panel says what is off, and nothing recorded is lost.

const DEPARTMENT = 'Books & Paper';
const [item, other] = fiveItemsOf(DEPARTMENT);

// A worker may still be on its way to a page that the test has left.
test.afterEach(({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }));

test('a malformed JSON-LD block spoils no other', async ({ page, world, context }) => {
  const shopper = await Shopper.arrive(page, world, 'record');
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

test.describe('when the file that answers the panel', () => {
  test.use({ tolerated: /status of 404/ });

  test('is missing, the panel says so, suggestions and clearing work, and it is asked for again', async ({
    page,
    world,
    context,
    outgoing,
  }) => {
    const shopper = new Shopper(page, world);
    const mend = await answer(context, '**/inkling-panel-answers.js', (route) =>
      route.fulfill({ status: 404 }),
    );
    await shopper.open();
    await shopper.answer('record');
    await shopper.view(item);
    await shopper.addToCart(item);
    expect(await shopper.ask('recommend', { count: 6 })).toHaveLength(6);

    await shopper.open('/profile');
    await said(page, 'A file that the panel needs did not arrive.');
    await mend();
    await page.reload();
    await said(page, DEPARTMENT);
    expect(outgoing.to('/inkling-panel-answers.js').length).toBeGreaterThan(0);
    await shopper.ask('clear');
    expect(await shopper.interactions()).toEqual([]);
  });
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
      const methods = 'consent record recommend rank cohort release clear pause lock openPanel on'.split(' ');
      return methods.map((name) => inkling[name]!({}) instanceof Promise);
    });
    expect(answers).toEqual(Array.from({ length: 11 }, () => true));
    await expect(page.getByRole('heading', { name: 'Your profile' })).toBeAttached();
    expect(await page.locator('inkling-panel').evaluate((element) => element.shadowRoot)).toBeNull();
    expect(await shopper.databases()).toEqual([]);
    expect(outgoing.to('/inkling')).toEqual([]);
  });
});

/** The shop as a shop: an item goes into the cart and is found there. */
async function shopWorks(shopper: Shopper): Promise<void> {
  await shopper.open(other!.url);
  await shopper.page.locator('[data-buy] button[type=submit]').click();
  await expect(shopper.page.locator('[data-cart-count]')).toHaveText('1');
  await shopper.open('/cart');
  await expect(shopper.page.locator('[data-cart]').getByText(other!.name)).toBeVisible();
}
