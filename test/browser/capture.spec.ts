import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const [item, other] = fiveItemsOf('Home');

test('the time spent on an item is kept although its page is left', async ({ page, world }) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(item);
  const { at } = (await shopper.interactions()).find(({ kind }) => kind === 'view')!;
  // Counted from the view, not from the page.
  await expect.poll(() => page.evaluate((since) => Date.now() - since, at)).toBeGreaterThan(1_500);

  await shopper.open(other!.url);

  await shopper.hasRecorded('dwell', item.id);
  const dwell = (await shopper.interactions()).find(({ kind }) => kind === 'dwell')!;
  expect(dwell.dwellMs).toBeGreaterThan(1_000);
});

test('what is stored of a shopper holds no query, no typed text and nothing of a checkout', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(item);
  await shopper.addToCart(item);
  await shopper.open('/search?q=zelda%40example.com');
  await shopper.open('/search?q=Zelda+Berg+0171+555+0199');
  await shopper.open(`${other!.url}?utm_source=mail&email=zelda%40example.com#reviews`);
  await shopper.hasRecorded('view', other!.id);

  const stored = JSON.stringify([
    await shopper.rows('inkling', 'interactions'),
    await shopper.rows('inkling', 'items'),
    await shopper.rows('inkling', 'settings'),
  ]);

  // Of the numbers as they are said: a time in milliseconds may hold their digits.
  expect(stored).not.toMatch(/zelda|berg|(?<!\d)0171|(?<!\d)0199|example\.com|utm_|reviews/i);
});
