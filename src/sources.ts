import { siteAdapter } from './capture/adapter.ts';
import { adobe } from './capture/platforms/adobe.ts';
import { shopify } from './capture/platforms/shopify.ts';
import { universalAnalytics } from './capture/platforms/universal_analytics.ts';
import { wooCommerce } from './capture/platforms/woocommerce.ts';
import { siteEvents } from './capture/site_events.ts';
import type { Sources } from './capture/source.ts';

/** ENTRY, `inkling-sources.js`: what the drop-in loads on pages that speak more than markup and a dataLayer. */
const adapter = siteAdapter();

export const sources: Sources = {
  platforms: [
    shopify,
    adobe,
    wooCommerce,
    universalAnalytics,
    siteEvents,
    ...(adapter ? [adapter.source] : []),
  ],
  path: adapter?.path,
};
