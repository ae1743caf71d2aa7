import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { build } from 'vite';
import { ROOT } from '../../../scripts/bundle.ts';
import { configOf } from '../../../vite.config.ts';
import { ITEMS } from '../../support/demo_items.ts';
import { installPackages } from '../install.ts';
import { startBenchShop } from './shop.ts';
import { newVisitor, visitItems, watchLongTasks } from './visits.ts';

/** Here and not among the devDependencies: 80 MB that nothing but this benchmark needs. */
const FOLDER = join('.cache', 'peers');

interface Peer {
  readonly name: string;
  readonly licence: string;
  /** Exact versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** A module that starts it and tells of the item on the page, sending to /collect of this origin. */
  readonly source: string;
  /** In the body of the request that tells of the item. */
  readonly mark: string;
}

const PEERS: readonly Peer[] = [
  {
    name: '@snowplow/browser-tracker + ecommerce plugin',
    licence: 'BSD-3-Clause',
    packages: {
      '@snowplow/browser-tracker': '4.10.1',
      '@snowplow/browser-plugin-snowplow-ecommerce': '4.10.1',
    },
    source: `
      import { newTracker, trackPageView } from '@snowplow/browser-tracker';
      import { SnowplowEcommercePlugin, trackProductView } from '@snowplow/browser-plugin-snowplow-ecommerce';
      newTracker('sp', location.origin, { appId: 'shop', postPath: '/collect/sp', plugins: [SnowplowEcommercePlugin()] });
      trackPageView();
      const { item_id, item_name, price } = JSON.parse(document.querySelector('article[data-item]').dataset.item);
      trackProductView({ id: item_id, name: item_name, category: 'all', price, currency: 'USD' });`,
    mark: '"e":"ue"',
  },
  {
    name: 'posthog-js',
    licence: 'Apache-2.0 AND MIT',
    packages: { 'posthog-js': '1.449.2' },
    source: `
      import posthog from 'posthog-js';
      posthog.init('phc_bench', { api_host: location.origin + '/collect/ph', request_batching: false, disable_compression: true, opt_out_useragent_filter: true });
      posthog.capture('product_viewed', JSON.parse(document.querySelector('article[data-item]').dataset.item));`,
    mark: 'product_viewed',
  },
  {
    name: '@segment/analytics-next',
    licence: 'MIT',
    packages: { '@segment/analytics-next': '1.84.3' },
    source: `
      import { AnalyticsBrowser } from '@segment/analytics-next';
      const apiHost = location.host + '/collect/seg';
      const segment = { apiKey: 'bench', apiHost, protocol: 'http' };
      const analytics = AnalyticsBrowser.load({ writeKey: 'bench', cdnSettings: { integrations: { 'Segment.io': segment } } });
      analytics.page();
      analytics.track('Product Viewed', JSON.parse(document.querySelector('article[data-item]').dataset.item));`,
    mark: 'Product Viewed',
  },
  {
    name: 'plausible-tracker',
    licence: 'MIT',
    packages: { 'plausible-tracker': '0.3.9' },
    source: `
      import Plausible from 'plausible-tracker';
      const plausible = Plausible({ domain: 'shop', apiHost: location.origin + '/collect/pl', trackLocalhost: true });
      plausible.trackPageview();
      plausible.trackEvent('Product Viewed');`,
    mark: 'Product Viewed',
  },
];

export interface PeerResult {
  readonly name: string;
  readonly brotli: number;
  readonly longTasks: number;
  /** From the start of the navigation until the request that tells of the item arrives; median. */
  readonly firstInteractionMs: number | undefined;
}

/** Bundles each like the drop-in, puts it into the demo shop in Inkling's place, and visits item pages. */
export async function measurePeers(
  browser: Browser,
  pages: number,
  say: (line: string) => void,
): Promise<PeerResult[]> {
  const packages = Object.assign({}, ...PEERS.map((peer) => peer.packages)) as Record<string, string>;
  await installPackages(join(ROOT, FOLDER), packages);
  const results: PeerResult[] = [];
  for (const [i, peer] of PEERS.entries()) {
    const body = await bundlePeer(peer, i);
    const path = `/peer-${i}.js`;
    const shop = await startBenchShop(`<script src="${path}" defer></script>`, {
      [path]: { type: 'text/javascript', body },
    });
    try {
      results.push({
        name: peer.name,
        brotli: brotliBytes(body),
        ...(await visit(browser, shop, peer, pages, path)),
      });
      say(`  ${JSON.stringify(results.at(-1))}`);
    } finally {
      await shop.close();
    }
  }
  return results;
}

async function visit(
  browser: Browser,
  shop: Awaited<ReturnType<typeof startBenchShop>>,
  { mark }: Peer,
  pages: number,
  path: string,
): Promise<Pick<PeerResult, 'longTasks' | 'firstInteractionMs'>> {
  const context = await newVisitor(browser);
  try {
    const page = await context.newPage();
    await page.addInitScript(watchLongTasks);
    const times: number[] = [];
    const longTasks = await visitItems(
      page,
      shop.url,
      Math.min(pages, ITEMS.length),
      new RegExp(path),
      async () => {
        const started = await page.evaluate(() => performance.timeOrigin);
        const deadline = Date.now() + 5_000;
        const arrival = () =>
          shop.collected.find(({ at, body: sent }) => at >= started && decoded(sent).includes(mark));
        while (!arrival() && Date.now() < deadline)
          await page.evaluate(() => new Promise(requestAnimationFrame));
        const found = arrival();
        if (found) times.push(found.at - started);
      },
    );
    times.sort((a, b) => a - b);
    return { longTasks: longTasks.length, firstInteractionMs: times[times.length >> 1] };
  } finally {
    await context.close();
  }
}

/** Some send their JSON as a form. */
const decoded = (body: string): string => {
  try {
    return body + decodeURIComponent(body);
  } catch {
    return body; // no form, or compressed
  }
};

async function bundlePeer({ source }: Peer, i: number): Promise<string> {
  const name = `peer-${i}.js`;
  await writeFile(join(ROOT, FOLDER, name), source);
  const config = configOf({ name, entry: join(FOLDER, name), format: 'iife' }, false);
  const result = await build({ ...config, logLevel: 'error', build: { ...config.build, write: false } });
  const [chunk] = 'output' in result ? result.output : Array.isArray(result) ? result[0]!.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`${name} came out as no script`);
  return chunk.code;
}

export const brotliBytes = (content: string | Buffer): number =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
