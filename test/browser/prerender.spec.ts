import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Page } from 'puppeteer-core';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import type { InklingHandle } from '../../src/contract/page_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';

const [item] = fiveItemsOf('Home');

/** Views of the item in the database, read past Inkling. */
const views = (page: Page): Promise<number> =>
  page.evaluate(async (itemId) => {
    const wait = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await wait(indexedDB.open('inkling'));
    const rows = await wait(db.transaction('interactions').objectStore('interactions').getAll());
    db.close();
    return rows.filter((row) => row.kind === 'view' && row.itemId === itemId).length;
  }, item.id);

// Playwright forbids every page to render another one ahead.
test('a page rendered ahead counts when it is shown, and not before', async ({ world }) => {
  const shop = await telling(world.shopUrl);
  const browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_ARGS, '--no-sandbox'],
  });
  try {
    // Looks on from behind: the page itself is exchanged for the one that was rendered ahead.
    const onlooker = await browser.newPage();
    await onlooker.goto(`${shop.url}/favicon.svg`);
    const page = await browser.newPage();
    await page.goto(shop.url);
    await page.evaluate(async () => {
      const { inkling } = window as unknown as { inkling: InklingHandle };
      await inkling.consent({ record: true });
      await inkling.record({ kind: 'cart_view' });
    });

    await page.evaluate((url) => {
      const rules = Object.assign(document.createElement('script'), { type: 'speculationrules' });
      rules.textContent = JSON.stringify({
        prerender: [{ source: 'list', urls: [url], eagerness: 'immediate' }],
      });
      document.head.append(rules);
      document.body.prepend(Object.assign(document.createElement('a'), { href: url, id: 'ahead' }));
    }, item.url);
    // The barrier: it has loaded, and Inkling runs in it.
    await expect.poll(() => onlooker.evaluate(() => localStorage.getItem('ahead'))).toBe('loaded true');
    await page.evaluate(() => {
      const { inkling } = window as unknown as { inkling: InklingHandle };
      return inkling.record({ kind: 'checkout' });
    });
    expect(await views(onlooker)).toBe(0);

    await page.evaluate(() => setTimeout(() => document.getElementById('ahead')?.click()));

    await expect.poll(() => onlooker.evaluate(() => localStorage.getItem('ahead'))).toBe('shown true');
    await expect.poll(() => views(onlooker)).toBe(1);
  } finally {
    await browser.close();
    shop.close();
  }
});

/** The shop, whose pages leave a note when they were loaded ahead and when they are shown: no driver reaches into such a page. */
async function telling(shopUrl: string): Promise<{ readonly url: string; close(): void }> {
  const note = `<script>
    const tell = (what) => localStorage.setItem('ahead', what + ' ' + ('inkling' in window));
    if (document.prerendering) {
      addEventListener('load', () => tell('loaded'));
      document.addEventListener('prerenderingchange', () => tell('shown'));
    }
  </script>`;
  const server = createServer(async (request, response) => {
    const answer = await fetch(shopUrl + request.url);
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'content-type': type });
    if (type.startsWith('text/html')) response.end((await answer.text()).replace('<head>', `<head>${note}`));
    else response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}
