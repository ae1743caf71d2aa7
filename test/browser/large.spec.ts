import { join } from 'node:path';
import type { Browser, BrowserContext } from '@playwright/test';
import { ROOT } from '../../scripts/bundle.ts';
import { type Shop, startShop } from '../../scripts/demo.ts';
import type { InklingHandle, PanelPort } from '../../src/contract/page_api.ts';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';
import { sendDueRelease } from '../support/due_release.ts';
import { type LargeModel, makeLargeModel } from '../support/large_model.ts';
import { expect, test, type World } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

// A shop of which a device holds a part: INKLING_LONG=1 has a million items.

const LONG = process.env.INKLING_LONG === '1';
const COUNT = LONG ? 1_000_000 : 2_000;

let model: LargeModel;
let shop: Shop;

test.beforeAll(async () => {
  test.setTimeout(LONG ? 900_000 : 90_000);
  model = await makeLargeModel(COUNT, LONG ? join(ROOT, '.cache', `large-${COUNT}`) : undefined);
});
test.afterAll(() => model.remove());
test.beforeEach(async ({ world }) => {
  shop = await startShop({ port: 0, receiverUrl: world.receiverUrl, large: model });
});
test.afterEach(() => shop.close());

const openIn = async (context: BrowserContext, world: World): Promise<Shopper> =>
  new Shopper(await context.newPage(), { ...world, shopUrl: shop.url });

/** Names of the model's files that were asked for since, their hashes left out, in the order of the alphabet. */
function watch(context: BrowserContext): () => string[] {
  const names: string[] = [];
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/models/')) names.push(pathname.split('/').at(-1)!.split('.')[0]!);
  });
  return () => names.splice(0).sort();
}

test('items whose cards come with their pages are recommended, shown, released and cleared as any others', async ({
  context,
  world,
  outgoing,
}) => {
  test.setTimeout(LONG ? 240_000 : 90_000);
  const asked = watch(context);
  const shopper = await openIn(context, world);
  await shopper.open();
  expect(asked()).toEqual([]); // nothing before consent
  await shopper.answer('release');
  const items = model.beyond.filter(({ category }) => category[0] === 'Garden').slice(0, 3);
  for (const item of items) await shopper.view(item);

  const found = await shopper.forYou();
  expect(found.length).toBeGreaterThan(3);
  const pooled = new Set(model.pool.map(({ id }) => id));
  const list = await shopper.ask('recommend', { count: 20 });
  expect(list.filter(({ id }) => !pooled.has(id)).length).toBeGreaterThan(0);
  expect(list.filter(({ item }) => item?.category?.[0] === 'Garden').length).toBeGreaterThan(8);
  await expect
    .poll(async () => (await shopper.panel('status')).reach)
    .toMatchObject({ items: COUNT, best: 200 });
  const { here } = (await shopper.panel('status')).reach!;
  console.log(`large: of the 200 best of ${COUNT} items the cards of ${here} are here`);
  expect(asked()).not.toContainEqual(expect.stringMatching(/^row/));

  await sendDueRelease(shopper);
  await outgoing.wait('/v1/sites/demo/releases');
  await shopper.view(model.pool[0]!);
  const { row } = (await shopper.ask('cohort'))!;
  await expect.poll(() => asked().filter((name) => name.startsWith('row'))).toEqual([`row-${row}`]);

  await shopper.open('/profile');
  await said(shopper.page, 'Garden');
  const caches = () => shopper.page.evaluate(() => globalThis.caches.keys());
  expect(await caches()).toContainEqual(expect.stringMatching(/^inkling-cells-/));
  await shopper.ask('clear');
  expect((await caches()).filter((name) => name.startsWith('inkling-cells'))).toEqual([]);
});

test('unlike shoppers of the same pages ask for the same files', async ({ browser, wire, world }) => {
  test.setTimeout(LONG ? 240_000 : 120_000);
  const pages = [...model.beyond.slice(0, 3), model.pool[0]!];
  const looks = async (shopper: Shopper, item: SimulatedItem): Promise<void> => shopper.view(item);
  const buysAndTakesBack = async (shopper: Shopper, item: SimulatedItem): Promise<void> => {
    await shopper.view(item);
    await shopper.addToCart(item);
    const [first, ...rest] = await shopper.interactions();
    await shopper.page.evaluate(
      async ([itemId, removed, marked]) => {
        const handle = (window as unknown as { inkling: InklingHandle }).inkling;
        const port = handle[Symbol.for('inkling.panel') as never] as PanelPort;
        await handle.record({ kind: 'dislike', itemId });
        await port.markInteractions([marked], 'gift', true);
        await port.removeInteractions([removed]);
      },
      [item.id, first!.id, rest.at(-1)!.id] as const,
    );
  };

  const [one, other] = [
    await requestsOf(browser, wire.server, world, pages, looks),
    await requestsOf(browser, wire.server, world, pages, buysAndTakesBack),
  ];

  expect(one.flat().filter((name) => /^(ids|cell)/.test(name)).length).toBeGreaterThan(3);
  expect(other).toEqual(one);
});

/** What a new shopper's browser asks for on each page. */
async function requestsOf(
  browser: Browser,
  proxy: string,
  world: World,
  pages: readonly SimulatedItem[],
  behave: (shopper: Shopper, item: SimulatedItem) => Promise<void>,
): Promise<string[][]> {
  const context = await browser.newContext({ proxy: { server: proxy } });
  const asked = watch(context);
  const shopper = await openIn(context, world);
  await shopper.open();
  await shopper.answer('record');
  await shopper.ask('recommend', { count: 1 }); // all that comes with the model has been asked for
  const requests: string[][] = [asked()];
  for (const item of pages) {
    await behave(shopper, item);
    // Barrier: the worker has looked at this page's view.
    await shopper.ask('recommend', { count: 1 });
    await expect.poll(async () => (await shopper.panel('status')).reach).toBeDefined();
    requests.push(asked());
  }
  await context.close();
  return requests;
}
