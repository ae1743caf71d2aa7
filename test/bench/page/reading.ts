import type { Browser } from '@playwright/test';
import { type MainThreadTime, mainThreadTime, OURS } from './profile.ts';
import { allowRecording, newVisitor } from './visits.ts';

const SIZE_BYTES = 900_000;

/** One way in which a large page says what it sells. */
export interface Reading extends MainThreadTime {
  readonly name: 'json-ld' | 'microdata';
  readonly bytes: number;
  /** Items that were understood; none would be fast, too. */
  readonly items: number;
}

/** What it costs the main thread to read pages of 900 kB: the drop-in from its first line on, storing included. */
export async function readLargePages(browser: Browser, url: string, runs: number): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const name of ['json-ld', 'microdata'] as const) {
    const html = largePage(name);
    const times: (MainThreadTime & { items: number })[] = [];
    for (let run = 0; run < runs; run++) {
      const context = await newVisitor(browser);
      const page = await context.newPage();
      await allowRecording(page, url);
      await page.route('**/large-page', (route) => route.fulfill({ contentType: 'text/html', body: html }));
      let items = 0;
      const time = await mainThreadTime(page, OURS, async () => {
        await page.goto(`${url}/large-page`);
        items = await page.evaluate(storedItems);
      });
      times.push({ ...time, items });
      await context.close();
    }
    times.sort((a, b) => a.totalMs - b.totalMs);
    readings.push({ name, bytes: html.length, ...times[times.length >> 1]! });
  }
  return readings;
}

/** Runs in the page: waits until the item of the page is stored, and counts what is. */
async function storedItems(): Promise<number> {
  const wait = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await indexedDB.databases()).some(({ name }) => name === 'inkling')) {
      const db = await wait(indexedDB.open('inkling'));
      const keys = await wait(db.transaction('items').objectStore('items').getAllKeys());
      db.close();
      if (keys.includes('main')) return keys.length;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return 0;
}

const product = (id: string) => ({
  '@type': 'Product',
  sku: id,
  name: `Item ${id}`,
  description: 'A description as shops write them. '.repeat(20),
  brand: { '@type': 'Brand', name: 'Alder' },
  offers: { '@type': 'Offer', price: '12.50', priceCurrency: 'EUR' },
});

/** A product page with the weight of a big shop's: a list of 60 others, navigation, and a great many elements. */
function largePage(name: Reading['name']): string {
  const others = Array.from({ length: 60 }, (_, i) => product(`other-${i}`));
  const list = {
    '@type': 'ItemList',
    itemListElement: others.map((item) => ({ '@type': 'ListItem', item })),
  };
  const blocks = [{ '@context': 'https://schema.org', ...product('main') }, list];
  const said =
    name === 'json-ld'
      ? blocks.map((block) => `<script type="application/ld+json">${JSON.stringify(block)}</script>`).join('')
      : `${microdata(product('main'))}<ul>${others
          .map(
            (item) => `<li itemscope itemtype="https://schema.org/ListItem">${microdata(item, 'item')}</li>`,
          )
          .join('')}</ul>`;
  const filler: string[] = [];
  for (let size = said.length, i = 0; size < SIZE_BYTES; i++) {
    const row = `<div class="row r${i % 7}" data-row="${i}"><a href="/c/${i}"><span>Link ${i}</span></a><p>Some text of a large page.</p></div>\n`;
    filler.push(row);
    size += row.length;
  }
  return `<!doctype html><html lang="en"><title>Large</title>
    <script src="/inkling.js" async data-model="/models/demo/manifest.json"></script>${said}${filler.join('')}</html>`;
}

function microdata(
  { sku, name, description, offers }: ReturnType<typeof product>,
  property?: string,
): string {
  return `<div ${property ? `itemprop="${property}"` : ''} itemscope itemtype="https://schema.org/Product">
    <meta itemprop="sku" content="${sku}"><b itemprop="name">${name}</b><p itemprop="description">${description}</p>
    <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><i itemprop="price">${offers.price}</i>
    <meta itemprop="priceCurrency" content="${offers.priceCurrency}"></div></div>`;
}
