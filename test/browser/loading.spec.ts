import type { BrowserContext, Page } from '@playwright/test';
import { type Cdn, startCdn } from '../support/cdn.ts';
import { answer } from '../support/faults.ts';
import {
  CELLS,
  type Cell,
  cdnTag,
  item,
  LOST,
  managedTag,
  type Place,
  pageOf,
  plainTag,
} from '../support/loading_cells.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper, said } from '../support/shopper.ts';

// Each way onto a page under each policy: a cell works when the shopper sees a recommendation, which the worker
// ranked and the row drew, and no policy was violated. docs/csp.md has these policies.

let cdn: Cdn;
test.beforeAll(async () => {
  cdn = await startCdn();
});
test.afterAll(() => cdn.close());
test.afterEach(({ context }) => context.unrouteAll({ behavior: 'ignoreErrors' }));

for (const cell of CELLS)
  test(`recommends without a violation: ${cell.name}`, async ({ page, world, context, outgoing }) => {
    const requests: string[] = [];
    context.on('request', (request) => requests.push(request.url()));
    await openCell(cell, { page, world, context });

    await expect(page.locator('inkling-recommendations [data-item-id]').first()).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-answer', 'good');
    await page.getByRole('tab', { name: 'History' }).click();
    await said(page, item.name);
    await expect(page.locator('html')).not.toHaveAttribute('data-broken');
    expect(outgoing.to('/violation')).toEqual([]);
    const started = requests
      .map((url) => new URL(url).pathname)
      .filter((path) => /worker|ohttp|answers/.test(path));
    expect(started.sort()).toEqual([
      '/inkling-ohttp.js',
      '/inkling-panel-answers.js',
      '/inkling-worker-wasm.js',
    ]);
  });

/** A file that would run as well: a line or, of a .wasm, an empty section more. */
const altered = (context: BrowserContext, glob: string) =>
  answer(context, glob, async (route) => {
    const response = await route.fetch();
    const more = Buffer.from(glob.endsWith('.wasm') ? [0, 1, 0] : '\n');
    await route.fulfill({ response, body: Buffer.concat([await response.body(), more]) });
  });
const missing = (context: BrowserContext, glob: string) =>
  answer(context, glob, (route) => route.fulfill({ status: 404 }));
const blocked = (context: BrowserContext, glob: string) =>
  answer(context, glob, (route) => route.abort('blockedbyclient'));

test.describe('files that are not what was built with the script, or do not come', () => {
  test.use({ tolerated: /integrity|Failed to load resource|CORS/ });

  for (const [fault, breakIt, file, tag, backend] of [
    ['another keeper of the worker', altered, 'inkling-host.js', cdnTag, undefined],
    ['another worker', altered, 'inkling-worker-wasm.js', cdnTag, 'cpu'],
    ['a worker that is missing', missing, 'inkling-worker-wasm.js', cdnTag, 'cpu'],
    ['another .wasm', altered, 'tfjs-backend-wasm-simd.wasm', cdnTag, 'cpu'],
    // That of the site's own is its own affair, and shows that the altered one runs.
    ['another .wasm, self-hosted', altered, 'tfjs-backend-wasm-simd.wasm', plainTag, 'wasm'],
    ['all but the script blocked', blocked, 'inkling-*.js', plainTag, undefined],
  ] as const)
    test(`${fault}: ${backend ? `${backend} computes` : 'nothing runs, and nothing breaks'}`, async ({
      page,
      world,
      context,
    }) => {
      const asked: string[] = [];
      await breakIt(context, `**/${file}`);
      context.on('request', (request) => asked.push(request.url()));

      await openCell({ name: fault, tag }, { page, world, context });

      await expect(page.locator('html')).toHaveAttribute(
        'data-answer',
        backend ? 'good' : 'backend-unavailable',
      );
      expect(asked.some((url) => new RegExp(`/${file.replace('*', '.*')}`).test(url))).toBe(true);
      if (backend) expect((await new Shopper(page, world).panel('status')).backend).toBe(backend);
      await expect(page.locator('html')).not.toHaveAttribute('data-broken');
    });
});

test('two copies on a page are one, wherever they come from', async ({ page, world, context, outgoing }) => {
  const both = (place: Place) => plainTag() + cdnTag(place) + managedTag();
  await openCell({ name: 'three tags', tag: both }, { page, world, context });

  await expect(page.locator('inkling-recommendations [data-item-id]').first()).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-answer', 'good');
  // Barrier: a copy that comes late has run.
  await page.waitForLoadState();
  expect(outgoing.to('/inkling.js')).toHaveLength(3);
  expect(outgoing.to('/inkling-worker-')).toHaveLength(1);
  expect(outgoing.to('/inkling-recommendations.js')).toHaveLength(1);
  const rows = await new Shopper(page, world).interactions();
  expect(rows.filter(({ kind }) => kind === 'view')).toHaveLength(1);
});

async function openCell(
  { tag, policy, isEverywhere }: Cell,
  { page, world, context }: { page: Page; world: { readonly shopUrl: string }; context: BrowserContext },
): Promise<void> {
  const given = policy?.({ cdn });
  const headers: Record<string, string> = given
    ? { 'content-security-policy': `${given}; report-uri ${world.shopUrl}/violation` }
    : {};
  await context.route(`${world.shopUrl}/cell`, (route) =>
    route.fulfill({ contentType: 'text/html', headers, body: pageOf(tag({ cdn })) }),
  );
  if (isEverywhere)
    await context.route(`${world.shopUrl}/inkling*`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
    });
  await page.goto(`${world.shopUrl}/cell`);
}

test.describe('where it cannot work', () => {
  test.use({
    tolerated: /Content Security Policy|TrustedTypePolicy|TrustedScriptURL|Failed to load resource/i,
  });

  for (const cell of LOST)
    test(`nothing breaks: ${cell.name}`, async ({ page, world, context, outgoing }) => {
      await openCell(cell, { page, world, context });

      // Barrier: what stopped it was told to the shop's server.
      await outgoing.wait('/violation');
      if (cell.outcome !== 'none') {
        await expect(page.locator('inkling-recommendations [data-item-id]').first()).toBeVisible();
        expect(outgoing.to('/inkling-worker-cpu.js')).toHaveLength(cell.outcome === 'cpu' ? 1 : 0);
        const problems = cell.outcome === 'direct' ? 'relay-unusable,file-unavailable' : 'good';
        await expect(page.locator('html')).toHaveAttribute('data-answer', problems);
      } else {
        if (outgoing.to('/inkling.js').length > 0)
          await expect(page.locator('html')).toHaveAttribute('data-answer', 'backend-unavailable');
        await expect(page.locator('inkling-recommendations [data-item-id]')).toHaveCount(0);
      }
      await expect(page.locator('html')).not.toHaveAttribute('data-broken');
    });
});
