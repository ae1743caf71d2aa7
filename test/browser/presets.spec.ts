import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ARTICLES } from '../../src/simulate/magazine.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, type Outgoing, test, type World } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

/** Chromium asks there, of its own accord, which fields of a form it may fill in; the watch refuses it. */
const OF_THE_BROWSER = 'content-autofill.googleapis.com:443';
const EVERYTHING = { count: 30, diversity: 0 };

const idsOf = async (shopper: Shopper, more = {}): Promise<string[]> =>
  (await shopper.ask('recommend', { ...EVERYTHING, ...more })).map(({ id }) => id);

/** What has no id of its own goes by its path. */
const pageOf = (path: string) => ({ id: path, url: path });

/** Mean place in the list of the articles that an author wrote. */
const placeOf = (author: string, ids: readonly string[]): number => {
  const own = ARTICLES.filter((article) => article.author === author).map(
    ({ section, slug }) => ids.indexOf(`/magazine/${section.slug}/${slug}`) + 1,
  );
  const places = own.filter((place) => place > 0);
  return places.reduce((sum, place) => sum + place, 0) / places.length;
};

/** To be asked after an answer of the worker: that is the barrier. */
function expectNothingLeft(outgoing: Outgoing, world: World, arrivedBefore: number): void {
  const toShop = outgoing.requests.filter(({ url }) => url.origin === world.shopUrl);
  expect(toShop.length).toBeGreaterThan(0);
  expect(
    toShop.filter(({ method, body, url }) => method !== 'GET' || body.length > 0 || url.search !== ''),
  ).toEqual([]);
  expect(outgoing.beyond(world.shopUrl).filter(({ url }) => url.host !== OF_THE_BROWSER)).toEqual([]);
  expect(world.receiver.requests.length).toBe(arrivedBefore);
}

test('reading, liking and following on the magazine change what it shows next, and nothing leaves', async ({
  page,
  world,
  outgoing,
}) => {
  const arrivedBefore = world.receiver.requests.length;
  const shopper = new Shopper(page, world);
  const read = (path: string) => shopper.view(pageOf(`/magazine/${path}`));
  await shopper.open('/magazine/');
  await shopper.answer('record');

  await read('gardens/hedge-for-birds');
  await shopper.open('/magazine/');
  const afterReading = await shopper.forYou();
  expect(afterReading).not.toContain('/magazine/gardens/hedge-for-birds');
  expect(afterReading[0]).toMatch(/^\/magazine\/gardens\//);
  const before = await idsOf(shopper);

  await read('night-sky/counting-meteors');
  await page.locator('[data-act=like]').click();
  await shopper.hasRecorded('like', '/magazine/night-sky/counting-meteors');
  const afterLiking = await idsOf(shopper);
  expect(afterLiking).not.toContain('/magazine/night-sky/counting-meteors');
  expect(afterLiking[0]).toMatch(/^\/magazine\/night-sky\//);

  await shopper.open('/magazine/by/wen-castellane');
  await page.locator('[data-follow]').click();
  await expect.poll(() => shopper.rows('inkling', 'relations')).toMatchObject([{ target: 'Wen Castellane' }]);
  const afterFollowing = await idsOf(shopper);
  expect(placeOf('Wen Castellane', afterFollowing)).toBeLessThan(placeOf('Wen Castellane', afterLiking));

  await shopper.open('/magazine/night-sky/counting-meteors');
  await page.locator('[data-share]').click();
  await shopper.hasRecorded('share', '/magazine/night-sky/counting-meteors');

  await shopper.open('/magazine/profile');
  await said(page, "What this site's page has learned about you, on this device");
  await said(page, 'Because you read A hedge that feeds somebody every month today');
  await page.locator('#tab-history').click();
  await said(page, 'Wen Castellane');
  expect(before.length).toBeGreaterThan(20);
  expectNothingLeft(outgoing, world, arrivedBefore);
});

test('starting and finishing a course change what the academy shows next, and nothing leaves', async ({
  page,
  world,
  outgoing,
}) => {
  const arrivedBefore = world.receiver.requests.length;
  const shopper = new Shopper(page, world);
  const course = '/academy/music/reading-music';
  const looked = '/academy/data/honest-charts';
  /** The best that was not looked at: a look hides no course, and what was looked at may well stand first. */
  const bestNew = (ids: readonly string[]) => ids.filter((id) => id !== looked)[0];
  await shopper.open('/academy/');
  await shopper.answer('record');

  await shopper.view(pageOf(looked));
  await shopper.view(pageOf(course));
  const afterLooking = await idsOf(shopper);
  expect(afterLooking, 'a look does not hide a course').toContain(course);

  await page.locator('[data-begin]').click();
  await shopper.hasRecorded('start', course);
  const afterStarting = await idsOf(shopper);
  expect(afterStarting).not.toContain(course);
  expect(bestNew(afterStarting)).toMatch(/^\/academy\/music\//);
  expect(await idsOf(shopper, { includeSeen: true })).toContain(course);

  for (const lesson of await page.locator('[data-lesson]').all()) await lesson.check();
  await shopper.hasRecorded('complete', course);
  expect(await idsOf(shopper, { includeSeen: true })).not.toContain(course);

  await shopper.open('/academy/');
  const row = await shopper.forYou();
  expect(row).not.toContain(course);
  expect(bestNew(row)).toMatch(/^\/academy\/music\//);
  await expect(page.locator('[data-card=reading-music] [data-badge]')).toHaveText('Finished');
  await shopper.open('/academy/profile');
  await said(page, 'Because you finished Reading music today');
  await said(page, 'Because you looked at Honest charts today');
  expectNothingLeft(outgoing, world, arrivedBefore);
});

test('without a word in the tag the markup says what a site offers, and what is of another stays out', async ({
  page,
  world,
}) => {
  const shopper = new Shopper(page, world);
  await page.route('**/magazine/**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(' data-preset="content"', '') });
  });
  const [item] = fiveItemsOf('Garden');
  await shopper.open('/magazine/');
  await shopper.answer('record');
  await expect.poll(() => shopper.rows('inkling', 'items')).toHaveLength(ARTICLES.length);
  await shopper.view(item);
  expect(await shopper.rows('inkling', 'items')).toContainEqual(expect.objectContaining({ id: item.id }));

  await shopper.view(pageOf('/magazine/gardens/hedge-for-birds'));

  const ids = await idsOf(shopper);
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.filter((id) => !id.startsWith('/magazine/'))).toEqual([]);
  await shopper.open('/magazine/profile');
  await said(page, "What this site's page has learned about you, on this device");
});

for (const [site, path] of [
  ['magazine', 'gardens/hedge-for-birds'],
  ['academy', 'music/reading-music'],
] as const) {
  test.describe(() => {
    // A colour on its way from one theme to the other has the contrast of neither.
    test.use({ contextOptions: { reducedMotion: 'reduce' } });

    test(`the ${site} breaks no rule of WCAG 2.2 AA`, async ({ page, world }) => {
      const shopper = new Shopper(page, world);
      const broken: string[] = [];
      await shopper.open(`/${site}/`);
      broken.push(...(await violations(page)));
      await shopper.answer('record');

      await shopper.view(pageOf(`/${site}/${path}`));
      for (const button of await page.locator('[data-act], [data-follow], [data-begin]').all())
        await button.click();
      await shopper.forYou();
      broken.push(...(await violations(page)));
      await page.emulateMedia({ colorScheme: 'dark' });
      broken.push(...(await violations(page)));

      expect(broken).toEqual([]);
    });
  });
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
