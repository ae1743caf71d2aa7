import { AxeBuilder } from '@axe-core/playwright';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const WEEK_MS = 7 * 86_400_000;

test('the map shows items, the shopper and their way over the weeks, tells it in tables, and moves with what is removed', async ({
  page,
  world,
}) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of fiveItemsOf('Pets').slice(0, 2)) await shopper.view(item);
  await shopper.jump(WEEK_MS);
  for (const item of fiveItemsOf('Beauty').slice(0, 2)) await shopper.view(item);
  await page.setViewportSize({ width: 320, height: 700 });
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  const title = panel.getByText('Map of your tastes');
  await expect(title).toBeVisible();

  // By the keyboard, as whoever sees no map would.
  await title.focus();
  await page.keyboard.press('Enter');

  const map = panel.getByRole('img', { name: /^Map of 240 items in 12 groups/ });
  await expect(map).toBeVisible();
  await expect(panel.getByText(/you were nearest to Pets, now to Beauty/)).toBeVisible();
  await expect(panel.getByText(/These two directions hold [\d.]+% of the difference/)).toBeVisible();
  const { count, overflow, overlaps } = await map.evaluate((element) => {
    const own = element.getBoundingClientRect();
    const boxes = [...element.querySelectorAll('text')]
      .map((label) => label.getBoundingClientRect())
      .filter(({ width }) => width > 0); // those for another size are not drawn
    return {
      count: boxes.length,
      overflow: boxes.filter(({ left, right }) => left < own.left || right > own.right).length,
      // A line box is higher than its letters: labels 15 px apart may touch by a few.
      overlaps: boxes.filter((a, i) =>
        boxes.some((b, j) => j > i && a.left < b.right && b.left < a.right && Math.abs(a.top - b.top) < 12),
      ).length,
    };
  });
  expect({ count, overflow, overlaps }).toEqual({ count: 14, overflow: 0, overlaps: 0 });

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const way = panel.getByRole('table', { name: 'Your way' });
  await expect(way.getByRole('row')).toHaveCount(3); // head, a week ago, now
  await expect(way.getByRole('row', { name: /^now Beauty/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('table').last().getByRole('row')).toHaveCount(21);
  const { violations } = await new AxeBuilder({ page })
    .include('inkling-panel')
    .setLegacyMode(true)
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' '))}`)).toEqual(
    [],
  );

  const gone = (await shopper.interactions()).filter(({ itemId }) =>
    fiveItemsOf('Beauty').some(({ id }) => id === itemId),
  );
  await panel.evaluate(
    async (_, ids) => {
      const { inkling } = window as unknown as {
        inkling: Record<symbol, { removeInteractions(ids: number[]): void }>;
      };
      await inkling[Symbol.for('inkling.panel')]!.removeInteractions(ids);
    },
    gone.map(({ id }) => id),
  );
  await panel.getByRole('tab', { name: 'History' }).click();
  await panel.getByRole('tab', { name: 'About you' }).click();
  await expect(panel.getByText('On it you are nearest to Pets.')).toBeVisible();
});

test('a map that does not come says why, and is asked for again', async ({ page, world }) => {
  const shopper = await Shopper.arrive(page, world, 'record');
  await shopper.view(fiveItemsOf('Pets')[0]);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await expect(panel.getByText('Map of your tastes')).toBeVisible();
  await page.evaluate(() => {
    const { inkling } = window as unknown as { inkling: Record<symbol, { tasteMap(): Promise<unknown> }> };
    const port = inkling[Symbol.for('inkling.panel')]!;
    const works = port.tasteMap;
    port.tasteMap = () => {
      port.tasteMap = works;
      return Promise.reject(Object.assign(new Error(), { code: 'file-unavailable' }));
    };
  });

  await panel.getByText('Map of your tastes').click();
  await panel.getByRole('button', { name: 'Try again' }).click();

  await expect(panel.getByRole('img', { name: /^Map of/ })).toBeVisible();
});
