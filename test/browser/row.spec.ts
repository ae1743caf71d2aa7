import type { Page } from '@playwright/test';
import type { InklingHandle } from '../../src/contract/page_api.ts';
import type { Recommendation } from '../../src/contract/worker_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

test.use({ viewport: { width: 390, height: 844 } });

const [item] = fiveItemsOf('Kitchen');

/** From now on the recommendations are these cards, whatever is asked. */
const answerWith = (page: Page, cards: readonly Recommendation[]): Promise<void> =>
  page.evaluate((fixed) => {
    const handle = (window as unknown as { inkling: InklingHandle }).inkling;
    const { inkling } = handle[Symbol.for('inkling.panel') as never] as {
      inkling: { recommend: InklingHandle['recommend'] };
    };
    inkling.recommend = async () => [...fixed];
  }, cards);

test('on a phone a row that is ranked anew shows its best item, and where the shopper has scrolled it stays', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(item);
  await shopper.open();
  await shopper.forYou();
  const list = page.locator('inkling-recommendations ul');
  await list.scrollIntoViewIfNeeded();
  const scrolledBy = () => list.evaluate(({ scrollLeft }) => Math.round(scrollLeft));
  /** Has the row ask anew, and waits for the answer. */
  const showsAnew = async (cards: readonly Recommendation[]): Promise<void> => {
    await answerWith(page, cards);
    await page.evaluate((itemId) => {
      void (window as unknown as { inkling: InklingHandle }).inkling.record({ kind: 'share', itemId });
    }, cards.at(-1)!.id);
    await expect.poll(() => shopper.forYou()).toEqual(cards.slice(0, 6).map(({ id }) => id));
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  };
  const cards = await shopper.ask('recommend', { count: 6 });
  await showsAnew(cards);
  expect(await scrolledBy()).toBe(0);

  await showsAnew([...cards].reverse());
  expect(await scrolledBy()).toBe(0);

  await list.evaluate((element) => element.scrollTo({ left: 200, behavior: 'instant' }));
  await expect.poll(scrolledBy).toBeGreaterThan(50);
  await showsAnew(cards);
  expect(await scrolledBy()).toBeGreaterThan(50);
});
